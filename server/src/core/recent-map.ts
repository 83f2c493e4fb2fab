/** What an entry costs beside its key. */
const ENTRY_COST = 64;

/** Hashes of keys that were set once; more are not remembered. */
const MAX_SEEN = 30_000;

/** Which values are worth keeping: all, or those alone whose key is set a second time. */
export type Admission = 'all' | 'repeated';

/**
 * A map by text that forgets what was not asked for lately, so that its keys never hold more than about `characters`. With `repeated` a
 * value is kept once its key comes back: a file that is read once, as the command line reads all, then leaves nothing behind that the
 * garbage collector has to carry.
 */
export class RecentMap<V extends {}> {
  readonly #limit: number;
  readonly #seen: Set<number> | undefined;
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  #size = 0;

  constructor(characters: number, admission: Admission = 'all') {
    // Two generations are kept.
    this.#limit = characters / 2;
    this.#seen = admission === 'repeated' ? new Set() : undefined;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#keep(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#seen && !this.#isRepeated(this.#seen, key)) return;
    this.#keep(key, value);
  }

  #keep(key: string, value: V): void {
    this.#young.set(key, value);
    this.#size += key.length + ENTRY_COST;
    if (this.#size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#size = 0;
  }

  #isRepeated(seen: Set<number>, key: string): boolean {
    const hash = hashOf(key);
    if (seen.delete(hash)) return true;
    if (seen.size >= MAX_SEEN) seen.clear();
    seen.add(hash);
    return false;
  }
}

/** Thirty bits, so that V8 holds them without a box; two keys that share them cost nothing but an early admission. */
function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash & 0x3fffffff;
}
