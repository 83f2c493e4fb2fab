import { joinPath } from '../../core/files';
import type { Finding } from '../../core/finding';
import type { AnyRule } from '../../core/rule';
import { type Span, touches } from '../../core/span';
import { readDirective } from '../../core/suppressions';
import { instructionAt } from '../../languages/dockerfile/adapter';
import { dependencyInstall } from '../../languages/dockerfile/ecosystems';
import { expandedWords } from '../../languages/dockerfile/expanded';
import type { DockerfileDocument, Resolution } from '../../languages/dockerfile/model';
import type { Mount } from '../../languages/dockerfile/mounts';
import { type Flag, flag, type Instruction, type TransferInstruction } from '../../languages/dockerfile/nodes';
import { commandsOf, interpreterAt, scriptsOf } from '../../languages/dockerfile/scripts';
import type { VariableSegment, Word } from '../../languages/dockerfile/word';
import { canonicalName, officialName, parseImage } from '../../languages/image/reference';
import { isSecretName } from '../../languages/secrets';
import { packageCommand, type ShellCommand, type ShellVariable } from '../../languages/shell';
import type { DockerfileFacts } from '../../project/facts';
import type { Library } from '../library';
import { cacheCause } from './cache';
import { contextSize, formatBytes, formatCount } from './context-size';
import { code } from './markdown';
import { firstParagraph, type Paragraphs, writeParagraphs } from './paragraphs';
import type { ImageReference as KnownImage } from './reference';
import { isShellForm, startsLine } from './starts';

export interface HoverRequest {
  readonly document: DockerfileDocument;
  readonly facts: DockerfileFacts;
  readonly findings: readonly Finding[];
  readonly rules: () => readonly AnyRule[];
  readonly offset: number;
  readonly library: Library;
  /** A link to a rule's or topic's page, or the bare label where the client can open none. */
  readonly link: (topic: string, label: string) => string;
  /** A link to a line of the same file, counted from 1. */
  readonly lineLink: (line: number, label: string) => string;
}

export interface HoverText {
  readonly markdown: string;
  readonly span: Span;
}

/** What stands at a place, before findings are added. */
interface Place extends Paragraphs {
  readonly span: Span;
}

/** What a person should know about the place at `offset`; undefined where there is nothing to say. */
export function hoverDockerfile(request: HoverRequest): HoverText | undefined {
  const finding = findingAt(request);
  const place = placeAt(request);
  if (!place && !finding) return undefined;
  const parts: Paragraphs = place ?? { first: '' };
  const markdown = writeParagraphs(withFinding(parts, finding, request), request);
  return { markdown, span: place?.span ?? finding?.span ?? { start: request.offset, end: request.offset } };
}

/** The smallest finding at the place. */
const findingAt = ({ findings, offset }: HoverRequest): Finding | undefined =>
  findings
    .filter((finding) => touches(finding.span, offset) && !finding.rule.startsWith('plimsoll/'))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];

function withFinding(parts: Paragraphs, finding: Finding | undefined, request: HoverRequest): Paragraphs {
  if (!finding) return parts;
  const page = request.library.page(finding.rule);
  const name = finding.rule.slice(finding.rule.indexOf('/') + 1);
  const why = page && `**${name}** ${firstParagraph(page.docs.why)}`;
  return {
    ...parts,
    first: parts.first || (page ? `**${name}**: ${page.summary}` : name),
    why,
    topic: parts.topic ?? page?.notes[0],
    last: finding.noFix === undefined ? parts.last : `No quick fix: ${finding.noFix}`,
    links: [finding.rule, ...(parts.links ?? []), ...(page?.notes ?? [])],
  };
}

function placeAt(request: HoverRequest): Place | undefined {
  return commentPlace(request) ?? directivePlace(request) ?? instructionPlace(request);
}

