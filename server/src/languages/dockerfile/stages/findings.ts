import { MemoMap } from '../../../core/memo';
import { packageCommand, removals, type ShellCommand } from '../../shell';
import type { DockerfileFacts } from '../facts';
import type { DockerfileDocument } from '../model';
import type { RunInstruction } from '../nodes';
import { allCommands, scriptsOf } from '../scripts';
import { type BuildPackage, buildPackagesOf } from './build-packages';
import { isFinished, isForDevelopment, type Shipped, shippedOf, startOf } from './shipped';
import { isCompiledBuild, type Toolchain, toolchainOf, webBuild } from './toolchains';

/** What an image ships that only its build needs. */
export type BuildTools =
  | { readonly kind: 'toolchain'; readonly shipped: Shipped; readonly toolchain: Toolchain }
  | { readonly kind: 'packages'; readonly shipped: Shipped; readonly packages: readonly BuildPackage[] };

const KNOWN = new MemoMap<
  DockerfileDocument,
  { readonly facts: DockerfileFacts; readonly tools: BuildTools | undefined }
>();

/** The toolchain, else the packages, that the image is left with; undefined where there is nothing to gain. */
export function buildToolsOf(doc: DockerfileDocument, facts: DockerfileFacts): BuildTools | undefined {
  const known = KNOWN.get(doc);
  if (known?.facts === facts) return known.tools;
  const tools = findTools(doc, facts);
  KNOWN.set(doc, { facts, tools });
  return tools;
}

/** The image under judgement: finished, for Linux, and not made to develop with. */
export function judgedImage(doc: DockerfileDocument, facts: DockerfileFacts): Shipped | undefined {
  if (doc.os === 'windows') return undefined;
  const shipped = shippedOf(doc);
  if (!shipped || !isFinished(doc, shipped) || isForDevelopment(doc, shipped.last, facts)) return undefined;
  return shipped;
}

function findTools(doc: DockerfileDocument, facts: DockerfileFacts): BuildTools | undefined {
  const shipped = judgedImage(doc, facts);
  if (!shipped) return undefined;
  const toolchain = toolchainOf(shipped.image);
  if (toolchain && runCommands(doc, shipped).some(({ command }) => toolchain.builds(command)))
    return { kind: 'toolchain', shipped, toolchain };
  const packages = buildPackagesOf(doc, shipped);
  return packages.length > 0 ? { kind: 'packages', shipped, packages } : undefined;
}

interface RunCommand {
  readonly run: RunInstruction;
  readonly command: ShellCommand;
}

const runCommands = (doc: DockerfileDocument, shipped: Shipped): RunCommand[] =>
  shipped.instructions.flatMap((run) =>
    run.kind === 'Run'
      ? scriptsOf(doc, run).flatMap((site) => allCommands(site.script).map((command) => ({ run, command })))
      : [],
  );

/** A build in the only stage whose tools ship: as a person calls it. */
export function buildInOnlyStage(doc: DockerfileDocument, shipped: Shipped): string | undefined {
  if (doc.stages.length !== 1) return undefined;
  for (const { run, command } of runCommands(doc, shipped)) {
    const name = webBuild(command) ?? (isCompiledBuild(command) ? compiledName(command) : undefined);
    if (name !== undefined && !takesToolsAway(doc, run)) return startsIt(doc, shipped, command) ? undefined : name;
  }
  return undefined;
}

const compiledName = (command: ShellCommand): string =>
  [
    command.program ?? '',
    ...command.args
      .map((word) => word.value ?? '')
      .filter((word) => /^[a-zA-Z]/.test(word))
      .slice(0, 1),
  ]
    .join(' ')
    .trim();

/** The RUN that builds removes its tools too. */
function takesToolsAway(doc: DockerfileDocument, run: RunInstruction): boolean {
  return scriptsOf(doc, run).some((site) => {
    if (
      removals(site.script).some(({ path }) =>
        /(?:^|\/)node_modules\/?\*?$|\/usr\/local\/go\/?$|\.cargo|rustup|\.m2/.test(path),
      )
    )
      return true;
    return allCommands(site.script).some((command) => {
      const call = packageCommand(command);
      return call?.action === 'remove' || call?.subcommand === 'prune';
    });
  });
}

/** The container starts with the build itself: the tools are what it runs. */
const startsIt = (doc: DockerfileDocument, shipped: Shipped, build: ShellCommand): boolean =>
  startOf(doc, shipped.last).commands.some((command) => {
    const name = webBuild(command);
    return name !== undefined && name === webBuild(build);
  });
