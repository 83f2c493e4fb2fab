import { Memo, type Remembering } from '../../core/memo';
import type { Span } from '../../core/span';
import type { ComposeFile } from './file';
import { asMap, at, booleanOf, type Entry, type MapValue, numberOf, textOf, type Value } from './tree';

/**
 * A service: as it is written in one file (`ctx.doc.services`, and what visitors get), or as the whole project has it
 * (`ctx.facts.project.service(name)`). The readers of single keys (ports.ts, mounts.ts …) take either.
 */
export class Service implements Remembering {
  readonly entry: Entry;
  #memo: Memo | undefined;

  constructor(entry: Entry) {
    this.entry = entry;
  }

  /**
   * What is remembered follows from the value alone (never from the name or the entry): a service as written and the same one in the
   * project, which nothing else adds to, share it.
   */
  get memo(): Memo {
    this.#memo ??= this.value?.memo ?? new Memo();
    return this.#memo;
  }

  get name(): string {
    return this.entry.name;
  }

  get file(): ComposeFile {
    return this.entry.file;
  }

  /** The range of its name. */
  get nameSpan(): Span {
    return this.entry.keySpan;
  }

  /** Undefined for a service that is null, a list or a scalar. */
  get value(): MapValue | undefined {
    return asMap(this.entry.value);
  }

  get(key: string): Value | undefined {
    return this.value?.get(key);
  }

  /** A key with its value: for ranges and edits of keys. */
  entryOf(key: string): Entry | undefined {
    return this.value?.entry(key);
  }

  has(key: string): boolean {
    return this.value?.has(key) ?? false;
  }

  /** The value at a path below the service. */
  at(...path: readonly (string | number)[]): Value | undefined {
    return at(this.value, ...path);
  }

  /** The text behind a key (or path); undefined when it is absent, null, no scalar, or not known. */
  text(...path: readonly (string | number)[]): string | undefined {
    return textOf(this.at(...path));
  }

  boolean(...path: readonly (string | number)[]): boolean | undefined {
    return booleanOf(this.at(...path));
  }

  number(...path: readonly (string | number)[]): number | undefined {
    return numberOf(this.at(...path));
  }
}
