/**
 * Where answers about an object are kept on the object itself, so that they go when it goes. A WeakMap says the same, but V8 lets what is
 * in one survive until the next full collection: with a document a keystroke that made every small collection copy all documents of the
 * last seconds.
 */
export class Memo {
  /** The first questions, each with its answer behind it: most objects are asked a few, for which a map is large and slow. */
  #few: unknown[] | undefined = undefined;
  #more: Map<object, unknown> | undefined = undefined;

  get(question: object): unknown {
    const few = this.#few;
    if (!few) return undefined;
    for (let i = 0; i < few.length; i += 2) if (few[i] === question) return few[i + 1];
    return this.#more?.get(question);
  }

  set(question: object, answer: unknown): void {
    this.#few ??= [];
    const few = this.#few;
    for (let i = 0; i < few.length; i += 2) {
      if (few[i] !== question) continue;
      few[i + 1] = answer;
      return;
    }
    if (few.length < FEW) {
      few.push(question, answer);
      return;
    }
    this.#more ??= new Map();
    this.#more.set(question, answer);
  }
}

const FEW = 16;

/** An object that keeps answers about itself. */
export interface Remembering {
  readonly memo: Memo;
}

/** As a WeakMap: one answer for each object. */
export class MemoMap<K extends Remembering, V extends NonNullable<unknown> | null> {
  get(key: K): V | undefined {
    const answer = key.memo.get(this);
    return this.#isAnswer(answer) ? answer : undefined;
  }

  has(key: K): boolean {
    return key.memo.get(this) !== undefined;
  }

  set(key: K, answer: V): void {
    key.memo.set(this, answer);
  }

  /** Nothing but `set` writes under this map's own name. */
  #isAnswer(answer: unknown): answer is V {
    return answer !== undefined;
  }
}
