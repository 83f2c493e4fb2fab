import { matchParts } from '../../core/glob';

/** One pattern of an ignore file. */
export interface IgnorePattern {
  /** The pattern as it stands in the file, trimmed. */
  readonly text: string;
  /** Line, from 0. */
  readonly line: number;
  readonly negated: boolean;
  readonly parts: readonly string[];
}

export interface IgnoreFile {
  readonly patterns: readonly IgnorePattern[];
  /** Patterns that Docker would refuse, such as an unclosed `[`. */
  readonly broken: readonly IgnorePattern[];
}

/**
 * Reads a `.dockerignore` (github.com/moby/patternmatcher): `#` in the first column is a comment, blanks around a pattern go, `!`
 * negates, leading and trailing slashes mean nothing, `.` and `..` are resolved. A broken pattern matches nothing.
 */
export function parseIgnore(text: string): IgnoreFile {
  const all = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => (line.startsWith('#') ? [] : readPattern(line.trim(), index)));
  return { patterns: all.filter((p) => !isBroken(p)), broken: all.filter(isBroken) };
}

function readPattern(trimmed: string, line: number): IgnorePattern[] {
  if (trimmed === '') return [];
  const negated = trimmed.startsWith('!');
  const body = negated ? trimmed.slice(1).trim() : trimmed;
  const parts: string[] = [];
  for (const part of body.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 && body !== '.' ? [] : [{ text: trimmed, line, negated, parts }];
}

const isBroken = (pattern: IgnorePattern): boolean =>
  pattern.parts.some((part) => /\\$/.test(part) || hasOpenBracket(part)) ||
  (pattern.negated && pattern.parts.length === 0);

function hasOpenBracket(part: string): boolean {
  for (let at = part.indexOf('['); at >= 0; at = part.indexOf('[', at + 1)) {
    if (part[at - 1] === '\\') continue;
    if (part.indexOf(']', at + 2) < 0) return true;
  }
  return false;
}

/**
 * Whether a path of the context (`/`-separated, relative) is kept out of the build. The last pattern that matches the path or a folder
 * above it decides.
 */
export function isIgnored(ignore: IgnoreFile, path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  let ignored = false;
  for (const pattern of ignore.patterns) {
    if (pattern.negated === ignored && matchesSelfOrParent(pattern.parts, parts)) ignored = !pattern.negated;
  }
  return ignored;
}

/** The pattern that decides about a path, for messages. */
export function decidingPattern(ignore: IgnoreFile, path: string): IgnorePattern | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return ignore.patterns.filter((pattern) => matchesSelfOrParent(pattern.parts, parts)).at(-1);
}

function matchesSelfOrParent(pattern: readonly string[], path: readonly string[]): boolean {
  for (let length = 1; length <= path.length; length++) {
    if (matchParts(pattern, path.slice(0, length))) return true;
  }
  return false;
}