function commentPlace({ document, offset, rules, library }: HoverRequest): Place | undefined {
  const comment = document.comments.find((c) => touches(c.span, offset));
  if (!comment) return undefined;
  const { source } = document;
  const textStart = comment.span.start + source.text.slice(comment.span.start, comment.span.end).indexOf(comment.text);
  const read = readDirective(comment.text, textStart);
  if (!read) return undefined;
  const named = read.rules.find((rule) => touches(rule.span, offset)) ?? read.rules[0];
  const rule = named && rules().find((r) => r.id === named.name || r.aka?.includes(named.name));
  const scope =
    read.directive === 'next-line'
      ? 'for the next instruction'
      : read.directive === 'disable'
        ? 'from here on'
        : 'again from here on';
  if (!rule) {
    const what = named ? `${code(named.name)}, which is no rule` : 'all rules';
    return {
      span: comment.span,
      first: `**${read.directive === 'enable' ? 'Enables' : 'Disables'}** ${what} ${scope}`,
    };
  }
  const page = library.page(rule.id);
  return {
    span: named && touches(named.span, offset) ? named.span : comment.span,
    first: `**${read.directive === 'enable' ? 'Enables' : 'Disables'}** ${code(rule.id)} ${scope}`,
    does: page && `${page.summary}.`,
    why: page && firstParagraph(page.docs.why),
    topic: page?.notes[0],
    links: [rule.id],
  };
}

function directivePlace({ document, offset, library }: HoverRequest): Place | undefined {
  const directive = document.directives.find((d) => touches(d.span, offset));
  if (!directive) return undefined;
  const known = library.dockerfile.directives[directive.name];
  if (!known) return undefined;
  return {
    span: directive.span,
    first: `**Parser directive** ${code(directive.name)}: ${code(directive.value)}`,
    does: `${known.does} Values: ${known.values}.`,
    topic: known.topic,
    links: ['parser-directives'],
  };
}

function instructionPlace(request: HoverRequest): Place | undefined {
  const { document, offset } = request;
  const outer = instructionAt(document, offset);
  if (!outer || !touches(outer.span, offset)) return undefined;
  const trigger = outer.kind === 'Onbuild' ? outer.trigger : undefined;
  const instruction = trigger && offset >= trigger.keyword.start ? trigger : outer;
  if (touches(instruction.keyword, offset)) return keywordPlace(request, instruction);
  return (
    variablePlace(request, instruction) ??
    flagPlace(request, instruction) ??
    heredocPlace(request, instruction) ??
    partPlace(request, instruction) ??
    commandPlace(request, instruction)
  );
}

const lineOf = (instruction: Instruction): number => instruction.raw.firstLine + 1;

function keywordPlace(request: HoverRequest, instruction: Instruction): Place | undefined {
  const reference = request.library.dockerfile.instructions[instruction.name];
  if (!reference) return undefined;
  const base: Place = {
    span: instruction.keyword,
    first: `**${instruction.name}** ${reference.does}`,
    trap: reference.trap,
    topic: reference.topic,
  };
  switch (instruction.kind) {
    case 'Cmd':
    case 'Entrypoint':
      return startPlace(request, instruction, base);
    case 'Run':
      return { ...base, ...runTopic(request, instruction), last: causeText(request, instruction, 'Runs again') };
    case 'Copy':
    case 'Add':
      return {
        ...base,
        last: causeText(request, instruction, 'Copied again'),
        links: ['layer-cache', ...transferLinks(instruction)],
      };
    case 'From':
      return fromPlace(request, instruction, base);
    case 'Env':
      return { ...base, links: ['environment-configuration'] };
    case 'Arg':
      return { ...base, links: ['variables'] };
    case 'Expose':
      return { ...base, links: ['loopback'] };
    case 'User':
      return { ...base, links: ['users', 'distroless'] };
    case 'Workdir':
      return workdirPlace(request, instruction, base);
    case 'Onbuild':
      return { ...base, links: ['onbuild'] };
    default:
      return base;
  }
}

const transferLinks = (instruction: TransferInstruction): string[] =>
  flag(instruction, 'from') ? ['multi-stage'] : ['build-context', 'dockerignore'];

