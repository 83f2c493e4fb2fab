import type { Span } from '../../core/span';
import type { DockerfileDocument } from './model';

/** The version of Docker's own frontend that a file holds itself to: `docker/dockerfile:1.4-labs`. */
export interface FrontendPin {
  readonly minor: number;
  readonly labs: boolean;
  /** It names a patch release: `1.4.2`. */
  readonly patch: boolean;
  /** As written. */
  readonly tag: string;
  readonly span: Span;
}

/** The first release `1.x` that has something; `labs` where a labs release had it before, or alone has it. */
export interface Since {
  readonly stable?: number;
  readonly labs?: number;
}

/** The newest release when this was written: what a later one has is not known. */
const NEWEST = 26;

const PIN = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:(1\.(\d{1,4})(\.\d{1,4})?(-labs)?)$/;

/** Undefined without a `# syntax=` line, for the newest release (`:1`), other frontends, digests and pre-releases. */
export function frontendPin(document: DockerfileDocument): FrontendPin | undefined {
  const directive = document.directives.find(({ name }) => name === 'syntax');
  const image = directive?.value.split(/\s/)[0] ?? '';
  const match = PIN.exec(image);
  if (!directive || !match) return undefined;
  const [, tag = '', minor = '', patch, labs] = match;
  const end = directive.valueSpan.start + image.length;
  return {
    minor: Number(minor),
    labs: labs !== undefined,
    patch: patch !== undefined,
    tag,
    span: { start: end - tag.length, end },
  };
}

/** Whether the pinned release is too old for something. */
export function isTooOld(pin: FrontendPin, { stable, labs }: Since): boolean {
  if (pin.labs) return pin.minor < (labs ?? stable ?? 0);
  return stable === undefined ? pin.minor <= NEWEST : pin.minor < stable;
}

/** The least tag of the pin's kind that has it. */
export function leastTag(pin: FrontendPin, { stable, labs }: Since): string {
  const patch = pin.patch ? '.0' : '';
  if (!pin.labs && stable !== undefined) return `1.${stable}${patch}`;
  const least = labs ?? stable ?? 0;
  return `1.${pin.labs ? least : Math.max(least, pin.minor)}${patch}-labs`;
}
