import { cleanPath, joinPath, parseInt10, Refusal } from './go';
import { type Command, type CopyCommand, readCommand, type StageCommand } from './instructions';
import { EMPTY_ENV, type Env, type Lexed, lex, type Value } from './lexer';
import { type Problem, parseDockerfile } from './parser';
import {
  checkMode,
  checkPlatform,
  checkPort,
  checkReference,
  checkSignal,
  isDigest,
  type Mount,
  readMount,
  sourceKind,
} from './values';

export interface Located<C extends Command = Command> {
  readonly line: number;
  readonly command: C;
}

export interface StageText {
  readonly from: Located<StageCommand>;
  readonly commands: readonly Located[];
}

export interface ResolvedStage {
  readonly name: string;
  /** The base with its variables replaced where they are known. */
  readonly base: string;
}

/** A stage, or an image that `--from` names. */
interface Source {
  readonly index: number;
  readonly name: string;
}

interface Stage extends Source {
  readonly line: number;
  readonly base: string;
  readonly parent: Stage | undefined;
  readonly commands: readonly Located[];
  /** At its end, once its commands are judged; what is built on it starts with a copy. */
  scope: Scope;
}

const AUTOMATIC = [
  ...['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT', 'TARGETPLATFORM', 'TARGETOS'],
  ...['TARGETOSVERSION', 'TARGETARCH', 'TARGETVARIANT', 'TARGETSTAGE'],
];
const NOT_IN_ENV = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables with what is known of them. Those that an image may bring along are unknown, not unset. */
class Scope implements Env {
  constructor(
    private readonly values: Map<string, Value>,
    private readonly complete: boolean,
    /** Undefined when only the base image knows it. */
    public workdir: string | undefined,
  ) {}

  get(name: string): Value {
    return this.values.get(name) ?? (this.complete ? undefined : 'unknown');
  }

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }

  copy(): Scope {
    return new Scope(new Map(this.values), this.complete, this.workdir);
  }
}

/** Resolves stages and judges what depends on them and on variables. Every stage is judged, needed or not. */
export function judgeStages(
  globalArgs: readonly Located[],
  texts: readonly StageText[],
  escape: string,
): { stages: readonly ResolvedStage[]; problems: readonly Problem[] } {
  return new Judge(escape).run(globalArgs, texts);
}

class Judge {
  private readonly problems: Problem[] = [];
  private readonly globals = new Scope(new Map(AUTOMATIC.map((name) => [name, 'unknown'])), true, undefined);
  private readonly byName = new Map<string, Stage>();
  private readonly stages: Stage[] = [];
  /** Stages first, then every image and empty source that a command names, in order: indexes may even point at these. */
  private readonly sources: Source[] = [];
  private readonly dependencies = new Map<Stage, { readonly source: Source; readonly line: number }[]>();
  private readonly sourceOf = new Map<Located, readonly Source[]>();

  constructor(private readonly escape: string) {}

  run(globalArgs: readonly Located[], texts: readonly StageText[]) {
    for (const arg of globalArgs) this.attempt(arg.line, () => this.globalArg(arg.command));
    for (const text of texts) this.attempt(text.from.line, () => this.register(text));
    for (const stage of this.stages) this.connect(stage);
    this.findCycles();
    for (const stage of this.stages) this.dispatch(stage);
    return { stages: this.stages.map(({ name, base }) => ({ name, base })), problems: this.problems };
  }

  private attempt(line: number, action: () => void): void {
    try {
      action();
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.problems.push({ line, message: problem.message });
    }
  }

  private lex(word: string, env: Env): Lexed {
    return lex(word, env, { escape: this.escape });
  }

  /** The word with its variables replaced; undefined when only the build knows the result. */
  private expand(word: string, env: Env): string | undefined {
    const { text, known } = this.lex(word, env);
    return known ? text : undefined;
  }

  private globalArg(command: Command): void {
    if (command.kind !== 'arg') return;
    for (const { name, value } of command.args) {
      if (value === undefined) {
        this.globals.set(name, this.globals.get(name) ?? 'unknown');
        continue;
      }
      const text = this.expand(value, this.globals);
      this.globals.set(name, text === undefined ? 'unknown' : { text });
    }
  }

  private register({ from, commands }: StageText): void {
    const { base, name, platform } = from.command;
    const text = this.attemptBase(from.line, base);
    this.attempt(from.line, () => this.platform(platform));
    const parent = text === undefined ? undefined : this.byName.get(text);
    const index = this.stages.length;
    const stage: Stage = {
      index,
      name,
      line: from.line,
      base: text ?? base,
      parent,
      commands,
      scope: imageScope(text),
    };
    this.stages.push(stage);
    this.sources.push(stage);
    this.dependencies.set(stage, []);
    if (name !== '') this.byName.set(name, stage);
    if (!parent && text !== undefined && text !== 'scratch') this.attempt(from.line, () => checkReference(text));
  }