function workdirPlace({ document }: HoverRequest, instruction: Instruction, base: Place): Place {
  const next = document.instructions[instruction.index + 1];
  const stage = document.stageOf(instruction);
  const state = next && document.stageOf(next) === stage ? document.stateAt(next) : stage && document.finalState(stage);
  return state?.directory === undefined
    ? base
    : {
        ...base,
        first: `**WORKDIR** The directory from here on is ${code(state.directory)}; it is made when it is not there.`,
      };
}

/** A RUN is explained by what it does: packages, dependencies, or the shell itself. */
function runTopic({ document }: HoverRequest, instruction: Instruction): Pick<Place, 'topic' | 'links' | 'trap'> {
  const calls = commandsOf(document, instruction).flatMap(({ command }) => packageCommand(command) ?? []);
  if (instruction.heredocs.length > 0)
    return { topic: 'heredocs', links: ['run-shells', 'layer-cache', 'grouping-commands'] };
  if (calls.some((call) => dependencyInstall(call))) {
    return { topic: 'dependency-manifests', trap: undefined, links: ['dev-dependencies', 'layer-cache', 'run-shells'] };
  }
  if (calls.some((call) => SYSTEM_FAMILIES.has(call.family))) {
    return {
      topic: 'package-managers',
      trap: undefined,
      links: ['reproducible-builds', 'grouping-commands', 'layer-cache'],
    };
  }
  return { links: ['layer-cache', 'grouping-commands', 'image-layers'] };
}

const SYSTEM_FAMILIES: ReadonlySet<string> = new Set(['apt', 'apk', 'rpm', 'zypper']);

/** The sentence that ends the hover of RUN and COPY: what makes the line run again. */
function causeText(
  { document, facts, lineLink }: HoverRequest,
  instruction: Instruction,
  verb: string,
): string | undefined {
  const cause = cacheCause(document, instruction, facts);
  if (!cause) return undefined;
  const { instruction: origin } = cause;
  if (!origin || origin === instruction) return `${verb} when ${cause.when}.`;
  const text = document.source.text.slice(origin.span.start, origin.headEnd).split('\n')[0]?.trim() ?? origin.name;
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return `${verb} when ${cause.when}: ${lineLink(lineOf(origin), `line ${lineOf(origin)}`)}, ${code(shown)}.`;
}

function startPlace({ document }: HoverRequest, instruction: Instruction, base: Place): Place {
  const stage = document.stageOf(instruction);
  const first = (stage && startsLine(document, stage)) ?? base.first;
  const state = stage && document.finalState(stage);
  const links = [
    'dockerfile/no-cmd-after-shell-entrypoint',
    'exec-form-and-signals',
    'one-process',
    'logging',
    'environment-configuration',
    'loopback',
  ];
  const entry = state?.entrypoint;
  if (entry && isShellForm(entry)) {
    return {
      ...base,
      first,
      does: 'A shell stands in front: `CMD` and the words of `docker run` are dropped, and signals stop at the shell.',
      links,
    };
  }
  const does =
    entry && state.cmd
      ? 'The two are one list. Words after the image name in `docker run` replace `CMD` only.'
      : base.first.replace(/^\*\*\w+\*\* /, '');
  const bothJson = entry?.form?.kind === 'exec' && state?.cmd?.form?.kind === 'exec';
  const trap = bothJson
    ? 'Both are JSON lists, so no shell stands between; keep it so. In plain form `ENTRYPOINT` drops `CMD`, and SIGTERM may stop at `/bin/sh`. A script must end in `exec "$@"` for the same reason.'
    : base.trap;
  return { ...base, first, does, trap, links };
}

function fromPlace({ document }: HoverRequest, instruction: Instruction, base: Place): Place {
  const stage = document.stageOf(instruction);
  if (!stage) return base;
  const name = stage.name === undefined ? `stage ${stage.index}` : `stage ${code(stage.name)}`;
  const role = stage.ships
    ? stage === document.lastStage
      ? 'the image that ships'
      : 'a base of the image that ships'
    : stage.reached
      ? 'files of it are copied into a later stage'
      : 'no later stage uses it';
  return {
    ...base,
    first: `**Starts ${name}** of ${document.stages.length}: ${role}`,
    does: base.first.replace(/^\*\*FROM\*\* /, ''),
    links: ['multi-stage', 'layer-cache'],
  };
}

