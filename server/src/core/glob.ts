/**
 * Matches `/`-separated paths against a glob: `*` and `?` stay within a part, `**` crosses parts, `{a,b}` chooses, `[a-z]` is a class.
 * A pattern without `/` matches the last part at any depth; `./` in front anchors it. It takes time in proportion to both lengths; nothing in a pattern can
 * make it backtrack without bound.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const anchored = glob.startsWith('./');
  const patterns = expandBraces(anchored ? glob.slice(2) : glob).map((pattern) => toParts(pattern, anchored));
  return (path) => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    return patterns.some((pattern) => matchParts(pattern, parts));
  };
}

const MAX_ALTERNATIVES = 200;

function expandBraces(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const match = /\{([^{}]*)\}/.exec(next);
    if (!match || done.length + open.length > MAX_ALTERNATIVES) {
      done.push(next);
      continue;
    }
    const before = next.slice(0, match.index);
    const after = next.slice(match.index + match[0].length);
    for (const choice of (match[1] ?? '').split(',')) open.push(before + choice + after);
  }
  return done;
}

function toParts(glob: string, anchored: boolean): string[] {
  const folder = glob.endsWith('/') ? `${glob}**` : glob;
  const parts = folder.split('/').filter((part) => part !== '');
  return anchored || folder.includes('/') ? parts : ['**', ...parts];
}

/** The parts of a path against those of a glob, `**` standing for any number of them. It is matched as `*` is in {@link matchPart}: the latest one takes one part more whenever the rest fails. */
export function matchParts(pattern: readonly string[], parts: readonly string[]): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < parts.length) {
    const part = pattern[p];
    if (part === '**') {
      star = p++;
      mark = t;
    } else if (part !== undefined && matchPart(part, parts[t] ?? '')) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '**') p++;
  return p >= pattern.length;
}

/** One part of a path against one part of a glob: `*`, `?`, `[…]`, `\` escapes. */
export function matchPart(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const step = p < pattern.length ? matchOne(pattern, p, text[t] ?? '') : 0;
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (step > 0) {
      p += step;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p >= pattern.length;
}

/** How many characters of the pattern a match of one character takes; 0 when it does not match. */
function matchOne(pattern: string, at: number, c: string): number {
  const token = pattern[at];
  if (token === '?') return 1;
  if (token === '\\' && at + 1 < pattern.length) return pattern[at + 1] === c ? 2 : 0;
  if (token !== '[') return token === c ? 1 : 0;
  const close = pattern.indexOf(']', at + 2);
  if (close < 0) return c === '[' ? 1 : 0;
  const body = pattern.slice(at + 1, close);
  const negated = body.startsWith('^') || body.startsWith('!');
  return inClass(negated ? body.slice(1) : body, c) !== negated ? close - at + 1 : 0;
}

function inClass(body: string, c: string): boolean {
  for (let i = 0; i < body.length; i++) {
    const low = body[i] ?? '';
    if (body[i + 1] === '-' && i + 2 < body.length) {
      if (low <= c && c <= (body[i + 2] ?? '')) return true;
      i += 2;
    } else if (low === c) {
      return true;
    }
  }
  return false;
}
