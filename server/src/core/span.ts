/** A half-open range `[start, end)` of UTF-16 code units in the linted text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** The same range, moved by `by` code units. */
export const shift = (at: Span, by: number): Span => ({ start: at.start + by, end: at.end + by });

/** Whether `inner` lies within `outer`; a zero-width range at either edge does. */
export const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** Whether `offset` is inside `at` or directly at its end, as a cursor can be. */
export const touches = (at: Span, offset: number): boolean => at.start <= offset && offset <= at.end;

/** Whether two ranges share a code unit. Two insertions at one place do not. */
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