/** The mark that begins a here-document: what becomes of the lines below. */
function heredocPlace({ offset }: HoverRequest, instruction: Instruction): Place | undefined {
  const found = instruction.heredocs.find(({ mark }) => touches(mark, offset));
  if (!found) return undefined;
  const variables = found.expand ? 'the builder puts in variables' : 'variables stay as they are';
  const what = instruction.kind === 'Run' ? 'what this RUN reads' : `a file ${code(found.name)}; ${variables}`;
  const tabs = found.chomp ? '; tabs at the start of lines go' : '';
  return {
    span: found.mark,
    first: `**Here-document** up to the line ${code(found.name)}: ${what}${tabs}`,
    topic: 'heredocs',
  };
}

function flagPlace(request: HoverRequest, instruction: Instruction): Place | undefined {
  const found = instruction.flags.find((f) => touches(f.span, request.offset));
  if (!found) return undefined;
  const mount = instruction.kind === 'Run' ? instruction.mounts.find((m) => m.flag === found) : undefined;
  const field = mount && mountPlace(request, mount);
  if (field) return field;
  const reference = request.library.dockerfile.flags[instruction.name]?.[found.name];
  if (!reference) return undefined;
  return {
    span: touches(found.nameSpan, request.offset) ? found.nameSpan : found.span,
    first: `**\`--${found.name}\`** ${reference.does}`,
    does: detailText(reference),
    topic: reference.topic ?? topicOfFlag(found),
    links: found.name === 'from' ? ['multi-stage', 'stage-names'] : [],
  };
}

const topicOfFlag = (found: Flag): string =>
  found.name === 'from' ? 'multi-stage' : found.name === 'mount' ? 'build-mounts' : 'copy-and-add';

const detailText = (reference: {
  readonly values?: string;
  readonly default?: string;
  readonly since: string;
}): string =>
  [
    reference.values === undefined ? '' : `Values: ${reference.values}.`,
    reference.default === undefined
      ? ''
      : `Default: ${reference.default.includes('`') ? reference.default : code(reference.default)}.`,
    reference.since === '1.0' ? '' : `Needs \`# syntax=docker/dockerfile:${reference.since}\` or newer.`,
  ]
    .filter(Boolean)
    .join(' ');

function mountPlace({ offset, library }: HoverRequest, mount: Mount): Place | undefined {
  const field = mount.fields.find((f) => touches(f.span, offset));
  if (!field) return undefined;
  if (field.key === 'type') {
    const type =
      mount.type === 'bind' ||
      mount.type === 'cache' ||
      mount.type === 'tmpfs' ||
      mount.type === 'secret' ||
      mount.type === 'ssh'
        ? mount.type
        : undefined;
    const known = type && library.dockerfile.mountTypes[type];
    if (!known) return undefined;
    return {
      span: field.span,
      first: `**\`type=${type}\`** ${known.does}`,
      does: detailText(known),
      topic: known.topic,
      links: type === 'secret' ? ['secrets'] : [],
    };
  }
  const known = Object.entries(library.dockerfile.mountKeys).find(
    ([name, key]) => name === field.key || key.aliases.includes(field.key),
  );
  if (!known) return undefined;
  const [name, key] = known;
  return {
    span: touches(field.keySpan, offset) ? field.keySpan : field.span,
    first: `**\`${name}\`** of a ${mount.type} mount: ${key.does}`,
    does: `For: ${key.types.join(', ')}. ${detailText(key)}`,
    topic: 'build-mounts',
    links: mount.type === 'secret' ? ['secrets'] : [],
  };
}

function variablePlace(request: HoverRequest, instruction: Instruction): Place | undefined {
  const { document, offset } = request;
  const found = instructionVariables(document, instruction).find((v) => touches(v.span, offset));
  if (!found) return undefined;
  const resolution = document.resolve(found.name, instruction);
  return { ...variableText(request, found.name, resolution, instruction), span: found.span };
}

