/**
 * Where answers about an object are kept on the object itself, so that they go when it goes. A WeakMap says the same, but V8 lets what is
 * in one survive until the next full collection: with a document a keystroke that made every small collection copy all documents of the
 * last seconds.
 */
export class Memo {
  #answers: Map<object, unknown> | undefined = undefined;

  get(question: object): unknown {
    return this.#answers?.get(question);
  }

  set(question: object, answer: unknown): void {
    this.#answers ??= new Map();
    this.#answers.set(question, answer);
  }
}

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