  /** A base that cannot be read still makes a stage, so that numbers and names behind it stay right. */
  private attemptBase(line: number, base: string): string | undefined {
    let text: string | undefined;
    this.attempt(line, () => {
      text = this.expand(base, this.globals);
      if (text !== '') return;
      text = undefined;
      throw new Refusal(`base name (${base}) should not be blank`);
    });
    return text;
  }

  private platform(platform: string): void {
    if (platform === '') return;
    const text = this.expand(platform, this.globals);
    if (text === '') throw new Refusal(`empty platform value from expression ${platform}`);
    if (text !== undefined) checkPlatform(text);
  }

  /** Finds what the commands copy or mount from; by then every stage is known, so the last of a name counts. */
  private connect(stage: Stage): void {
    for (const located of stage.commands) this.attempt(located.line, () => this.connectCommand(stage, located));
  }

  private connectCommand(stage: Stage, located: Located): void {
    const { command, line } = located;
    const sources: Source[] = [];
    if (command.kind === 'copy' && command.from !== '') sources.push(this.copySource(command.from));
    if (command.kind === 'run') {
      for (const mount of command.mounts) sources.push(this.named(readMount(mount)?.from || 'scratch'));
    }
    this.sourceOf.set(located, sources);
    for (const source of sources) {
      this.dependencies.get(stage)?.push({ source, line });
      if (source.index < 0) this.sources.push(source);
    }
  }

  private copySource(from: string): Source {
    const text = lex(from, EMPTY_ENV, { escape: this.escape }).text;
    if (text !== from) {
      const advice = 'define a new stage with FROM using ARG from global scope as a workaround';
      throw new Refusal(`variable expansion is not supported for --from, ${advice}`);
    }
    const index = parseInt10(from, 64);
    if (index === undefined) return this.named(from);
    const source = this.sources[index];
    if (index < 0 || !source) throw new Refusal(`invalid stage index ${index}`);
    return source;
  }

  private named(name: string): Source {
    const stage = this.byName.get(name.toLowerCase());
    if (stage) return stage;
    if (name !== 'scratch') checkReference(name);
    return { index: -1, name };
  }

  private findCycles(): void {
    const done = new Set<Stage>();
    const visit = (stage: Stage, path: readonly Stage[]): void => {
      if (done.has(stage)) return;
      done.add(stage);
      for (const { source, line } of this.dependencies.get(stage) ?? []) {
        const next = this.stages.find((candidate) => candidate === source);
        if (!next) continue;
        if (next === stage || path.includes(next)) {
          this.problems.push({ line, message: `circular dependency detected on stage: ${stage.name || stage.index}` });
        } else {
          visit(next, [...path, stage]);
        }
      }
    };
    for (const stage of this.stages) visit(stage, []);
  }

  private dispatch(stage: Stage): void {
    if (stage.parent) stage.scope = stage.parent.scope.copy();
    const triggers = this.triggers(stage);
    for (const trigger of triggers) this.attempt(trigger.line, () => this.connectCommand(stage, trigger));
    for (const located of [...triggers, ...stage.commands]) {
      this.attempt(located.line, () => this.judge(located, stage, stage.scope));
    }
  }

  /** The ONBUILD instructions of the stage that this one is built on. */
  private triggers(stage: Stage): Located[] {
    const out: Located[] = [];
    for (const { command } of stage.parent?.commands ?? []) {
      if (command.kind !== 'onbuild') continue;
      this.attempt(stage.line, () => {
        const { nodes, problems } = parseDockerfile(command.trigger);
        const [problem] = problems;
        if (problem) throw new Refusal(problem.message);
        const [node] = nodes;
        if (!node || nodes.length !== 1) throw new Refusal('onbuild trigger should be a single expression');
        out.push({ line: stage.line, command: readCommand(node) });
      });
    }
    return out;
  }