function instructionVariables(
  document: DockerfileDocument,
  instruction: Instruction,
): (VariableSegment | ShellVariable)[] {
  const words = [...instructionWords(instruction), ...bodiesOf(document, instruction)].flatMap((word) => [
    ...word.variables,
  ]);
  const mounts =
    instruction.kind === 'Run'
      ? instruction.mounts.flatMap((m) => m.fields.flatMap((f) => f.value?.variables ?? []))
      : [];
  const shell = scriptsOf(document, instruction).flatMap((site) => [
    ...site.script.commands.flatMap((command) => [
      ...command.words.flatMap((w) => w.variables),
      ...command.assignments.flatMap((a) => a.value?.variables ?? []),
    ]),
    ...site.script.looseWords.flatMap((word) => word.variables),
  ]);
  return [...words, ...mounts, ...shell].filter((v) => /^[A-Za-z_]/.test(v.name));
}

/** Here-documents that become files, in which the builder replaces variables too. */
const bodiesOf = (document: DockerfileDocument, instruction: Instruction): readonly Word[] =>
  instruction.heredocs.length > 0 && instruction.kind !== 'Run' ? expandedWords(document, instruction) : [];

/** The words of an instruction in which the builder replaces variables. */
function instructionWords(instruction: Instruction): Word[] {
  const flags = instruction.flags.flatMap((f) => f.value ?? []);
  switch (instruction.kind) {
    case 'From':
      return [...flags, ...(instruction.image ? [instruction.image] : [])];
    case 'Copy':
    case 'Add':
      return [...flags, ...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])];
    case 'Env':
    case 'Label':
    case 'Arg':
      return instruction.pairs.flatMap((pair) => [pair.key, ...(pair.value ? [pair.value] : [])]);
    case 'Expose':
      return [...instruction.ports];
    case 'Volume':
      return [...instruction.paths];
    case 'User':
    case 'Workdir':
    case 'Stopsignal':
      return instruction.value ? [instruction.value] : [];
    default:
      return flags;
  }
}

function variableText(
  request: HoverRequest,
  name: string,
  resolution: Resolution,
  instruction: Instruction,
): Omit<Place, 'span'> {
  const known = resolution.value === undefined ? '' : ` is ${code(resolution.value)}`;
  const topic = 'env-and-arg';
  switch (resolution.kind) {
    case 'env':
      return {
        first: `**\`${name}\`**${known}: \`ENV\` line ${lineOf(resolution.binding.instruction)}; set in the build and at run time`,
        topic,
        links: ['variables'],
      };
    case 'arg':
    case 'global-arg': {
      const where = `\`ARG\` line ${lineOf(resolution.binding.instruction)}`;
      const value =
        resolution.value === undefined
          ? `: ${where}, without a default; \`--build-arg\` gives the value`
          : `${known}: default of ${where}, which \`--build-arg\` replaces`;
      return { first: `**\`${name}\`**${value}; gone at run time`, topic, links: ['variables'] };
    }
    case 'automatic':
    case 'proxy':
      return {
        first: `**\`${name}\`** ${request.library.dockerfile.automaticArgs[name]?.does ?? 'Set by the builder.'}`,
        topic: 'variables',
      };
    case 'undeclared': {
      const shell =
        instruction.kind === 'Run' ||
        instruction.kind === 'Cmd' ||
        instruction.kind === 'Entrypoint' ||
        instruction.kind === 'Healthcheck';
      const hint = request.document.bindings(undefined).some((b) => b.name === name)
        ? `; the \`ARG\` above the first \`FROM\` does not reach here: repeat \`ARG ${name}\` in this stage`
        : shell
          ? '; the base image or the shell may'
          : '; the base image may';
      return { first: `**\`${name}\`** is not set in this file${hint}`, topic: 'variables' };
    }
  }
}

