import { joinPath } from '../../../core/files';
import { Memo, type Remembering } from '../../../core/memo';
import { type ImageReference, parseImage } from '../../image/reference';
import { packageCommand, parseScript, type ShellCommand } from '../../shell';
import { isRecord, jsonObject } from '../ecosystems';
import type { DockerfileFacts } from '../facts';
import type { DockerfileDocument, Stage } from '../model';
import type { FromInstruction, Instruction } from '../nodes';
import { allCommands, scriptsOf } from '../scripts';

/** What the image that the file builds by default is made of. */
export interface Shipped extends Remembering {
  readonly last: Stage;
  /** The FROM that names the image which everything stands on. */
  readonly root: FromInstruction;
  /** That image as it is written, and what can be told of it. */
  readonly imageText: string;
  readonly image: ImageReference;
  /** The instructions of all stages under the image, the lowest first. */
  readonly instructions: readonly Instruction[];
}

/** Undefined without a stage, on `scratch`, and where a variable hides the image's name. */
export function shippedOf(doc: DockerfileDocument): Shipped | undefined {
  const last = doc.lastStage;
  if (!last) return undefined;
  const chain: Stage[] = [last];
  let root = last;
  while (root.base.kind === 'stage') {
    root = root.base.stage;
    chain.push(root);
  }
  if (root.base.kind !== 'image') return undefined;
  const imageText = root.from.image?.raw ?? '';
  const image = root.base.reference ?? namedImage(imageText);
  if (!image) return undefined;
  return {
    memo: new Memo(),
    last,
    root: root.from,
    imageText: root.imageText ?? imageText,
    image,
    instructions: chain.reverse().flatMap((stage) => stage.instructions),
  };
}

/** `golang:${VERSION}`: the name is known although the tag is not. */
function namedImage(text: string): ImageReference | undefined {
  const dollar = text.indexOf('$');
  const name = text.slice(0, dollar);
  if (dollar <= 0 || name.lastIndexOf(':') <= name.lastIndexOf('/')) return undefined;
  const image = parseImage(name.slice(0, name.lastIndexOf(':')));
  return image.repository === '' ? undefined : image;
}

/** It has a program to start, and is no base for other images. */
export function isFinished(doc: DockerfileDocument, shipped: Shipped): boolean {
  const state = doc.finalState(shipped.last);
  if (!state.cmd && !state.entrypoint) return false;
  return !shipped.instructions.some((instruction) => instruction.kind === 'Onbuild');
}

/** How a container of the image starts. */
export interface Start {
  /** A shell stands between, or is started with a script of its own. */
  readonly shell: boolean;
  readonly commands: readonly ShellCommand[];
  /** It is the text for a shell that could be read, or a list of words. */
  readonly known: boolean;
  /** `CMD` and `ENTRYPOINT` that are in effect. */
  readonly instructions: readonly Instruction[];
}

/** The commands of ENTRYPOINT and CMD, which are one list when both are JSON. */
export function startOf(doc: DockerfileDocument, stage: Stage): Start {
  const { cmd, entrypoint } = doc.finalState(stage);
  const instructions = [entrypoint, cmd].filter((instruction) => instruction !== undefined);
  const words = instructions.flatMap((i) => (i.form?.kind === 'exec' ? i.form.words.map((word) => word.raw) : []));
  if (instructions.every((i) => i.form === undefined || i.form.kind === 'exec')) {
    const commands = allCommands(parseScript(words.map(quoted).join(' '), 0));
    return { shell: commands.some((command) => command.script), commands, known: commands.length > 0, instructions };
  }
  // A shell-form ENTRYPOINT takes no CMD; a shell-form CMD behind an ENTRYPOINT is given to it as words.
  const [first] = instructions;
  const readable = first && (first.kind === 'Entrypoint' ? first.form?.kind === 'shell' : true) ? first : undefined;
  const sites = readable ? scriptsOf(doc, readable) : [];
  const commands = sites.flatMap((site) => allCommands(site.script));
  return { shell: true, commands, known: commands.length > 0, instructions };
}

