import type { Entry, Files } from '../core/files';
import { joinPath } from '../core/files';

/** Where a cache gets what it does not have. */
export interface FileSource {
  readonly readText: (path: string) => Promise<string | null | undefined>;
  readonly list: (path: string) => Promise<readonly Entry[] | null | undefined>;
}

/**
 * Makes the files of an asynchronous source visible to synchronous rules: a question whose answer is not at hand is answered with
 * "unknown" and noted; `load` fetches what was noted, and the caller asks again. Answers stay until they are forgotten.
 */
export class FileCache implements Files {
  readonly #source: FileSource;
  readonly #texts = new Map<string, string | null | undefined>();
  readonly #lists = new Map<string, readonly Entry[] | null | undefined>();
  readonly #wantedTexts = new Set<string>();
  readonly #wantedLists = new Set<string>();

  constructor(source: FileSource) {
    this.#source = source;
  }

  readonly text = (path: string): string | null | undefined => {
    const clean = joinPath('.', path);
    if (clean === undefined) return undefined;
    if (!this.#texts.has(clean)) this.#wantedTexts.add(clean);
    return this.#texts.get(clean);
  };

  readonly list = (path: string): readonly Entry[] | null | undefined => {
    const clean = joinPath('.', path);
    if (clean === undefined) return undefined;
    if (!this.#lists.has(clean)) this.#wantedLists.add(clean);
    return this.#lists.get(clean);
  };

  /** Fetches what was asked for in vain. False when there was nothing, so that the last answers are complete. */
  async load(): Promise<boolean> {
    const texts = [...this.#wantedTexts];
    const lists = [...this.#wantedLists];
    this.#wantedTexts.clear();
    this.#wantedLists.clear();
    await Promise.all([
      ...texts.map(async (path) => void this.#texts.set(path, await this.#source.readText(path))),
      ...lists.map(async (path) => void this.#lists.set(path, await this.#source.list(path))),
    ]);
    return texts.length + lists.length > 0;
  }

  /** Drops what is known of a path: its text, its list and its parent's. */
  forget(path: string): void {
    const clean = joinPath('.', path);
    if (clean === undefined) return;
    this.#texts.delete(clean);
    this.#lists.delete(clean);
    this.#lists.delete(clean.includes('/') ? clean.slice(0, clean.lastIndexOf('/')) : '.');
  }

  clear(): void {
    this.#texts.clear();
    this.#lists.clear();
  }
}

/** Rounds of asking and loading; each can reveal new questions (a package.json names the next file), a circle cannot. */
const MAX_ROUNDS = 12;

/** Runs `ask` until every answer that it wanted was at hand, and gives its last result. */
export async function settle<T>(cache: FileCache, ask: () => T): Promise<T> {
  let result = ask();
  for (let round = 0; round < MAX_ROUNDS && (await cache.load()); round++) result = ask();
  return result;
}
