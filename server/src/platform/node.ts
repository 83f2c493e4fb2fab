import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Entry, Files } from '../core/files';
import { joinPath } from '../core/files';
import type { Host } from './host';
import { uriPlaces } from './uris';

/**
 * Keeps V8 from putting objects of kinds that have lived long among the old ones at once. A document and all that was asked about it die
 * together at the next keystroke; those few that were born old would hold the rest until the next full collection. To be called before
 * anything else runs, since code that is compiled already keeps its habits.
 */
export function letObjectsDieYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** Larger files are not read as context: nothing a rule asks for is that large. */
const MAX_CONTEXT_FILE = 4 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes, a byte order mark kept; undefined when they are not UTF-8 text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A folder is no file either: hosts in a browser cannot tell the two apart. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR');

const kindOf = (entry: { isFile(): boolean; isDirectory(): boolean }): Entry['kind'] =>
  entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';

async function readText(path: string): Promise<string | null | undefined> {
  try {
    if ((await stat(path)).size > MAX_CONTEXT_FILE) return undefined;
    return decodeText(await readFile(path));
  } catch (error) {
    return isMissing(error) ? null : undefined;
  }
}

async function list(path: string): Promise<readonly Entry[] | null | undefined> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return await Promise.all(
      entries.map(async (entry) => {
        if (!entry.isFile() && !entry.isSymbolicLink()) return { name: entry.name, kind: kindOf(entry) };
        const info = await stat(join(path, entry.name)).catch(() => undefined);
        const kind = info ? kindOf(info) : 'other';
        return { name: entry.name, kind, size: info?.size, ...(entry.isSymbolicLink() ? { link: true } : {}) };
      }),
    );
  } catch (error) {
    return isMissing(error) ? null : undefined;
  }
}

/** A host whose places are `file:` URIs; other schemes are unknown to it. */
export function nodeUriHost(assets: string, log: (message: string) => void): Host {
  const path = (place: string): string | undefined => {
    try {
      return place.startsWith('file:') ? fileURLToPath(place) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    readText: async (place) => {
      const at = path(place);
      return at === undefined ? undefined : readText(at);
    },
    list: async (place) => {
      const at = path(place);
      return at === undefined ? undefined : list(at);
    },
    ...uriPlaces,
    asset: async (name) => (await readText(join(assets, ...name.split('/')))) ?? undefined,
    log,
  };
}

/** A host whose places are paths of the file system. */
export function nodePathHost(assets: string, log: (message: string) => void): Host {
  return {
    readText,
    list,
    join: (folder, below) => join(folder, ...below.split('/')),
    parent: (place) => (dirname(place) === place ? undefined : dirname(place)),
    relative: (folder, place) => {
      const path = slashRelative(folder, place);
      return path === '.' || path.startsWith('../') || path === '..' ? undefined : path;
    },
    asset: async (name) => (await readText(join(assets, ...name.split('/')))) ?? undefined,
    log,
  };
}

/** The files below a folder, read when a rule asks: the command line need not wait for anything. */
export function syncFiles(root: string): Files {
  const texts = new Map<string, string | null | undefined>();
  const lists = new Map<string, readonly Entry[] | null | undefined>();
  return {
    text: (path) => remember(texts, path, (clean) => readTextSync(join(root, clean))),
    list: (path) => remember(lists, path, (clean) => listSync(join(root, clean))),
  };
}

function remember<T>(
  known: Map<string, T | undefined>,
  path: string,
  read: (clean: string) => T | undefined,
): T | undefined {
  const clean = joinPath('.', path);
  if (clean === undefined) return undefined;
  if (!known.has(clean)) known.set(clean, read(clean));
  return known.get(clean);
}

function readTextSync(path: string): string | null | undefined {
  try {
    if (statSync(path).size > MAX_CONTEXT_FILE) return undefined;
    return decodeText(readFileSync(path));
  } catch (error) {
    return isMissing(error) ? null : undefined;
  }
}

function listSync(path: string): readonly Entry[] | null | undefined {
  try {
    return readdirSync(path, { withFileTypes: true }).map((entry) => {
      if (!entry.isFile() && !entry.isSymbolicLink()) return { name: entry.name, kind: kindOf(entry) };
      const info = statSync(join(path, entry.name), { throwIfNoEntry: false });
      return { name: entry.name, kind: info ? kindOf(info) : 'other', size: info?.size };
    });
  } catch (error) {
    return isMissing(error) ? null : undefined;
  }
}

/** A path relative to a folder, `/`-separated. */
export const slashRelative = (from: string, to: string): string => relative(from, to).split(sep).join('/') || '.';

export const folderOf = dirname;
