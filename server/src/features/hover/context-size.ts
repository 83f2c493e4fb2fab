import { type Entry, joinPath } from '../../core/files';
import type { BuildContext } from '../../languages/dockerfile/context';
import { isIgnored } from '../../languages/dockerfile/dockerignore';
import { looksSecret } from '../../languages/secrets';

/** What a COPY of a folder would take along. */
export interface ContextSize {
  readonly bytes: number;
  readonly files: number;
  /** The largest entries of the folder itself, with what is below them. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
  /** Files that look like keys or passwords. */
  readonly secrets: readonly string[];
  /** Counting stopped at the limit, so there is more. */
  readonly more: boolean;
}

/** Folders beyond this many are not looked into. */
const MAX_FOLDERS = 4000;

/** Counts what the context carries below a folder; undefined when its files are not known. Breadth first, with a limit. */
export function contextSize(context: BuildContext, folder: string): ContextSize | undefined {
  if (context.files.list(folder) === undefined || context.ignore === undefined) return undefined;
  const totals = new Map<string, number>();
  const secrets: string[] = [];
  let bytes = 0;
  let files = 0;
  let more = false;
  const open: { path: string; top: string | undefined }[] = [{ path: folder, top: undefined }];
  for (let at = 0; at < open.length; at++) {
    const next = open[at];
    if (!next) break;
    if (at >= MAX_FOLDERS) {
      more = true;
      break;
    }
    const entries = context.files.list(next.path);
    // Not read yet, or not readable: the sum is a lower bound.
    if (!entries) {
      more = true;
      continue;
    }
    for (const entry of entries) {
      const path = joinPath(next.path, entry.name);
      if (path === undefined || (context.ignore && isIgnored(context.ignore, path))) continue;
      const top = next.top ?? entry.name;
      if (entry.kind === 'folder') {
        open.push({ path, top });
        continue;
      }
      files++;
      bytes += sizeOf(entry);
      totals.set(top, (totals.get(top) ?? 0) + sizeOf(entry));
      if (looksSecret(entry.name)) secrets.push(path);
    }
  }
  const largest = [...totals]
    .map(([name, size]) => ({ name, bytes: size }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3);
  return { bytes, files, largest, secrets: secrets.slice(0, 4), more };
}

const sizeOf = (entry: Entry): number => entry.size ?? 0;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Bytes for people: `412 MB`, decimal units, at most one digit behind the point. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit] ?? ''}`;
}

/** A count with commas between thousands. */
export const formatCount = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
