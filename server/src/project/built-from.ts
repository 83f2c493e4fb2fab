import { type Files, joinPath } from '../core/files';
import { RecentMap } from '../core/recent-map';
import { buildOf } from '../languages/compose/build';
import type { BuiltFrom } from '../languages/compose/built-from';
import { parseCompose } from '../languages/compose/model';
import type { Service } from '../languages/compose/service';
import { dockerfileAdapter } from '../languages/dockerfile/adapter';
import type { DockerfileDocument, Stage } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';

/** Characters of Dockerfiles and Compose files that are kept read. */
const KEPT = 200_000;
/** Longer files are not what people write. */
const MAX_READ = 200_000;

const DOCUMENTS = new RecentMap<DockerfileDocument>(KEPT);

function readDockerfile(text: string): DockerfileDocument {
  const known = DOCUMENTS.get(text);
  if (known) return known;
  const document = dockerfileAdapter.parse(text);
  DOCUMENTS.set(text, document);
  return document;
}

/**
 * The Dockerfile of a service; `null` when it is known not to be there, undefined when that is not known or there is none to look for.
 * `folder` is where the project's relative paths start.
 */
export function builtFrom(
  service: Service,
  files: Files | undefined,
  folder: string | undefined,
): BuiltFrom | null | undefined {
  const build = buildOf(service);
  if (!files || folder === undefined || !build || build.inline || build.context === undefined) return undefined;
  if (build.dockerfileScalar && build.dockerfile === undefined) return undefined;
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|git@|[/~]|[A-Za-z]:)/.test(build.context) || build.context.includes('$'))
    return undefined;
  if (build.targetScalar && build.target === undefined) return undefined;
  const name = build.dockerfile ?? 'Dockerfile';
  const context = joinPath(folder, build.context);
  const path = context === undefined || name.startsWith('/') ? undefined : joinPath(context, name);
  const text = path === undefined ? undefined : files.text(path);
  if (path === undefined || text === undefined) return undefined;
  if (text === null) return null;
  return text.length > MAX_READ ? undefined : summaryOf(readDockerfile(text), path, build.target);
}

function summaryOf(document: DockerfileDocument, path: string, target: string | undefined): BuiltFrom {
  const { stages } = document;
  const wanted = target?.toLowerCase();
  const stage =
    wanted === undefined
      ? stages.at(-1)
      : stages.find(({ name, index }) => name === wanted || String(index) === wanted);
  const own = stage ? instructionsOf(stage) : [];
  const last = <K extends Instruction['kind']>(kind: K) =>
    own.findLast((instruction): instruction is Extract<Instruction, { kind: K }> => instruction.kind === kind);
  const check = last('Healthcheck');
  return {
    path,
    stages: stages.map(({ name, index }) => name ?? String(index)),
    args: argsOf(document),
    hasTarget: stage !== undefined,
    exposed: exposedBy(document, own),
    healthcheck: check && (check.type?.raw.toUpperCase() === 'NONE' ? 'disabled' : 'there'),
    user: last('User')?.bodyText.trim(),
    entrypoint: last('Entrypoint')?.bodyText.trim(),
    cmd: last('Cmd')?.bodyText.trim(),
  };
}

/** The instructions that make a stage, those of the stages below it first. */
function instructionsOf(stage: Stage): readonly Instruction[] {
  const chain: Stage[] = [];
  for (
    let at: Stage | undefined = stage;
    at && !chain.includes(at);
    at = at.base.kind === 'stage' ? at.base.stage : undefined
  )
    chain.unshift(at);
  return chain.flatMap(({ instructions }) => instructions);
}

function argsOf(document: DockerfileDocument): ReadonlyMap<string, string | undefined> {
  const args = new Map<string, string | undefined>();
  for (const instruction of document.instructions) {
    if (instruction.kind !== 'Arg') continue;
    for (const { key, value } of instruction.pairs) args.set(key.raw, value?.raw);
  }
  return args;
}

function exposedBy(document: DockerfileDocument, instructions: readonly Instruction[]): readonly string[] | undefined {
  const ports: string[] = [];
  for (const instruction of instructions) {
    if (instruction.kind !== 'Expose') continue;
    for (const word of instruction.ports) {
      const text = document.valueOf(word, instruction);
      if (text === undefined) return undefined;
      ports.push(text.includes('/') ? text.toLowerCase() : `${text}/tcp`);
    }
  }
  return ports;
}

/** What a Compose file says of building one service. */
export interface ServiceBuild {
  readonly service: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly target: string | undefined;
}

const BUILDS = new RecentMap<readonly ServiceBuild[]>(KEPT);

/** What the services of a Compose file are built from: folders and files relative to it, nothing of remote ones. */
export function buildsIn(text: string): readonly ServiceBuild[] {
  if (text.length > MAX_READ) return [];
  const known = BUILDS.get(text);
  if (known) return known;
  const builds = parseCompose(text).services.flatMap((service): readonly ServiceBuild[] => {
    const build = buildOf(service);
    if (!build || build.inline || build.context === undefined || /^(?:[a-z+]+:|[/~])/.test(build.context)) return [];
    if (build.dockerfileScalar && build.dockerfile === undefined) return [];
    const args = new Map(build.args.map(({ name, value }) => [name, value]));
    const { context, dockerfile = 'Dockerfile', target } = build;
    return [{ service: service.name, context, dockerfile, args, target }];
  });
  BUILDS.set(text, builds);
  return builds;
}