/** Parts of an instruction that have something to say for themselves. */
function partPlace(request: HoverRequest, instruction: Instruction): Place | undefined {
  const { offset } = request;
  switch (instruction.kind) {
    case 'From':
      if (instruction.image && touches(instruction.image.span, offset))
        return imagePlace(request, instruction, instruction.image);
      if (
        instruction.as &&
        touches(
          { start: instruction.as.keyword.start, end: instruction.as.name?.span.end ?? instruction.as.keyword.end },
          offset,
        )
      )
        return stageNamePlace(request, instruction);
      return undefined;
    case 'Copy':
    case 'Add':
      return transferPlace(request, instruction);
    case 'Env':
    case 'Arg':
    case 'Label': {
      const pair = instruction.pairs.find((p) => touches(p.span, offset));
      if (!pair) return undefined;
      if (instruction.kind === 'Label') return { ...keywordBase(request, instruction), span: pair.span };
      return pairPlace(request, instruction, pair.key.raw, pair.span);
    }
    case 'Expose':
    case 'Volume':
    case 'User':
    case 'Workdir':
    case 'Stopsignal':
    case 'Maintainer':
    case 'Onbuild':
    case 'Shell':
      return touches(instruction.body, offset)
        ? { ...(keywordPlace(request, instruction) ?? keywordBase(request, instruction)), span: instruction.body }
        : undefined;
    case 'Cmd':
    case 'Entrypoint':
      return touches(instruction.body, offset)
        ? { ...startPlace(request, instruction, keywordBase(request, instruction)), span: instruction.body }
        : undefined;
    case 'Healthcheck':
      return instruction.type && touches(instruction.type.span, offset)
        ? { ...keywordBase(request, instruction), span: instruction.type.span }
        : undefined;
    default:
      return undefined;
  }
}

function keywordBase({ library }: HoverRequest, instruction: Instruction): Place {
  const reference = library.dockerfile.instructions[instruction.name];
  return {
    span: instruction.keyword,
    first: `**${instruction.name}** ${reference?.does ?? ''}`,
    trap: reference?.trap,
    topic: reference?.topic,
  };
}

function pairPlace(request: HoverRequest, instruction: Instruction, name: string, span: Span): Place {
  const base = keywordBase(request, instruction);
  const after = request.document.instructions[instruction.index + 1];
  const value =
    instruction.kind === 'Env' || instruction.kind === 'Arg'
      ? instruction.pairs.find((p) => p.key.raw === name)?.value
      : undefined;
  const text = value && request.document.valueOf(value, instruction);
  const what = text === undefined ? '' : ` = ${code(text)}`;
  const life =
    instruction.kind === 'Env'
      ? 'in the build from the next line on, and at run time'
      : after || instruction.kind === 'Arg'
        ? 'in the build only; `--build-arg` replaces it'
        : '';
  if (isSecretName(name))
    return {
      ...base,
      span,
      first: `**\`${name}\`**: readable by everyone who has the image`,
      topic: 'secrets',
      trap: undefined,
      links: ['env-and-arg'],
    };
  if (text !== undefined && /^(?:127\.0\.0\.1|localhost)\b/.test(text))
    return {
      ...base,
      span,
      first: `**\`${name}\`**${what}: the container itself; what listens there is reachable from inside only`,
      topic: 'loopback',
      trap: undefined,
    };
  const automatic = instruction.kind === 'Arg' ? request.library.dockerfile.automaticArgs[name] : undefined;
  if (automatic) return { ...base, span, first: `**\`${name}\`** ${automatic.does}`, topic: 'variables' };
  return { ...base, span, first: `**\`${name}\`**${what}: ${life}`, links: ['environment-configuration', 'variables'] };
}

function stageNamePlace({ document }: HoverRequest, instruction: Instruction): Place | undefined {
  const stage = document.stageOf(instruction);
  if (!stage || instruction.kind !== 'From' || !instruction.as?.name) return undefined;
  const users = document.stages.flatMap((s) =>
    s.dependencies
      .filter((d) => d.target.kind === 'stage' && d.target.stage === stage.index)
      .map((d) => `line ${lineOf(d.instruction)}`),
  );
  const used =
    users.length === 0
      ? stage === document.lastStage
        ? 'the image that is built by default'
        : 'nothing in this file refers to it'
      : `used in ${[...new Set(users)].join(', ')}`;
  return {
    span: { start: instruction.as.keyword.start, end: instruction.as.name.span.end },
    first: `**Stage ${code(instruction.as.name.raw)}**: ${used}`,
    topic: 'stage-names',
    links: ['multi-stage'],
  };
}

