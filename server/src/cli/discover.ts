import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type IgnoreRule, isLeftOutBy, parseIgnore } from '../core/gitignore';
import { globMatcher, matchPart } from '../core/glob';
import { isYamlName, languageOfName } from '../features/languages';

export interface Discovered {
  /** Paths as they are to be shown, in order, each once. */
  readonly files: readonly string[];
  /** What was asked for and could not be read or found, with the reason. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

const NEVER = new Set(['.git', '.hg', '.svn', 'node_modules']);

/**
 * Finds the files that the arguments name: a file is taken whatever its name, a folder is searched for files of our languages with
 * `.gitignore` honoured, a glob is matched from the working directory.
 */
export function discover(paths: readonly string[], cwd: string): Discovered {
  const files = new Set<string>();
  const problems: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const info = statOf(resolve(cwd, path));
    if (info?.isDirectory()) for (const file of walk(resolve(cwd, path), cwd, problems)) files.add(file);
    else if (info) files.add(path);
    else if (/[*?[{]/.test(path)) {
      const found = matchGlob(path, cwd, problems);
      if (found.length === 0) problems.push({ path, reason: 'nothing matches' });
      for (const file of found) files.add(file);
    } else problems.push({ path, reason: 'no such file or folder' });
  }
  return { files: [...files], problems };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function matchGlob(glob: string, cwd: string, problems: { path: string; reason: string }[]): string[] {
  const fixed = glob.split('/').slice(
    0,
    glob.split('/').findIndex((part) => /[*?[{]/.test(part)),
  );
  const base = fixed.join('/');
  // A pattern without a slash means files of the working directory itself, as in a shell.
  const matches = glob.includes('/') ? globMatcher(glob) : (path: string) => matchPart(glob, path);
  return walk(resolve(cwd, base || '.'), cwd, problems, () => true).filter((file) =>
    matches(file.split(sep).join('/')),
  );
}

interface IgnoreLevel {
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

/** A configuration file is read where it applies, and YAML files of others are left out once their text is known. */
const isWanted = (name: string): boolean =>
  languageOfName(name) === 'dockerfile' || (languageOfName(name) === undefined && isYamlName(name));

/** All files of our languages below a folder, sorted, as paths relative to the working directory. */
function walk(
  folder: string,
  cwd: string,
  problems: { path: string; reason: string }[],
  wanted: (name: string) => boolean = isWanted,
): string[] {
  const found: string[] = [];
  const visit = (at: string, levels: readonly IgnoreLevel[]): void => {
    const entries = listFolder(at, cwd, problems);
    const here = entries.some((entry) => entry.name === '.gitignore')
      ? [...levels, { folder: at, rules: readIgnore(join(at, '.gitignore')) }]
      : levels;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name);
      const isFolder = entry.isDirectory();
      if (isFolder ? NEVER.has(entry.name) : !wanted(entry.name)) continue;
      if (!isFolder && !entry.isFile() && !statOf(path)?.isFile()) continue;
      if (isIgnored(path, isFolder, here)) continue;
      if (isFolder) visit(path, here);
      else found.push(show(path, cwd));
    }
  };
  visit(folder, ignoreLevelsAbove(folder));
  return found;
}

const show = (path: string, cwd: string): string => {
  const shown = relative(cwd, path);
  return shown.startsWith('..') ? path : shown;
};

function listFolder(path: string, cwd: string, problems: { path: string; reason: string }[]) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    problems.push({ path: show(path, cwd), reason: 'the folder cannot be read' });
    return [];
  }
}

/** Ignore files between the repository's root and the folder count as well. */
function ignoreLevelsAbove(folder: string): IgnoreLevel[] {
  const levels: IgnoreLevel[] = [];
  let at = folder;
  while (!statOf(join(at, '.git'))) {
    const parent = resolve(at, '..');
    if (parent === at) return [];
    at = parent;
    levels.unshift({ folder: at, rules: readIgnore(join(at, '.gitignore')) });
  }
  return levels;
}

function readIgnore(path: string): readonly IgnoreRule[] {
  try {
    return parseIgnore(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}

const isIgnored = (path: string, isFolder: boolean, levels: readonly IgnoreLevel[]): boolean =>
  isLeftOutBy(
    levels.map(({ folder, rules }) => ({ rules, path: relative(folder, path).split(sep).join('/') })),
    isFolder,
  );
