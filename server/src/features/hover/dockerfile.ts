import type { Finding } from '../../core/finding';
import type { Span } from '../../core/span';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { DockerfileFacts } from '../../project/facts';
import type { Library } from '../library';

export interface HoverRequest {
  readonly document: DockerfileDocument;
  readonly facts: DockerfileFacts;
  readonly findings: readonly Finding[];
  readonly offset: number;
  readonly library: Library;
  /** A link to a rule's or topic's page, or the bare label where the client can open none. */
  readonly link: (topic: string, label: string) => string;
  /** A link to a line of the same file, counted from 1. */
  readonly lineLink: (line: number, label: string) => string;
}

export interface HoverText {
  readonly markdown: string;
  readonly span: Span;
}

/** What a person should know about the place at `offset`; undefined where there is nothing to say. */
export function hoverDockerfile(_request: HoverRequest): HoverText | undefined {
  return undefined;
}