  private judge(located: Located, stage: Stage, scope: Scope): void {
    const { command } = located;
    switch (command.kind) {
      case 'env':
        this.env(command.pairs, scope);
        break;
      case 'label':
        for (const word of command.pairs.flat()) this.lex(word, scope);
        break;
      case 'arg':
        this.arg(command.args, scope);
        break;
      case 'workdir':
        this.workdir(this.expand(command.value, scope), scope);
        break;
      case 'user':
        this.lex(command.value, scope);
        break;
      case 'stopsignal': {
        const signal = this.expand(command.value, scope);
        if (signal !== undefined) checkSignal(signal);
        break;
      }
      case 'volume':
        for (const value of command.values) {
          if (this.expand(value, scope) === '') throw new Refusal('VOLUME specified can not be an empty string');
        }
        break;
      case 'expose':
        for (const value of command.values) {
          const { words, known } = this.lex(value, scope);
          if (known) words.forEach(checkPort);
        }
        break;
      case 'copy':
      case 'add':
        this.copy(located, command, stage, scope);
        break;
      case 'run':
        this.mounts(located, command.mounts, stage, scope);
        break;
      default:
    }
  }

  private env(pairs: readonly (readonly [string, string])[], scope: Scope): void {
    // All words see the variables as they were before the instruction.
    const values = pairs.map(([name, value]) => [this.expand(name, scope), this.expand(value, scope)] as const);
    for (const [name, text] of values) {
      if (name !== undefined) scope.set(name, text === undefined ? 'unknown' : { text });
    }
  }

  private arg(args: readonly { readonly name: string; readonly value?: string }[], scope: Scope): void {
    for (const { name, value } of args) {
      let set: Value;
      if (value === undefined) {
        set = this.globals.get(name) ?? scope.get(name) ?? 'unknown';
      } else {
        const text = this.expand(value, scope);
        set = text === undefined ? 'unknown' : { text };
      }
      if (!NOT_IN_ENV.has(name)) scope.set(name, set);
    }
  }

  private workdir(path: string | undefined, scope: Scope): void {
    if (path === undefined) scope.workdir = undefined;
    else if (path.startsWith('/')) scope.workdir = path;
    else if (scope.workdir !== undefined) scope.workdir = joinPath(scope.workdir || '/', path);
  }

  private copy(located: Located, command: CopyCommand, stage: Stage, scope: Scope): void {
    this.lex(command.chown, scope);
    const chmod = this.expand(command.chmod, scope);
    const checksum = this.expand(command.checksum, scope);
    const sources = command.sources.map((source) => this.expand(source, scope));
    this.lex(command.destination, scope);
    for (const { content, expand } of command.contents) {
      if (expand) lex(content, scope, { escape: '\\', skipQuotes: true });
    }
    this.checkOrder(located, stage, `cannot copy from stage "${command.from}", it needs to be defined before`);
    if (chmod) checkMode(chmod);
    if (checksum) this.checksum(checksum, sources);
    if (command.kind === 'add') return;
    for (const source of sources) {
      const kind = sourceKind(source ?? '');
      if (kind !== 'path') throw new Refusal(`source can't be a ${kind === 'git' ? 'git ref' : 'URL'} for COPY`);
    }
  }

  private checksum(checksum: string, sources: readonly (string | undefined)[]): void {
    const [source] = sources;
    if (sources.length !== 1) throw new Refusal("checksum can't be specified for multiple sources");
    if (source === undefined) return;
    const kind = sourceKind(source);
    if (kind === 'path') throw new Refusal('checksum requires HTTP(S) or Git sources');
    if (kind === 'http' && !isDigest(checksum)) throw new Refusal(`invalid checksum digest format: ${checksum}`);
  }

  private mounts(located: Located, mounts: readonly string[], stage: Stage, scope: Scope): void {
    const read = mounts.map((mount) => readMount(mount, (word) => this.expand(word, scope)));
    this.checkOrder(located, stage, 'cannot mount from a stage that is not defined before');
    for (const mount of read) {
      if (mount && mount.type !== 'secret' && mount.type !== 'ssh') checkTarget(mount, scope.workdir);
    }
  }

  /** A source must stand above. What the stage takes from itself is reported as circular. */
  private checkOrder(located: Located, stage: Stage, message: string): void {
    for (const source of this.sourceOf.get(located) ?? []) {
      if (source.index > stage.index) throw new Refusal(message);
    }
  }
}

function imageScope(base: string | undefined): Scope {
  if (base !== 'scratch') return new Scope(new Map(), false, undefined);
  return new Scope(new Map([['PATH', { text: DEFAULT_PATH }]]), true, '');
}

function checkTarget(mount: Mount, workdir: string | undefined): void {
  if (cleanPath(mount.target).startsWith('/')) {
    if (mount.target === '/') throw new Refusal('invalid mount target "/"');
  } else if (workdir !== undefined && joinPath('/', workdir, mount.target) === '/') {
    throw new Refusal('invalid mount target "/"');
  }
}
