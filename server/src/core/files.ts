/** An entry of a folder. `size` is in bytes, undefined when the host does not tell. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly size?: number | undefined;
  /** A symbolic link; `kind` is that of what it leads to. */
  readonly link?: boolean;
}

/**
 * A synchronous view of files, so that rules can ask while they run. Every answer has three cases: what is there, `null` for "known not
 * to be there", `undefined` for "not known" (not read yet, not readable, no file system at all). Paths are `/`-separated and relative
 * to the view's root; `.` is the root, and paths that lead out of it are unknown.
 */
export interface Files {
  readonly text: (path: string) => string | null | undefined;
  readonly list: (path: string) => readonly Entry[] | null | undefined;
}

/** Joins and normalises; undefined when the path leads out of the root. */
export function joinPath(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

export const parentPath = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The same files seen from a folder within. */
export function within(files: Files, folder: string): Files {
  if (folder === '.') return files;
  const at = (path: string): string | undefined => {
    const joined = joinPath(folder, path);
    return joined === folder || joined?.startsWith(`${folder}/`) ? joined : undefined;
  };
  return {
    text: (path) => {
      const full = at(path);
      return full === undefined ? undefined : files.text(full);
    },
    list: (path) => {
      const full = at(path);
      return full === undefined ? undefined : files.list(full);
    },
  };
}

/** What stands at a path, by its parent's list. */
export function kindOf(files: Files, path: string): Entry['kind'] | null | undefined {
  const clean = joinPath('.', path);
  if (clean === undefined) return undefined;
  if (clean === '.') return files.list('.') ? 'folder' : files.list('.') === null ? null : undefined;
  // A folder above that is not there settles it, and a missing parent is not asked for its list in vain.
  const parent = parentPath(clean);
  if (parent !== '.') {
    const above = kindOf(files, parent);
    if (above === null || above === 'file') return null;
  }
  const entries = files.list(parent);
  if (!entries) return entries;
  return entries.find((entry) => entry.name === baseName(clean))?.kind ?? null;
}

/** Files held in memory: tests, and documents that an editor has open. A folder is there when something is in it. */
export function memoryFiles(contents: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(contents);
  return {
    text: (path) => {
      const clean = joinPath('.', path);
      return clean === undefined ? undefined : (contents[clean] ?? null);
    },
    list: (path) => {
      const clean = joinPath('.', path);
      if (clean === undefined) return undefined;
      const prefix = clean === '.' ? '' : `${clean}/`;
      const entries = new Map<string, Entry>();
      for (const file of paths) {
        if (!file.startsWith(prefix)) continue;
        const rest = file.slice(prefix.length);
        const slash = rest.indexOf('/');
        if (slash < 0) entries.set(rest, { name: rest, kind: 'file', size: contents[file]?.length ?? 0 });
        else entries.set(rest.slice(0, slash), { name: rest.slice(0, slash), kind: 'folder' });
      }
      return entries.size === 0 && clean !== '.' ? null : [...entries.values()];
    },
  };
}
