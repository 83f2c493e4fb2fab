import { joinPath } from '../../../core/files';
import type { BuildContext } from '../context';
import { relativePath, resolveWord } from '../directories';
import type { TransferInstruction } from '../nodes';
import { keptFlags, type SplitSite } from './plan';

/** Folders by whose names programs read them while they run. */
export const RUNTIME_NAMES: readonly string[] = [
  'public',
  'static',
  'views',
  'templates',
  'locales',
  'migrations',
  'prisma',
  'config',
  'assets',
];

export interface RuntimeFolder {
  /** The absolute path in the image. */
  readonly from: string;
  readonly to: string;
  /** `--chown` and the like of the line that copied it. */
  readonly flags: readonly string[];
}

/** Folders of the build context that the image holds below a directory and that a program may read while it runs. */
export function runtimeFolders(
  site: SplitSite,
  directory: string,
  folder: string | undefined,
  workdir: string | undefined,
  wanted: (context: BuildContext, folder: string) => boolean = () => true,
): RuntimeFolder[] {
  const { context } = site.facts;
  if (!context || folder === undefined) return [];
  return RUNTIME_NAMES.flatMap((name) => {
    const path = joinPath(folder, name);
    if (path === undefined || context.kind(path) !== 'folder' || context.carries(path) !== true) return [];
    if (!wanted(context, path)) return [];
    const from = directory === '/' ? `/${name}` : `${directory}/${name}`;
    const copy = copyOf(site, from);
    return [{ from, to: placed(from, workdir), flags: copy ? keptFlags(site.doc, copy) : [] }];
  });
}

/** A path as the runtime stage writes it: relative to its working directory when it lies directly in there. */
export function placed(path: string, workdir: string | undefined): string {
  const below = workdir === undefined ? undefined : relativePath(workdir, path);
  return below === undefined || below === '.' ? path : `./${below}`;
}

/** The last COPY of the build context that brings a path of the image. */
export function copyOf({ doc, stage }: SplitSite, path: string): TransferInstruction | undefined {
  for (const instruction of [...stage.instructions].reverse()) {
    if (instruction.kind !== 'Copy' && instruction.kind !== 'Add') continue;
    if (instruction.flags.some((f) => f.name === 'from') || !instruction.destination) continue;
    const target = resolveWord(doc, instruction, instruction.destination);
    const below = target === undefined ? undefined : relativePath(target, path);
    if (below === undefined) continue;
    const names = instruction.sources.map((word) => doc.valueOf(word, instruction) ?? '');
    const first = below === '.' ? '' : (below.split('/')[0] ?? '');
    // A folder brings what is in it, a file itself.
    if (names.some((name) => /(?:^|\/)\.?\/?$/.test(name) || name === '.' || brings(name, first, below)))
      return instruction;
  }
  return undefined;
}

const brings = (source: string, first: string, below: string): boolean => {
  const name = source.slice(source.lastIndexOf('/') + 1);
  return name === first || below === '.' || (name.includes('*') && name.startsWith(first.slice(0, name.indexOf('*'))));
};
