import type { Span } from '../../core/span';

/**
 * The joined text of an instruction's lines. BuildKit drops the continuation character, the line ending, comment lines and blank
 * lines and inserts nothing; each offset of the joined text leads back to its place in the file.
 */
export class Logical {
  readonly #file: string;
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];
  readonly #parts: string[] = [];
  #length = 0;
  #joined: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Appends the file's text from `start` to `end`. */
  add(start: number, end: number): void {
    this.#starts.push(this.#length);
    this.#offsets.push(start);
    this.#parts.push(this.#file.slice(start, end));
    this.#length += end - start;
    this.#joined = undefined;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get text(): string {
    this.#joined ??= this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('');
    return this.#joined;
  }

  /** The offset in the file of the character at `index` of the joined text (its end for an index beyond it). */
  offset(index: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if ((this.#starts[mid] ?? 0) <= index) low = mid;
      else high = mid - 1;
    }
    return (this.#offsets[low] ?? 0) + Math.min(index, this.#length) - (this.#starts[low] ?? 0);
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
