import { globMatcher, matchPart } from './glob';

/** A line of a `.gitignore`. */
export interface IgnoreRule {
  readonly negated: boolean;
  readonly folderOnly: boolean;
  /** Takes a `/`-separated path relative to the ignore file's folder. */
  readonly matches: (path: string) => boolean;
}

/** Reads a `.gitignore`; lines that say nothing are left out. Never throws. */
export function parseIgnore(text: string): readonly IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.replace(/(?<!\\)\s+$/, '');
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const negated = trimmed.startsWith('!');
    const body = (negated ? trimmed.slice(1) : trimmed).replace(/^\\(?=[!#])/, '');
    const folderOnly = body.endsWith('/');
    const pattern = body.replace(/\/$/, '');
    const anchored = pattern.replace(/^\//, '');
    const matches =
      pattern.includes('/') && !anchored.includes('/')
        ? (path: string) => matchPart(anchored, path)
        : globMatcher(anchored);
    return [{ negated, folderOnly, matches }];
  });
}

/** The rules of an ignore file, with the path in question as seen from its folder. */
export interface IgnoreLevel {
  readonly rules: readonly IgnoreRule[];
  readonly path: string;
}

/** Whether ignore files, the outermost first, leave a path out: of all lines that match, the last one decides. */
export function isLeftOutBy(levels: readonly IgnoreLevel[], isFolder: boolean): boolean {
  let ignored = false;
  for (const { rules, path } of levels)
    for (const rule of rules) if ((!rule.folderOnly || isFolder) && rule.matches(path)) ignored = !rule.negated;
  return ignored;
}
