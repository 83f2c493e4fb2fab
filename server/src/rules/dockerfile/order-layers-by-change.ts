import { joinPath } from '../../core/files';
import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { wholeLines } from '../../core/text';
import { contextSources } from '../../languages/dockerfile/context';
import { resolveWord } from '../../languages/dockerfile/directories';
import { type DockerfileDocument, type Stage, withLeadingComments } from '../../languages/dockerfile/model';
import type {
  ArgInstruction,
  Instruction,
  RunInstruction,
  TransferInstruction,
} from '../../languages/dockerfile/nodes';
import { callName, callSpan, type PackageCall, packageCalls } from '../../languages/dockerfile/packages';
import { commandsOf } from '../../languages/dockerfile/scripts';
import { packageCommand, type ShellCommand } from '../../languages/shell';

export default defineRule({
  id: 'dockerfile/order-layers-by-change',
  summary: 'Put what changes rarely above what changes often',
  category: 'performance',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    packages: 'Every source change repeats `{{install}}`; move it above `{{copy}}`',
    argument: 'Each new `{{name}}` repeats `{{install}}`; declare it below',
  },
  notes: ['layer-cache', 'image-layers'],
  lessons: ['D01'],
  docs: {
    why: 'A layer is taken from the cache only while everything above it is unchanged. Packages of the system that are installed below the copy of the sources are downloaded again for each change of a source file; and the value of an ARG is part of every RUN below it, so a new commit hash there makes them all run again.',
    instead:
      'System packages first, then dependencies, then the sources; build arguments that always change come last.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nWORKDIR /srv\nCOPY . .\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCMD ["./shop"]\n',
        fixed:
          'FROM debian:bookworm\nWORKDIR /srv\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCOPY . .\nCMD ["./shop"]\n',
      },
    ],
    valid: [
      {
        code: 'FROM debian:bookworm\nWORKDIR /srv\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCOPY . .\nCMD ["./shop"]\n',
      },
    ],
    fixSafety:
      'Instructions change places. Files that the packages and the sources both bring come from the one that is written last; a RUN that reads the build argument without naming it no longer sees it.',
    references: [
      'https://docs.docker.com/build/cache/optimize/#order-your-layers',
      'https://docs.docker.com/reference/dockerfile/#impact-on-build-caching',
    ],
  },
  check: (ctx) => ({
    End() {
      if (ctx.doc.os === 'windows') return;
      for (const stage of ctx.doc.stages) {
        if (!stage.reached) continue;
        for (const { copy, run, call } of lateInstalls(ctx.doc, stage)) {
          ctx.report({
            message: 'packages',
            span: callSpan(ctx.doc, call),
            data: { install: callName(call), copy: copyText(ctx.doc, copy) },
            ...moveRun(ctx.doc, stage, copy, run),
          });
        }
        for (const { arg, name, call, run } of earlyArguments(ctx.doc, stage)) {
          ctx.report({
            message: 'argument',
            severity: 'information',
            span: arg.pairs[0]?.key.span ?? arg.keyword,
            data: { name, install: callName(call) },
            ...moveArgument(ctx.doc, stage, arg, name, run),
          });
        }
      }
    },
  }),
});

type Repair = { readonly fixes: readonly Fix[] } | { readonly noFix: string };

const SYSTEM = new Set(['apt', 'apk', 'rpm', 'zypper']);

interface LateInstall {
  readonly copy: TransferInstruction;
  readonly run: RunInstruction;
  readonly call: PackageCall;
}

/** The first RUN below a copy of sources that does nothing but install packages of the distribution. */
function lateInstalls(doc: DockerfileDocument, stage: Stage): LateInstall[] {
  let copy: TransferInstruction | undefined;
  for (const instruction of stage.instructions) {
    if (instruction.kind === 'Copy' || instruction.kind === 'Add') {
      if (bringsSettings(doc, instruction)) return [];
      copy ??= isSourceCopy(doc, instruction) ? instruction : undefined;
    }
    if (!copy || instruction.kind !== 'Run') continue;
    const calls = packageCalls(doc, instruction);
    const call = calls.find(({ action, family }) => action === 'install' && SYSTEM.has(family));
    if (call && isOnlyPackages(doc, instruction)) return [{ copy, run: instruction, call }];
  }
  return [];
}

