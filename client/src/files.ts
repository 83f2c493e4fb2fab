import { Disposable, FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type FileContent, type FileStat, type FindFilesParams, Method } from '../../server/src/lsp/messages';
import { answer } from './requests';

/**
 * Answers the server's requests for files. On the desktop they are about virtual workspaces only; in the browser every
 * file and every asset comes this way, because a worker there has neither a disk nor an address of its own.
 */
export function answerFileRequests(client: BaseLanguageClient, extension: Uri): Disposable {
  return Disposable.from(
    answer(client, Method.readFile, ({ uri }) => orNull(readFile(Uri.parse(uri, true)))),
    answer(client, Method.listFolder, ({ uri }) => orNull(listFolder(Uri.parse(uri, true)))),
    answer(client, Method.stat, ({ uri }) => orNull(stat(Uri.parse(uri, true)))),
    answer(client, Method.findFiles, async (params) => (await orNull(findFiles(params))) ?? []),
    answer(client, Method.asset, ({ name }) => orNull(readAsset(extension, name))),
  );
}

/** What cannot be read does not exist for a linter: missing, forbidden and broken are all "unknown". */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch {
    return null;
  }
}

async function readFile(uri: Uri): Promise<FileContent> {
  const bytes = await workspace.fs.readFile(uri);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: base64(bytes) };
  }
}

function base64(bytes: Uint8Array): string {
  // In pieces, since each byte becomes an argument of a call.
  const piece = 0x8000;
  let binary = '';
  for (let i = 0; i < bytes.length; i += piece) binary += String.fromCharCode(...bytes.subarray(i, i + piece));
  return btoa(binary);
}

async function listFolder(uri: Uri) {
  const entries = await workspace.fs.readDirectory(uri);
  return entries.map(([name, type]) => ({ name, kind: kindOf(type), link: (type & FileType.SymbolicLink) !== 0 }));
}

async function stat(uri: Uri): Promise<FileStat> {
  const { type, size, mtime } = await workspace.fs.stat(uri);
  return { kind: kindOf(type), size, modified: mtime };
}

/** A symbolic link counts as what it leads to: VS Code sets both bits. */
function kindOf(type: FileType): FileStat['kind'] {
  if (type & FileType.Directory) return 'folder';
  return type & FileType.File ? 'file' : 'other';
}

async function findFiles({ folder, globs, limit }: FindFilesParams): Promise<readonly string[]> {
  const glob = globs.length === 1 ? globs[0] : `{${globs.join(',')}}`;
  if (!glob) return [];
  const found = await workspace.findFiles(new RelativePattern(Uri.parse(folder, true), glob), null, limit);
  return found.map((uri) => uri.toString());
}

async function readAsset(extension: Uri, name: string): Promise<string> {
  if (name.split('/').includes('..')) throw new Error(`not an asset: ${name}`);
  const bytes = await workspace.fs.readFile(Uri.joinPath(extension, 'dist', 'assets', name));
  return new TextDecoder().decode(bytes);
}