function transferPlace(request: HoverRequest, instruction: TransferInstruction): Place | undefined {
  const { document, offset, facts } = request;
  const { destination } = instruction;
  if (destination && touches(destination.span, offset)) {
    return {
      ...keywordBase(request, instruction),
      span: destination.span,
      first: destinationText(document, instruction),
      topic: 'directories-and-slashes',
      trap: undefined,
    };
  }
  const source = instruction.sources.find((word) => touches(word.span, offset));
  if (!source || flag(instruction, 'from')) return undefined;
  const path = document.valueOf(source, instruction);
  const clean = path === undefined ? undefined : joinPath('.', path);
  const folder = clean !== undefined && facts.context && (clean === '.' || facts.context.kind(clean) === 'folder');
  const size = folder && facts.context ? contextSize(facts.context, clean) : undefined;
  if (!size)
    return {
      ...keywordBase(request, instruction),
      span: source.span,
      last: causeText(request, instruction, 'Copied again'),
      links: ['build-context'],
    };
  const parts = size.largest
    .filter((item) => item.bytes * 20 > size.bytes)
    .map((item) => `${code(item.name)} ${formatBytes(item.bytes)}`);
  const secrets = size.secrets.length > 0 ? `; looks secret: ${size.secrets.map(code).join(', ')}` : '';
  const total = `${size.more ? 'more than ' : ''}${formatBytes(size.bytes)} in ${formatCount(size.files)} file${size.files === 1 ? '' : 's'}`;
  return {
    span: source.span,
    first: `**Carries** ${total}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}${secrets}`,
    topic: 'build-context',
    last: causeText(request, instruction, 'Copied again'),
    links: ['dockerignore', 'secrets', 'dockerfile/require-dockerignore'],
  };
}

function destinationText(document: DockerfileDocument, instruction: TransferInstruction): string {
  const raw = instruction.destination?.raw ?? '';
  const { directory } = document.stateAt(instruction);
  const value = instruction.destination && document.valueOf(instruction.destination, instruction);
  const full =
    value === undefined || (!value.startsWith('/') && directory === undefined)
      ? undefined
      : value.startsWith('/')
        ? value
        : `${directory === '/' ? '' : directory}/${value.replace(/^\.\/?/, '')}`;
  const kind =
    raw.endsWith('/') || raw === '.' ? 'a folder' : 'a folder only if the source is one, or it is there already';
  return `**Goes to** ${code(full ?? raw)}: ${kind}`;
}

function imagePlace({ document, facts, library }: HoverRequest, instruction: Instruction, image: Word): Place {
  const stage = document.stageOf(instruction);
  if (stage?.base.kind === 'scratch')
    return {
      span: image.span,
      first: '**`scratch`**: nothing at all; no shell, no certificates, no user names, no time zones',
      topic: 'scratch',
      links: ['distroless', 'dockerfile/scratch-needs-static'],
    };
  if (stage?.base.kind === 'stage') {
    const { from, name, index } = stage.base.stage;
    return {
      span: image.span,
      first: `**Stage ${code(name ?? String(index))}** of line ${lineOf(from)}, with its files, \`ENV\`, \`USER\` and \`WORKDIR\``,
      topic: 'multi-stage',
      links: ['stage-names'],
    };
  }
  const text = stage?.imageText;
  if (text === undefined)
    return {
      span: image.span,
      first: `**${code(image.raw)}**: an image whose name is not known before the build`,
      topic: 'image-references',
    };
  const reference = parseImage(text);
  const tag =
    reference.tag === undefined && reference.digest === undefined
      ? 'no tag, which means `latest`'
      : reference.tag === undefined
        ? 'no tag'
        : `tag ${code(reference.tag)}`;
  const digest = reference.digest === undefined ? 'no digest' : `digest ${code(`${reference.digest.slice(0, 19)}…`)}`;
  const known = knownImage(library, reference.text, canonicalName(reference));
  const official = officialName(reference);
  const who = [
    official === undefined ? '' : 'Docker Official Image',
    known?.defaultUser ? `starts as ${known.defaultUser}` : '',
  ]
    .filter(Boolean)
    .join(', ');
  const latest = reference.tag === undefined || reference.tag === 'latest' ? known?.latestMeans : undefined;
  const version = official === undefined ? undefined : facts.projectVersion(official);
  const pinned = (reference.tag === undefined || reference.tag === 'latest') && reference.digest === undefined;
  return {
    span: image.span,
    first: `**\`${canonicalName(reference)}\`**, ${tag}, ${digest}${who ? `: ${who}` : ''}`,
    does:
      [known ? `${known.what}.` : '', latest ? `\`latest\` here: ${latest}.` : ''].filter(Boolean).join(' ') ||
      undefined,
    topic: 'image-references',
    ...(pinned && version ? { last: `${code(version.source)} says **${version.tag}**.` } : {}),
    links: ['dockerfile/no-latest-tag', 'digests', 'base-images', 'trusted-images', 'distroless'],
  };
}