/** Files that decide what a package manager does, or that may be anywhere. */
function bringsSettings(doc: DockerfileDocument, instruction: TransferInstruction): boolean {
  const target = instruction.destination && resolveWord(doc, instruction, instruction.destination);
  return (
    target === undefined ||
    target === '/' ||
    /^\/(?:etc|usr|var|root\/?$)(?!\/(?:www|src|local\/(?:src|app)|share\/nginx)(?:\/|$))/.test(target)
  );
}

/** Folders that hold what is worked on. */
const SOURCE_FOLDERS = /^(?:\.|src|app|lib|source|sources|server|backend|frontend|web|cmd|internal|pkg)$/;

function isSourceCopy(doc: DockerfileDocument, instruction: TransferInstruction): boolean {
  if (instruction.heredocs.length > 0 || instruction.flags.some(({ name }) => name === 'from' || name === 'parents'))
    return false;
  return contextSources(doc, instruction).some((source) => SOURCE_FOLDERS.test(joinPath('.', source) ?? '?'));
}

function isOnlyPackages(doc: DockerfileDocument, run: RunInstruction): boolean {
  if (run.mounts.some(({ type }) => type === 'bind')) return false;
  const commands = commandsOf(doc, run);
  return commands.length > 0 && commands.every(({ command }) => isOfPackages(command));
}

