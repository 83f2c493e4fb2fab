import { type Entry, type Files, joinPath, kindOf, within } from '../../core/files';
import { MemoMap } from '../../core/memo';
import { type IgnoreFile, isIgnored, parseIgnore } from './dockerignore';
import type { DockerfileDocument } from './model';
import type { TransferInstruction } from './nodes';
import { flag } from './nodes';

/** The folder that `COPY` and `ADD` read from, and the ignore file in force. */
export interface BuildContext {
  /** The context's files; paths are relative to it. */
  readonly files: Files;
  /** The context's folder among the workspace's files; `.` for their root. */
  readonly folder: string;
  /** The Dockerfile's path in it. */
  readonly dockerfile: string;
  /** Where the ignore file is, or would be created, relative to the context. */
  readonly ignorePath: string;
  /** Undefined when it is not known whether there is one, null when there is none. */
  readonly ignore: IgnoreFile | null | undefined;
  readonly ignoreText: string | null | undefined;
  readonly kind: (path: string) => Entry['kind'] | null | undefined;
  /** Whether a path is there and not kept out by the ignore file; undefined when that is not known. */
  readonly carries: (path: string) => boolean | undefined;
}

const SOURCES = new MemoMap<TransferInstruction, readonly string[]>();
const NONE: readonly string[] = [];

/** The sources of a COPY or ADD that come from the build context, without URLs, here-documents and unknown values. */
export function contextSources(document: DockerfileDocument, instruction: TransferInstruction): readonly string[] {
  const known = SOURCES.get(instruction);
  if (known) return known;
  const found = flag(instruction, 'from') ? NONE : localSources(document, instruction);
  SOURCES.set(instruction, found);
  return found;
}

function localSources(document: DockerfileDocument, instruction: TransferInstruction): string[] {
  const found: string[] = [];
  for (const word of instruction.sources) {
    if (instruction.heredocs.some(({ mark }) => mark.start === word.span.start)) continue;
    const text = document.valueOf(word, instruction);
    if (text !== undefined && !isRemote(text)) found.push(text);
  }
  return found;
}

/** Whether ADD would download it: an address or a Git repository. */
export const isRemote = (source: string): boolean =>
  /^(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i.test(source) || /^(?:github\.com|git@[^/]+)\//.test(source);

/**
 * Finds the context of a Dockerfile: its own folder, or the nearest folder above it (up to the workspace's) in which every plain
 * source of its COPY and ADD lines is there. `docker build -f docker/Dockerfile .` is as common as the plain call, and no file says
 * which was meant. Undefined when no folder fits or the files are not known.
 */
export function findContext(
  document: DockerfileDocument,
  workspace: Files,
  folder: string,
  fileName: string,
): BuildContext | undefined {
  const sources = plainSources(document);
  let candidate: string | undefined = folder;
  while (candidate !== undefined) {
    const files = within(workspace, candidate);
    if (files.list('.') === undefined) return undefined;
    if (sources.every((source) => kindOf(files, source) !== null)) {
      const dockerfile = candidate === '.' ? joinPath(folder, fileName) : relativeTo(candidate, folder, fileName);
      return makeContext(files, dockerfile, candidate);
    }
    candidate = candidate === '.' ? undefined : (joinPath(candidate, '..') ?? undefined);
  }
  // None fits: mistakes in sources are as likely as another context, so the usual one is only taken when most are there.
  const own = within(workspace, folder);
  const present = sources.filter((source) => kindOf(own, source) !== null).length;
  return present * 2 > sources.length ? makeContext(own, fileName, folder) : undefined;
}

/** What the COPY and ADD lines of the build itself name without wildcards, the context as a whole left out. */
function plainSources(document: DockerfileDocument): string[] {
  const sources: string[] = [];
  for (const instruction of document.instructions) {
    if ((instruction.kind !== 'Copy' && instruction.kind !== 'Add') || instruction.onbuild) continue;
    for (const source of contextSources(document, instruction)) {
      const path = source.replace(/^\/+/, '');
      if (path !== '' && path !== '.' && path !== './' && !/[*?[\\]/.test(path)) sources.push(path);
    }
  }
  return sources;
}

const relativeTo = (context: string, folder: string, fileName: string): string | undefined =>
  joinPath('.', folder === context ? fileName : `${folder.slice(context.length + 1)}/${fileName}`);

/** A context over files whose root is the context's folder. */
export function makeContext(files: Files, dockerfile: string | undefined, folder: string): BuildContext {
  const path = dockerfile ?? 'Dockerfile';
  const own = `${path}.dockerignore`;
  const ownKind = kindOf(files, own);
  const ignorePath = ownKind === 'file' ? own : '.dockerignore';
  const kind = ownKind === undefined ? undefined : kindOf(files, ignorePath);
  const ignoreText = kind === undefined ? undefined : kind === null ? null : files.text(ignorePath);
  const ignore = typeof ignoreText === 'string' ? parseIgnore(ignoreText) : ignoreText;
  return {
    files,
    folder,
    dockerfile: path,
    ignorePath,
    ignore,
    ignoreText,
    kind: (target) => kindOf(files, target),
    carries: (target) => {
      const there = kindOf(files, target);
      if (there === undefined || ignore === undefined) return undefined;
      return there !== null && !(ignore && isIgnored(ignore, target));
    },
  };
}
