import type { Fix } from '../../../core/finding';
import type { Span } from '../../../core/span';
import { type Container, mappingAt, type Pod, stringAt } from '../model';

/**
 * The Pod Security Standards as data: each control says what of a pod breaks it. A control is named as the fixtures of the admission
 * controller name it. https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type Level = 'baseline' | 'restricted';

export type ControlId = `${Level}/${string}`;

/** A policy: its level, and the release 1.x whose version of it counts. */
export interface Policy {
  readonly level: Level;
  readonly minor: number;
}

/** A value that a policy refuses. */
export interface Breach {
  readonly control: ControlId;
  readonly span: Span;
  /** As it is written: `privileged: true`. */
  readonly value: string;
  readonly fixes: readonly Fix[];
}

/** A setting that a policy asks for and that is not there. */
export interface Lack {
  readonly control: ControlId;
  readonly container: Container;
  /** Where it is best written. */
  readonly place: 'pod' | 'container';
  /** Below `securityContext`. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The `y` of a release `1.y`; without one the newest is meant. */
export const minorOf = (release: string | undefined): number =>
  Number(/^v?1\.(\d{1,3})/.exec(release ?? '')?.[1] ?? Number.POSITIVE_INFINITY);

/** Windows by its own word: the policies look at nothing else, and do so since 1.25. */
export const isExemptWindows = (pod: Pod, { minor }: Policy): boolean =>
  minor >= 25 && stringAt(mappingAt(pod.spec, 'os'), 'name') === 'windows';
