/** A source of chance that is the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}

const PLAIN = [
  'nginx:1.25',
  'x',
  'true',
  '80',
  '1.5',
  '-x',
  'a b c',
  'http://x:80/#y',
  '0644',
  'yes',
  'é🚢',
  '"q"',
  "'s: t'",
  "''",
  '"a\\nb"',
  '!!str 5',
];
const INSIDE = ['x', '80', '"a, b"', "'c'", 'nginx:1.25', 'true', 'a b'];

/** A valid document in a random style, with comments that are all different. */
export class Writer {
  readonly #chance: Chance;
  readonly #step: number;
  readonly #list: number;
  #comments = 0;
  #keys = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#step = chance.pick([2, 2, 2, 4, 3]);
    this.#list = chance.pick([0, this.#step]);
  }

  document(): string {
    const top = this.#chance.oneIn(3) ? `${this.#comment()}\n` : '';
    const root = this.#chance.oneIn(5) ? this.#sequence(0, 0) : this.#mapping(0, 0);
    const text = `${top}${root.join('\n')}${this.#chance.oneIn(4) ? '' : '\n'}`;
    return this.#chance.oneIn(4) ? text.replaceAll('\n', '\r\n') : text;
  }

  #comment(): string {
    return `# note ${++this.#comments}`;
  }

  #trailing(): string {
    return this.#chance.oneIn(5) ? ` ${this.#comment()}` : '';
  }

  #between(column: number): string[] {
    const lines: string[] = [];
    if (this.#chance.oneIn(8)) lines.push('');
    if (this.#chance.oneIn(6)) lines.push(' '.repeat(column) + this.#comment());
    return lines;
  }

  #key(): string {
    const name = `k${++this.#keys}`;
    return this.#chance.oneIn(8) ? `"${name}"` : this.#chance.oneIn(12) ? `'${name} x'` : name;
  }

  #mapping(column: number, depth: number): string[] {
    const lines: string[] = [];
    const count = 1 + this.#chance.below(depth === 0 ? 5 : 3);
    for (let i = 0; i < count; i++) {
      if (i > 0) lines.push(...this.#between(column));
      lines.push(...this.#under(`${' '.repeat(column)}${this.#key()}:`, column, depth, true));
    }
    return lines;
  }

  #sequence(column: number, depth: number): string[] {
    const lines: string[] = [];
    const count = 1 + this.#chance.below(3);
    for (let i = 0; i < count; i++) {
      if (i > 0) lines.push(...this.#between(column));
      lines.push(...this.#item(column, depth));
    }
    return lines;
  }

  #item(column: number, depth: number): string[] {
    const dash = `${' '.repeat(column)}-`;
    if (depth > 3 || this.#chance.oneIn(2)) return this.#under(dash, column, 9, false);
    const inner = this.#chance.oneIn(6) ? this.#sequence(column + 2, depth + 1) : this.#mapping(column + 2, depth + 1);
    const [first = '', ...others] = inner;
    return [`${dash} ${first.trimStart()}`, ...others];
  }

  /** What stands behind a colon or dash, and below it. */
  #under(head: string, column: number, depth: number, keyed: boolean): string[] {
    const kind = this.#chance.below(depth > 3 ? 8 : 14);
    if (kind === 0) return [`${head}${this.#trailing()}`];
    if (kind === 1) return [`${head} ${this.#chance.pick(['{}', '[]', 'null', '~'])}${this.#trailing()}`];
    if (kind === 2) return this.#flow(head, column);
    if (kind === 3) return this.#block(head, column);
    if (kind === 4 && keyed) return [`${head} one`, `${' '.repeat(column + 3)}two${this.#trailing()}`];
    if (kind < 10) return [`${head} ${this.#chance.pick(PLAIN)}${this.#trailing()}`];
    const own = [`${head}${this.#trailing()}`, ...this.#between(column + this.#step)];
    return kind < 12
      ? [...own, ...this.#mapping(column + this.#step, depth + 1)]
      : [...own, ...this.#sequence(column + this.#list, depth + 1)];
  }

  #block(head: string, column: number): string[] {
    const indent = ' '.repeat(column + 2);
    const header = this.#chance.pick(['|', '>-', '|-', '|+']);
    return [`${head} ${header}${this.#trailing()}`, `${indent}first`, `${indent}  # second`, '', `${indent}third`];
  }

  #flow(head: string, column: number): string[] {
    const parts = Array.from({ length: 1 + this.#chance.below(3) }, () => {
      const value = this.#chance.oneIn(4) ? '[x, {y: z}]' : this.#chance.pick(INSIDE);
      return value;
    });
    const mapping = this.#chance.oneIn(2);
    const texts = parts.map((value) => (mapping ? `${this.#key()}: ${value}` : value));
    const [open, close] = mapping ? ['{', '}'] : ['[', ']'];
    if (!this.#chance.oneIn(3)) return [`${head} ${open}${texts.join(', ')}${close}${this.#trailing()}`];
    const indent = ' '.repeat(column + 4);
    const last = texts.length - 1;
    const comma = this.#chance.oneIn(2) ? ',' : '';
    return [
      `${head} ${open}`,
      ...texts.map((text, i) => `${indent}${text}${i < last ? ',' : comma}${this.#trailing()}`),
      `${' '.repeat(column + 2)}${close}`,
    ];
  }
}
