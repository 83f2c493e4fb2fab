import type { Span } from '../../core/span';

/** An entry of the outline. */
export interface Outline {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'module' | 'class' | 'object' | 'field' | 'function' | 'key';
  /** All of it. */
  readonly span: Span;
  /** What is selected when it is chosen. */
  readonly selection: Span;
  readonly children: readonly Outline[];
}

/** A stretch of text in this file, or in another one: a path as in fixes. */
export interface Place {
  readonly file?: string;
  readonly span: Span;
}

/** A stretch of text that leads somewhere: an address, or a file by its path as in fixes. */
export interface Link {
  readonly span: Span;
  readonly target: { readonly address: string } | { readonly file: string };
  readonly tooltip: string;
}