function knownImage(library: Library, text: string, canonical: string): KnownImage | undefined {
  const { officialImages } = library.dockerfile;
  const short = canonical.replace(/^docker\.io\/(?:library\/)?/, '');
  const exact = officialImages[short];
  if (exact) return exact;
  const prefix = Object.keys(officialImages).find(
    (name) => name.endsWith('/*') && (short.startsWith(name.slice(0, -1)) || text.startsWith(name.slice(0, -1))),
  );
  return prefix === undefined ? undefined : officialImages[prefix];
}

/** A program in a RUN, or the shell text around it. */
function commandPlace(request: HoverRequest, instruction: Instruction): Place | undefined {
  const { document, offset } = request;
  const command = commandsOf(document, instruction)
    .map((node) => node.command)
    .find((c) => c.programWord && touches(c.programWord.span, offset));
  if (!command?.programWord) return undefined;
  const place = programPlace(command);
  if (place) return { ...place, span: command.programWord.span, last: causeText(request, instruction, 'Runs again') };
  const interpreter = interpreterAt(document, instruction);
  return {
    span: command.programWord.span,
    first: `**\`${command.program ?? command.programWord.raw}\`** run by ${code([interpreter.name, ...interpreter.options].join(' '))}${document.stateAt(instruction).directory ? ` in ${code(document.stateAt(instruction).directory ?? '')}` : ''}`,
    topic: instruction.kind === 'Healthcheck' ? 'health-checks' : 'run-shells',
    last: instruction.kind === 'Run' ? causeText(request, instruction, 'Runs again') : undefined,
    links: ['shell'],
  };
}

function programPlace(command: ShellCommand): Omit<Place, 'span'> | undefined {
  if (command.wrappers.some((w) => w.name === 'sudo'))
    return {
      first: '**`sudo`** in an image: `RUN` is root already, and the program stays behind',
      topic: 'distroless',
      links: ['dockerfile/no-sudo', 'users'],
    };
  const call = packageCommand(command);
  if (!call) return undefined;
  if (SYSTEM_FAMILIES.has(call.family)) {
    const names = call.packages
      .map((p) => p.name)
      .slice(0, 4)
      .join(', ');
    return {
      first: `**\`${call.manager}\`** ${call.action === 'install' ? `installs ${names || 'packages'}` : call.action}`,
      topic: 'package-managers',
      links: ['reproducible-builds', 'grouping-commands'],
    };
  }
  const install = dependencyInstall(call);
  if (install)
    return {
      first: `**\`${install.name}\`** installs what \`${install.manifest || 'the command'}\` names`,
      topic: 'dependency-manifests',
      links: ['dev-dependencies', 'layer-cache'],
    };
  return { first: `**\`${call.manager}\`** ${call.subcommand}`, topic: 'dependency-manifests' };
}
