import type { Span } from '../../core/span';

/**
 * The joined text of an instruction's lines. BuildKit drops the continuation character, the line ending, comment lines and blank
 * lines and inserts nothing; each offset of the joined text leads back to its place in the file.
 */
export class Logical {
  readonly #file: string;
  /** The first part, which for most instructions is the only one. */
  #firstStart = 0;
  #length = 0;
  /** Of each part: where it begins in the joined text, and in the file. Only when there are several. */
  #starts: number[] | undefined;
  #offsets: number[] | undefined;
  #text = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Appends the file's text from `start` to `end`. */
  add(start: number, end: number): void {
    if (this.#length === 0 && !this.#starts) {
      this.#firstStart = start;
      this.#text = this.#file.slice(start, end);
    } else {
      this.#starts ??= [0];
      this.#offsets ??= [this.#firstStart];
      this.#starts.push(this.#length);
      this.#offsets.push(start);
      this.#text += this.#file.slice(start, end);
    }
    this.#length += end - start;
  }

  /** Nothing but a continuation character stands on its first lines so far. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get text(): string {
    return this.#text;
  }

  /** The offset in the file of the character at `index` of the joined text (its end for an index beyond it). */
  offset(index: number): number {
    const starts = this.#starts;
    const offsets = this.#offsets;
    if (!starts || !offsets) return this.#firstStart + Math.min(index, this.#length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if ((starts[mid] ?? 0) <= index) low = mid;
      else high = mid - 1;
    }
    return (offsets[low] ?? 0) + Math.min(index, this.#length) - (starts[low] ?? 0);
  }

  /** The file's range of `[start, end)` of the joined text; the end lies behind the last character, never on the next line. */
  span(start: number, end: number): Span {
    if (end <= start) {
      const at = this.offset(start);
      return { start: at, end: at };
    }
    return { start: this.offset(start), end: this.offset(end - 1) + 1 };
  }
}
