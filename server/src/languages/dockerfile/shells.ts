import { MemoMap } from '../../core/memo';
import { type ImageReference, officialName } from '../image/reference';
import { byText } from './by-text';
import type { DockerfileDocument, Stage } from './model';
import type { Instruction } from './nodes';
import { commandsOf, type Interpreter } from './scripts';

/** What `/bin/sh` is: Debian's dash, BusyBox's ash, or bash. */
export type ShellKind = 'dash' | 'ash' | 'bash';

const BASH_OFFICIAL = new Set(
  'fedora centos rockylinux almalinux amazonlinux oraclelinux photon archlinux amazoncorretto mageia sl clearlinux'.split(
    ' ',
  ),
);
const ASH_OFFICIAL = new Set(['alpine', 'busybox', 'docker']);
const OTHER_OFFICIAL = new Set([
  'scratch',
  'hello-world',
  'cirros',
  'openjdk',
  'mysql',
  'swift',
  'ibmjava',
  'websphere-liberty',
]);
const DEBIAN_TAG = /(?:^|-)(?:slim|stretch|buster|bullseye|bookworm|trixie|forky|bionic|focal|jammy|noble)(?:-|$)/;
const RPM_TAG = /ubi|centos|rocky|alma|fedora|oracle|amazonlinux|al20|mariner|azurelinux|opensuse/;
const NO_LINUX = /windows|nanoserver/;

function byTag(tag: string, otherwise: ShellKind | undefined): ShellKind | undefined {
  if (NO_LINUX.test(tag)) return undefined;
  if (tag.includes('alpine')) return 'ash';
  if (RPM_TAG.test(tag)) return 'bash';
  return DEBIAN_TAG.test(tag) || tag.includes('ubuntu') || tag.includes('debian') ? 'dash' : otherwise;
}

function shellOfImage(image: ImageReference): ShellKind | undefined {
  const official = officialName(image);
  const tag = image.tag ?? '';
  if (official !== undefined) {
    if (ASH_OFFICIAL.has(official)) return 'ash';
    if (BASH_OFFICIAL.has(official)) return byTag(tag, 'bash');
    return byTag(tag, OTHER_OFFICIAL.has(official) ? undefined : 'dash');
  }
  const { registry, repository } = image;
  if (registry === 'registry.access.redhat.com' || registry === 'registry.redhat.io') return 'bash';
  if (registry === 'mcr.microsoft.com' && repository.startsWith('dotnet/')) return byTag(tag, 'dash');
  if (registry !== undefined && registry !== 'docker.io') return undefined;
  if (repository.startsWith('redhat/ubi') || repository.startsWith('opensuse/')) return 'bash';
  return repository === 'nvidia/cuda' ? byTag(tag, undefined) : undefined;
}

interface StageShell {
  readonly shell: ShellKind | undefined;
  readonly image: ImageReference | undefined;
  /** Index of the first instruction that puts another program in the place of `/bin/sh`. */
  readonly replaced: number;
}

const KNOWN = new MemoMap<DockerfileDocument, readonly StageShell[]>();

/** Stages stand upon earlier ones only, so one pass in order is enough. */
function stageShells(document: DockerfileDocument): readonly StageShell[] {
  const known = KNOWN.get(document);
  if (known) return known;
  const shells: StageShell[] = [];
  for (const stage of document.stages) {
    const { base } = stage;
    const below = base.kind === 'stage' ? shells[base.stage.index] : undefined;
    const image = base.kind === 'image' ? base.reference : below?.image;
    const shell = base.kind === 'image' ? image && shellOfImage(image) : below?.shell;
    shells.push({ shell, image, replaced: Math.min(below?.replaced ?? Infinity, replacedIn(document, stage)) });
  }
  KNOWN.set(document, shells);
  return shells;
}

const isSh = (text: string | undefined): boolean => text === '/bin/sh' || text === '/usr/bin/sh';

function replacedIn(document: DockerfileDocument, stage: Stage): number {
  for (const instruction of stage.instructions) {
    if (
      instruction.kind !== 'Run' ||
      !/\bsh\b|dash/.test(document.source.text.slice(instruction.span.start, instruction.span.end))
    )
      continue;
    if (replacesShell(document, instruction)) return instruction.index;
  }
  return Infinity;
}

const replacesShell = byText((document, run) =>
  commandsOf(document, run).some(({ command }) => {
    if (/^(?:ln|cp|mv|install|update-alternatives)$/.test(command.program ?? ''))
      return command.args.some((word) => isSh(word.value));
    return /^(?:dpkg-reconfigure|debconf-set-selections|dpkg-divert)$/.test(command.program ?? '');
  }),
);

/** The shell behind an interpreter, as far as the file and the names of well-known base images tell. */
export function shellBehind(
  document: DockerfileDocument,
  instruction: Instruction,
  interpreter: Interpreter,
): ShellKind | undefined {
  switch (interpreter.name) {
    case 'bash':
    case 'zsh':
    case 'ksh':
    case 'mksh':
      return 'bash';
    case 'dash':
      return 'dash';
    case 'ash':
    case 'busybox':
      return 'ash';
    case 'sh': {
      const of = stageShells(document)[document.stageOf(instruction)?.index ?? -1];
      return of && of.replaced >= instruction.index ? of.shell : undefined;
    }
    default:
      return undefined;
  }
}

/** The image that a stage stands upon in the end. */
export const rootImage = (document: DockerfileDocument, stage: Stage): ImageReference | undefined =>
  stageShells(document)[stage.index]?.image;
