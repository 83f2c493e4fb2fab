import { joinPath } from '../core/files';
import { type IgnoreRule, isLeftOutBy, parseIgnore } from '../core/gitignore';
import type { FileSource } from './cache';

export interface WalkOptions {
  /** Which files are wanted, by name. */
  readonly wanted: (name: string) => boolean;
  /** Asked between folders: true ends the walk. */
  readonly cancelled?: () => boolean;
  /** Files that are given at most. */
  readonly limit?: number;
}

/** Folders of tools, which hold no sources. */
const NEVER = new Set(['.git', '.hg', '.svn', 'node_modules', '.terraform', '.venv']);
const MAX_FILES = 50_000;
/** No project is deeper. */
const MAX_DEPTH = 40;

interface Level {
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

/** The files below the root of a source, as paths relative to it, in order; what `.gitignore` files leave out is left out. */
export async function walkFiles(source: FileSource, options: WalkOptions): Promise<readonly string[]> {
  const found: string[] = [];
  const limit = options.limit ?? MAX_FILES;
  const visit = async (folder: string, above: readonly Level[], depth: number): Promise<void> => {
    if (depth > MAX_DEPTH || found.length >= limit || options.cancelled?.()) return;
    const entries = (await source.list(folder)) ?? [];
    const levels = entries.some(({ name }) => name === '.gitignore')
      ? [...above, { folder, rules: await ignoreRules(source, folder) }]
      : above;
    for (const { name, kind, link } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // Links between folders may lead round in circles, and double what they lead to.
      if (link && kind === 'folder') continue;
      if (kind === 'folder' ? NEVER.has(name) : kind !== 'file' || !options.wanted(name)) continue;
      const path = joinPath(folder, name);
      if (path === undefined || isLeftOut(path, kind === 'folder', levels)) continue;
      if (kind === 'folder') await visit(path, levels, depth + 1);
      else if (found.length < limit) found.push(path);
    }
  };
  await visit('.', [], 0);
  return found;
}

async function ignoreRules(source: FileSource, folder: string): Promise<readonly IgnoreRule[]> {
  const text = await source.readText(joinPath(folder, '.gitignore') ?? '.gitignore');
  return typeof text === 'string' ? parseIgnore(text) : [];
}

const isLeftOut = (path: string, isFolder: boolean, levels: readonly Level[]): boolean =>
  isLeftOutBy(
    levels.map(({ folder, rules }) => ({ rules, path: folder === '.' ? path : path.slice(folder.length + 1) })),
    isFolder,
  );