const quoted = (word: string): string => `'${word.replace(/'/g, `'\\''`)}'`;

const values = (command: ShellCommand): (string | undefined)[] => command.args.map((word) => word.value);

/** Programs that watch the sources and start anew. */
const WATCHERS = new Set([
  'nodemon',
  'ts-node-dev',
  'tsnd',
  'air',
  'reflex',
  'watchexec',
  'entr',
  'CompileDaemon',
  'fresh',
  'realize',
  'modd',
  'watchmedo',
  'cargo-watch',
  'webpack-dev-server',
  'pytest',
  'jest',
  'vitest',
  'mocha',
]);
const DEVELOPMENT_ARGUMENTS = new Set(['--reload', '--watch', '--debug', '--hot', '--hot-reload']);
const DEVELOPMENT_CALLS =
  /^(?:(?:next|nuxt|nuxi|astro|remix|gatsby|vinxi|svelte-kit|wrangler) (?:dev|develop)|ng serve|react-scripts (?:start|test)|vue-cli-service serve|vite(?: dev| serve)?|vite --.*|tsx watch|ts-node-dev|cargo watch|go test|cargo test|mvn test|gradle test|dotnet (?:test|watch)|parcel serve|webpack serve|craco start|mix test)(?: |$)/;

/** Made to develop or test with: the name of the file says so, or what it starts. */
export function isForDevelopment(doc: DockerfileDocument, stage: Stage, facts: DockerfileFacts): boolean {
  const folder = facts.workspace?.folder ?? '.';
  if (
    /(?:^|[._-])(?:dev|devel|develop|development|local|debug|test|tests|testing|ci|e2e)(?:[._-]|$)/i.test(
      facts.fileName ?? '',
    )
  )
    return true;
  if (/(?:^|\/)\.(?:devcontainer|github|gitpod|circleci)(?:\/|$)/.test(folder)) return true;
  if (stage.name !== undefined && /^(?:dev|devel|development|test|tests|ci|debug)$/.test(stage.name)) return true;
  const scripts = npmScripts(facts);
  return startOf(doc, stage).commands.some((command) => isDevelopmentCommand(command, scripts, 0));
}

const MAX_SCRIPTS = 4;

function isDevelopmentCommand(
  command: ShellCommand,
  scripts: Readonly<Record<string, unknown>> | undefined,
  depth: number,
): boolean {
  const { program } = command;
  if (program === undefined) return false;
  const words = values(command);
  if (WATCHERS.has(program)) return true;
  if (words.some((word) => word !== undefined && DEVELOPMENT_ARGUMENTS.has(word))) return true;
  const script = scriptName(command);
  if (script !== undefined) {
    if (/(?:^|[:_-])(?:dev|develop|development|watch|test|debug|serve:dev)(?:$|[:_-])/.test(script)) return true;
    return scriptCommands(scripts, script).some(
      (inner) => depth < MAX_SCRIPTS && isDevelopmentCommand(inner, scripts, depth + 1),
    );
  }
  if (program === 'npx' || program === 'pnpx' || program === 'bunx') {
    const rest = words.filter((word) => word !== undefined && !word.startsWith('-'));
    return WATCHERS.has(rest[0] ?? '') || DEVELOPMENT_CALLS.test(rest.join(' '));
  }
  return DEVELOPMENT_CALLS.test([program, ...words.map((word) => word ?? '…')].join(' '));
}

/** The script of package.json that `npm start`, `npm run serve`, `yarn serve` run. */
export function scriptName(command: ShellCommand): string | undefined {
  const call = packageCommand(command);
  if (call?.family !== 'node' || call.action !== 'run') return undefined;
  const sub = call.subcommand;
  if (/^(?:start|test|t|tst|stop|restart)$/.test(sub)) return sub.startsWith('t') ? 'test' : sub;
  if (/^(?:run|run-script|rum|urn)$/.test(sub)) return call.positional[0]?.value;
  if (/^(?:exec|x|dlx|node|workspace)$/.test(sub)) return undefined;
  return call.manager === 'npm' ? undefined : sub;
}

/** The scripts of the package.json at the root of the build context; undefined when it is not known. */
export function npmScripts(facts: DockerfileFacts, folder = '.'): Readonly<Record<string, unknown>> | undefined {
  const path = joinPath(folder, 'package.json');
  const text = path === undefined ? undefined : facts.context?.files.text(path);
  const manifest = jsonObject(text ?? undefined);
  if (!manifest) return undefined;
  return isRecord(manifest['scripts']) ? manifest['scripts'] : {};
}

/** The commands of a script of package.json; none when it is not known. */
export function scriptCommands(
  scripts: Readonly<Record<string, unknown>> | undefined,
  name: string,
): readonly ShellCommand[] {
  const text = scripts?.[name];
  return typeof text === 'string' ? allCommands(parseScript(text, 0)) : [];
}
