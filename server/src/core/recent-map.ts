/** What an entry costs beside its key. */
const ENTRY_COST = 64;

/** A map by text that forgets what was not asked for lately, so that its keys never hold more than about `characters`. */
export class RecentMap<V extends {}> {
  readonly #limit: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  #size = 0;

  constructor(characters: number) {
    // Two generations are kept.
    this.#limit = characters / 2;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    this.#young.set(key, value);
    this.#size += key.length + ENTRY_COST;
    if (this.#size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#size = 0;
  }
}