/** Installs from indexes, cleans up, or says something. */
function isOfPackages(command: ShellCommand): boolean {
  if (command.redirections.some(({ operator }) => operator.startsWith('<'))) return false;
  const call = packageCommand(command);
  if (call) {
    return (
      SYSTEM.has(call.family) &&
      !call.hasUnknownWords &&
      call.action !== 'remove' &&
      call.packages.every((item) => !item.local && !item.unresolved) &&
      command.words.every((word) => !word.hasExpansion)
    );
  }
  const { program } = command;
  if (program === undefined) return command.words.length === 0;
  if (program === 'rm') return command.args.every((word) => /^-|^\/(?:var|tmp|usr\/share)\//.test(word.literalPrefix));
  return program === 'set' || program === 'echo' || program === 'true' || program === 'export';
}

const MAX_SHOWN = 30;

function copyText(doc: DockerfileDocument, copy: TransferInstruction): string {
  const words = [...copy.sources, ...(copy.destination ? [copy.destination] : [])].map(({ raw }) => raw);
  const text = [doc.keyword(copy.name, copy), ...words].join(' ');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

/** Instructions that the RUN does not depend on. */
const PASSABLE = new Set(['COPY', 'ADD', 'WORKDIR', 'LABEL', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'CMD', 'ENTRYPOINT']);

function moveRun(doc: DockerfileDocument, stage: Stage, copy: TransferInstruction, run: RunInstruction): Repair {
  const between = stage.instructions.filter(({ index }) => index > copy.index && index < run.index);
  const obstacle = between.find(({ name }) => !PASSABLE.has(name));
  if (obstacle) return { noFix: `\`${obstacle.name}\` in between may matter to the installation` };
  if (run.heredocs.length > 0) return { fixes: [] };
  const edits = (): Edit[] => [...moved(doc, [run], wholeLines(doc.source, withLeadingComments(doc, copy)).start)];
  return { fixes: [{ title: `Move the RUN above ${doc.keyword(copy.name, copy)}`, safety: 'unsafe', edits }] };
}

/** Takes instructions with the comments above them from their lines and writes them at the start of another line. */
function moved(doc: DockerfileDocument, instructions: readonly Instruction[], at: number): Edit[] {
  const blocks = instructions.map((instruction) => withLeadingComments(doc, instruction));
  const { text } = doc.source;
  const written = blocks.map(({ start, end }) => `${text.slice(start, end).replace(/\r\n/g, '\n')}\n`).join('');
  // A file may end without a line break, and the line above the last block takes it along.
  const removals = blocks.map(({ start, end }) => {
    const whole = wholeLines(doc.source, { start, end });
    const isOpenEnd = whole.end === text.length && !text.endsWith('\n');
    const lineBreak = isOpenEnd ? (text.slice(0, start).endsWith('\r\n') ? 2 : 1) : 0;
    return { span: { start: start - lineBreak, end: whole.end }, text: '' };
  });
  return [{ span: { start: at, end: at }, text: written }, ...removals];
}

/** Build arguments that have another value in each build. */
const CHANGING =
  /^(?:(?:GIT|VCS|SOURCE|CI|GITHUB|APP|REPO)_?(?:COMMIT(?:_(?:SHA|HASH|ID|REF|SHORT_SHA|DATE))?|SHA1?|SHORT_SHA|REVISION|REV|HASH|REF)|COMMIT(?:_?(?:SHA1?|HASH|ID|REF|DATE))?|REVISION|BUILD_?(?:DATE|TIME|TIMESTAMP|NUMBER|NUM|NO|ID)|BUILDTIME|TIMESTAMP|GITHUB_RUN_(?:ID|NUMBER)|CI_PIPELINE_(?:ID|IID))$/i;

/** Each one is looked for in the whole stage. */
const MAX_ARGUMENTS = 20;

interface EarlyArgument {
  readonly arg: ArgInstruction;
  readonly name: string;
  readonly run: RunInstruction;
  readonly call: PackageCall;
}

/** Changing arguments above an installation that does not name them: the last such installation. */
function earlyArguments(doc: DockerfileDocument, stage: Stage): EarlyArgument[] {
  const args = stage.instructions.filter((i): i is ArgInstruction => i.kind === 'Arg');
  const changing = args.filter((arg) => arg.pairs.length === 1 && CHANGING.test(arg.pairs[0]?.key.raw ?? ''));
  if (changing.length === 0) return [];
  const installs = stage.instructions.flatMap((run) => {
    const call = run.kind === 'Run' ? packageCalls(doc, run).find(({ action }) => action === 'install') : undefined;
    return run.kind === 'Run' && call ? [{ run, call }] : [];
  });
  return changing.slice(0, MAX_ARGUMENTS).flatMap((arg) => {
    const name = arg.pairs[0]?.key.raw ?? '';
    const found = installs.filter(({ run }) => run.index > arg.index && !mentions(doc, run, name)).at(-1);
    return found ? [{ arg, name, ...found }] : [];
  });
}

function mentions(doc: DockerfileDocument, { span }: Instruction, name: string): boolean {
  const text = doc.source.text.slice(span.start, span.end);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
}

function moveArgument(
  doc: DockerfileDocument,
  stage: Stage,
  arg: ArgInstruction,
  name: string,
  run: RunInstruction,
): Repair {
  const users = stage.instructions.filter(
    (other) => other !== arg && other.index < run.index && mentions(doc, other, name),
  );
  const [early] = users.filter(({ index }) => index < arg.index);
  if (early) return { fixes: [] };
  const [obstacle] = users.filter(({ kind }) => kind !== 'Label');
  if (obstacle) return { noFix: `\`${name}\` is used by ${obstacle.name} above the installation` };
  const next = doc.instructions[run.index + 1];
  if (!next || next.kind === 'From') return { noFix: 'nothing below the installation uses it' };
  const at = wholeLines(doc.source, withLeadingComments(doc, next)).start;
  return {
    fixes: [
      {
        title: `Declare ${name} below the installation`,
        safety: 'unsafe',
        edits: () => moved(doc, [arg, ...users], at),
      },
    ],
  };
}
