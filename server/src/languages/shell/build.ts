import type {
  AndOr,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundList,
  HereDoc,
  If,
  ParseError,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
} from 'unbash';
import { forEachChild } from 'unbash';
import { Memo } from '../../core/memo';
import type { Span } from '../../core/span';
import { findBashisms } from './bashisms';
import type {
  Bashism,
  Nesting,
  ShellAssignment,
  ShellCommand,
  ShellError,
  ShellHeredoc,
  ShellOperator,
  ShellPipeline,
  ShellPipelineStage,
  ShellRedirection,
  ShellScope,
  ShellScript,
  ShellStatement,
  ShellVariable,
  ShellWord,
  ShellWrapper,
} from './model';
import { bareGaps, GAP, withoutGaps } from './prepare';
import {
  assignmentWord,
  mayHoldScript,
  plainWord,
  scanWord,
  substitutionsIn,
  type WordFacts,
  wordFacts,
} from './words';
import { type EffectiveProgram, effectiveProgram, scriptWord } from './wrappers';

/** Where a parsed text stands in the file. */
export interface Frame {
  readonly tree: Tree;
  /** The tree's text, or what backticks hold once their escapes are removed. */
  readonly text: string;
  readonly base: number;
  /** When offsets cannot be mapped (escapes inside backticks or quotes), the span that stands for all of them. */
  readonly collapsed: Span | undefined;
}

/** A parsed text, wherever it stands. */
export interface Tree {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly errors: readonly ParseError[];
  /** Words and operators only; facts of words come from their raw text. */
  readonly approximate: boolean;
  /** What is known of words, by node; shared by all places where the same text stands. */
  readonly facts: Map<Word, WordFacts>;
}

export type ParseTree = (text: string) => Tree;

const NOTHING: readonly never[] = [];

const at = (frame: Frame, pos: number, end: number): Span =>
  frame.collapsed ?? { start: pos + frame.base, end: end + frame.base };

/** A word whose facts are worked out when first asked for. */
class BuiltWord implements ShellWord {
  // `declare`: field initializers cost more than the rest of the constructor until it is optimized.
  declare private facts: WordFacts | undefined;
  declare private readonly frame: Frame;
  declare private readonly node: Word;

  constructor(frame: Frame, node: Word) {
    this.facts = undefined;
    this.frame = frame;
    this.node = node;
  }

  private get known(): WordFacts {
    this.facts ??= this.lookUp();
    return this.facts;
  }

  private lookUp(): WordFacts {
    const { raw, node } = this;
    const plain = plainWord(raw);
    if (plain) return plain;
    const { facts, approximate } = this.frame.tree;
    const remembered = facts.get(node);
    if (remembered) return remembered;
    const found = approximate ? scanWord(raw, node.pos) : wordFacts(node, raw);
    facts.set(node, found);
    return found;
  }

  get span(): Span {
    return at(this.frame, this.node.pos, this.node.end);
  }
  get raw(): string {
    return withoutGaps(this.frame.text.slice(this.node.pos, this.node.end));
  }
  get value(): string | undefined {
    return this.known.value;
  }
  get literalPrefix(): string {
    return this.known.literalPrefix;
  }
  get variables(): readonly ShellVariable[] {
    const { variables } = this.known;
    if (variables.length === 0) return NOTHING;
    return variables.map((variable) => ({ ...variable, span: at(this.frame, variable.span.start, variable.span.end) }));
  }
  get hasExpansion(): boolean {
    return this.known.hasExpansion;
  }
  get hasCommandSubstitution(): boolean {
    return this.known.hasCommandSubstitution;
  }
  get quoted(): boolean {
    return this.known.quoted;
  }
  get glob(): boolean {
    return this.known.glob;
  }
  get braces(): boolean {
    return this.known.braces;
  }
  get tilde(): boolean {
    return this.known.tilde;
  }
}

/** The pieces of a command that are read off the tree at once. */
interface CommandParts {
  readonly span: Span;
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly declarations: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
}

/** A command whose effective program is worked out when first asked for. */
class BuiltCommand implements ShellCommand {
  declare readonly span: Span;
  declare readonly words: readonly ShellWord[];
  declare readonly assignments: readonly ShellAssignment[];
  declare readonly declarations: readonly ShellAssignment[];
  declare readonly redirections: readonly ShellRedirection[];
  declare readonly background: boolean;
  declare readonly negated: boolean;
  declare readonly nesting: readonly Nesting[];
  declare readonly scope: ShellScope | undefined;
  declare readonly conditional: boolean;
  declare readonly statement: ShellStatement;
  declare readonly pipeline: ShellCommand['pipeline'];
  declare script: ShellScript | undefined;
  declare private effective: EffectiveProgram | undefined;
  declare readonly memo: Memo;

  constructor(parts: CommandParts, ctx: Context, statement: ShellStatement, pipeline: ShellCommand['pipeline']) {
    this.span = parts.span;
    this.words = parts.words;
    this.assignments = parts.assignments;
    this.declarations = parts.declarations;
    this.redirections = parts.redirections;
    this.background = ctx.background;
    this.negated = ctx.negated;
    this.nesting = ctx.nesting;
    this.scope = ctx.scope;
    this.conditional = ctx.conditional;
    this.statement = statement;
    this.pipeline = pipeline;
    this.script = undefined;
    this.effective = undefined;
    this.memo = new Memo();
  }

  private get run(): EffectiveProgram {
    this.effective ??= effectiveProgram(this.words);
    return this.effective;
  }
  get program(): string | undefined {
    return this.run.program;
  }
  get programWord(): ShellWord | undefined {
    return this.run.programWord;
  }
  get args(): readonly ShellWord[] {
    return this.run.args;
  }
  get wrappers(): readonly ShellWrapper[] {
    return this.run.wrappers;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What is known of the surroundings while the tree is walked. */
interface Context {
  readonly frame: Frame;
  readonly nesting: readonly Nesting[];
  readonly scope: ShellScope | undefined;
  readonly conditional: boolean;
  readonly background: boolean;
  readonly negated: boolean;
  readonly statement: OpenStatement | undefined;
  readonly depth: number;
}

type OpenStatement = Writable<Omit<ShellStatement, 'commands' | 'siblings' | 'parent'>> & {
  commands: ShellCommand[];
  siblings: ShellStatement[];
  parent: OpenStatement | undefined;
};

type OpenPipeline = Writable<Omit<ShellPipeline, 'stages'>> & { stages: ShellPipelineStage[] };

/** Lists for one script. */
export interface Built {
  readonly statements: ShellStatement[];
  readonly commands: ShellCommand[];
  readonly pipelines: ShellPipeline[];
  readonly looseWords: ShellWord[];
  readonly errors: ShellError[];
}

const ROOT: Omit<Context, 'frame'> = {
  nesting: NOTHING,
  scope: undefined,
  conditional: false,
  background: false,
  negated: false,
  statement: undefined,
  depth: 0,
};

/** Whether a command's text can be one that holds a script in a word: a shell, `su` or `runuser` with `-c`, `eval`. */
const mayEmbed = (text: string): boolean =>
  text.includes('eval') || (text.includes('c') && (/s[hu]["']?[ \t]/.test(text) || text.includes('runuser')));

/** How deep scripts in scripts are followed. */
const MAX_EMBEDDING = 8;

const OPERATOR: Readonly<Record<string, ShellOperator>> = { ';': ';', '&': '&', '\n': '\n' };

const isSkipped = (c: string): boolean => c === ' ' || c === '\t' || c === '\r' || c === GAP;

/** Skips blanks and `\`+newline. */
function skipBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    if (isSkipped(text.charAt(i))) i++;
    else if (text.charAt(i) === '\\' && text.charAt(i + 1) === '\n') i += 2;
    else break;
  }
  return i;
}

interface FoundOperator {
  readonly operator: ShellOperator;
  readonly span: Span;
}

/** The separator behind a statement that ends at `end`: `;`, `&` or a line end with more behind it. */
function separatorAfter(frame: Frame, statement: Statement, hasNext: boolean): FoundOperator | undefined {
  const { text } = frame;
  if (statement.background) return { operator: '&', span: at(frame, statement.end - 1, statement.end) };
  let i = skipBlanks(text, statement.end);
  if (text.charAt(i) === '#') {
    i = text.indexOf('\n', i);
    if (i < 0) return undefined;
  }
  const operator = OPERATOR[text.charAt(i)];
  if (!operator || (operator === '\n' && !hasNext)) return undefined;
  if (operator === ';' && text.charAt(i + 1) === ';') return undefined;
  return { operator, span: at(frame, i, i + 1) };
}

function kindOf(node: PipelineNode): ShellStatement['kind'] {
  if (node.type === 'Command') return 'command';
  if (node.type !== 'Pipeline') return 'compound';
  const [first] = node.commands;
  if (node.commands.length > 1) return 'pipeline';
  return first?.type === 'Command' ? 'command' : 'compound';
}

/** The text of a whole-word quoted script, when its characters stand one to one in the file. */
function transparentText(
  word: ShellWord,
  frameText: string,
): { readonly text: string; readonly skip: number } | undefined {
  const quote = frameText.charAt(0);
  const inner = frameText.slice(1, -1);
  if (quote === "'" && frameText.endsWith("'") && frameText.length > 1 && !inner.includes("'"))
    return { text: inner, skip: 1 };
  if (quote === '"' && frameText.endsWith('"') && frameText.length > 1 && !/^\s*\$|["\\`]|\$\(/.test(inner)) {
    return { text: inner, skip: 1 };
  }
  return !word.quoted && word.value !== undefined ? { text: frameText, skip: 0 } : undefined;
}

/** Walks a tree once and fills the lists of a script, everything in source order. */
class Builder {
  readonly built: Built = { statements: [], commands: [], pipelines: [], looseWords: [], errors: [] };
  readonly #parse: ParseTree;

  constructor(parse: ParseTree) {
    this.#parse = parse;
  }

  list(nodes: readonly Statement[], ctx: Context, top: ShellStatement[]): void {
    nodes.forEach((node, i) => {
      const background = ctx.background || node.background === true;
      const inner = background === ctx.background ? ctx : { ...ctx, background };
      const after = separatorAfter(ctx.frame, node, i + 1 < nodes.length);
      if (node.command.type === 'AndOr') this.andOr(node.command, inner, top, after);
      else this.statement(node.command, inner, top, after);
    });
  }

  andOr(node: AndOr, ctx: Context, top: ShellStatement[], after: FoundOperator | undefined): void {
    node.commands.forEach((element, i) => {
      const operator = node.operators[i];
      const conditional = ctx.conditional || (i > 0 && node.operators[i - 1] === '||');
      const inner = conditional === ctx.conditional ? ctx : { ...ctx, conditional };
      const pos = skipBlanks(ctx.frame.text, element.end);
      const behind = operator ? { operator, span: at(ctx.frame, pos, pos + 2) } : after;
      this.statement(element, inner, top, behind);
    });
  }

  statement(node: PipelineNode, ctx: Context, top: ShellStatement[], after: FoundOperator | undefined): void {
    if (this.isGap(node, ctx)) return;
    const statement: OpenStatement = {
      span: at(ctx.frame, node.pos, node.end),
      kind: kindOf(node),
      index: top.length,
      siblings: top,
      parent: ctx.statement,
      commands: [],
      operator: after?.operator,
      operatorSpan: after?.span,
    };
    top.push(statement);
    this.node(node, { ...ctx, statement });
  }

  /** A command that consists of marks for removed code units only. */
  isGap(node: PipelineNode, ctx: Context): boolean {
    if (node.type !== 'Command' || node.suffix.length > 0 || node.prefix.length > 0) return false;
    return withoutGaps(ctx.frame.text.slice(node.pos, node.end)) === '';
  }

  node(node: PipelineNode, ctx: Context): void {
    if (node.type === 'Pipeline') this.pipeline(node, ctx);
    else this.commandNode(node, ctx);
  }

  pipeline(node: Pipeline, ctx: Context): void {
    const bangs = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
    const inner = bangs % 2 === 1 ? { ...ctx, negated: !ctx.negated } : ctx;
    const [only] = node.commands;
    if (node.commands.length === 1 && only) {
      this.commandNode(only, inner);
      return;
    }
    if (!ctx.statement) return;
    const stages: ShellPipelineStage[] = [];
    const pipeline: OpenPipeline = {
      span: at(ctx.frame, node.pos, node.end),
      stages,
      operatorSpans: this.pipeSpans(node, ctx.frame),
      negated: inner.negated,
      statement: ctx.statement,
      scope: ctx.scope,
    };
    this.built.pipelines.push(pipeline);
    node.commands.forEach((stage, index) => {
      stages.push(this.stage(stage, inner, { index, size: node.commands.length, pipeline }));
    });
  }

  pipeSpans(node: Pipeline, frame: Frame): readonly Span[] {
    return node.operators.map((operator, i) => {
      const pos = skipBlanks(frame.text, node.commands[i]?.end ?? node.pos);
      return at(frame, pos, pos + operator.length);
    });
  }

  stage(node: CommandNode, ctx: Context, place: NonNullable<ShellCommand['pipeline']>): ShellPipelineStage {
    const first = this.built.commands.length;
    const command = node.type === 'Command' ? this.command(node, ctx, place) : undefined;
    if (!command) this.commandNode(node, ctx);
    return { span: at(ctx.frame, node.pos, node.end), command, commands: this.built.commands.slice(first) };
  }

  within(ctx: Context, kind: Nesting, conditional = ctx.conditional): Context {
    return { ...ctx, nesting: [...ctx.nesting, kind], conditional, negated: false };
  }

  scoped(ctx: Context, kind: ShellScope['kind'], span: Span, owner?: ShellCommand): Context {
    return { ...this.within(ctx, kind), scope: { kind, span, parent: ctx.scope, owner } };
  }

  body(list: CompoundList, ctx: Context): void {
    this.list(list.commands, ctx, []);
  }

  commandNode(node: CommandNode, ctx: Context): void {
    const here = at(ctx.frame, node.pos, node.end);
    switch (node.type) {
      case 'Command':
        this.command(node, ctx, undefined);
        return;
      case 'Redirected':
        this.commandNode(node.command, ctx);
        for (const redirection of node.redirects) this.looseRedirection(redirection, ctx);
        return;
      case 'Subshell':
        this.body(node.body, this.scoped(ctx, 'subshell', here));
        return;
      case 'BraceGroup':
        this.body(node.body, this.within(ctx, 'group'));
        return;
      case 'If':
        this.ifNode(node, ctx);
        return;
      case 'While':
        this.body(node.clause, this.within(ctx, 'loop'));
        this.body(node.body, this.within(ctx, 'loop', true));
        return;
      case 'For':
      case 'Select':
        for (const word of node.wordlist ?? []) this.looseWord(word, ctx);
        this.body(node.body, this.within(ctx, 'loop', true));
        return;
      case 'ArithmeticFor':
        this.body(node.body, this.within(ctx, 'loop', true));
        return;
      case 'Case':
        this.caseNode(node, ctx);
        return;
      case 'Function':
        this.wrapped(node.body, this.scoped(ctx, 'function', here));
        return;
      case 'Coproc':
        this.wrapped(node.body, this.scoped({ ...ctx, background: true }, 'subshell', here));
        return;
      case 'TestCommand':
      case 'ArithmeticCommand':
        this.looseWordsIn(node, ctx);
        return;
    }
  }

  wrapped(body: CommandNode | CompoundList, ctx: Context): void {
    if (body.type === 'CompoundList') this.body(body, ctx);
    else this.statement(body, ctx, [], undefined);
  }

  ifNode(node: If, ctx: Context): void {
    const test = this.within(ctx, 'if');
    const branch = this.within(ctx, 'if', true);
    this.body(node.clause, test);
    this.body(node.then, branch);
    for (const elif of node.elif) {
      this.body(elif.clause, branch);
      this.body(elif.then, branch);
    }
    if (node.else) this.body(node.else, branch);
  }

  caseNode(node: Case, ctx: Context): void {
    this.looseWord(node.word, ctx);
    const branch = this.within(ctx, 'case', true);
    for (const item of node.items) this.body(item.body, branch);
  }

  looseWord(node: Word, ctx: Context): void {
    this.built.looseWords.push(this.word(node, ctx));
    this.substitutions(node, ctx);
  }

  looseWordsIn(node: SyntaxNode, ctx: Context): void {
    try {
      forEachChild(node, (child) => {
        if (child.type === 'Word') this.looseWord(child, ctx);
        else this.looseWordsIn(child, ctx);
      });
    } catch {
      // An expression too deep for the parser: its words stay unknown.
    }
  }

  looseRedirection(node: Redirection, ctx: Context): void {
    if (node.type === 'HereDoc') this.bodySubstitutions(node, ctx);
    else if (node.target) this.looseWord(node.target, ctx);
  }

  word(node: Word, ctx: Context): ShellWord {
    return new BuiltWord(ctx.frame, node);
  }

  /** Adds the commands of `$(…)` and the like in a word. */
  substitutions(node: Word | Assignment, ctx: Context): void {
    if (ctx.frame.tree.approximate || !mayHoldScript(ctx.frame.text.slice(node.pos, node.end))) return;
    this.substitutionScripts(node, ctx);
  }

  bodySubstitutions(node: HereDoc, ctx: Context): void {
    const { body } = node;
    if (node.delimiter?.quoted || !/`|\$\(/.test(ctx.frame.text.slice(body.pos, body.end))) return;
    this.substitutionScripts(body, ctx);
  }

  substitutionScripts(node: SyntaxNode, ctx: Context): void {
    if (ctx.depth > MAX_EMBEDDING) return;
    for (const { span, script } of substitutionsIn(node)) {
      const place = at(ctx.frame, span.start, span.end);
      const own = script.source !== undefined && script.source !== ctx.frame.text;
      const frame = own ? { ...ctx.frame, text: script.source ?? '', collapsed: place } : ctx.frame;
      const inner = this.scoped({ ...ctx, frame, depth: ctx.depth + 1, background: false }, 'substitution', place);
      this.errors(script.errors ?? NOTHING, frame);
      this.list(script.commands, inner, []);
    }
  }

  errors(errors: readonly ParseError[], frame: Frame): void {
    for (const error of errors) {
      const pos = Math.max(0, Math.min(error.pos, frame.text.length));
      this.built.errors.push({ message: error.message, span: at(frame, pos, Math.min(pos + 1, frame.text.length)) });
    }
  }

  assignment(node: Assignment, ctx: Context): ShellAssignment {
    const { value } = node;
    const name = withoutGaps(node.name);
    const nameEnd = node.pos + node.name.length;
    return {
      name,
      span: at(ctx.frame, node.pos, node.end),
      nameSpan: at(ctx.frame, node.pos, nameEnd),
      value: value.type === 'Word' ? this.word(value, ctx) : undefined,
      append: node.append === true,
    };
  }

  heredoc(node: HereDoc, ctx: Context): ShellHeredoc {
    return {
      delimiter: withoutGaps(node.delimiter?.value ?? ''),
      quoted: node.delimiter?.quoted ?? false,
      body: at(ctx.frame, node.body.pos, node.body.end),
      text: ctx.frame.text.slice(node.body.pos, node.body.end),
      closed: node.closing !== undefined,
    };
  }

  redirection(node: Redirection, ctx: Context): ShellRedirection {
    const target = node.type === 'HereDoc' ? undefined : node.target;
    const { descriptor } = node;
    return {
      operator: node.operator,
      fd: descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined,
      target: target ? this.word(target, ctx) : undefined,
      heredoc: node.type === 'HereDoc' ? this.heredoc(node, ctx) : undefined,
      span: at(ctx.frame, node.pos, node.end),
    };
  }

  command(node: Command, ctx: Context, pipeline: ShellCommand['pipeline']): ShellCommand | undefined {
    const { statement, frame } = ctx;
    if (!statement) return undefined;
    const words: ShellWord[] = [];
    const assignments: ShellAssignment[] = [];
    const declarations: ShellAssignment[] = [];
    const redirections: ShellRedirection[] = [];
    for (const item of node.prefix) {
      if (item.type === 'Assignment') assignments.push(this.assignment(item, ctx));
      else redirections.push(this.redirection(item, ctx));
    }
    if (node.name) words.push(this.word(node.name, ctx));
    for (const item of node.suffix) {
      if (item.type !== 'Word' && item.type !== 'Assignment') {
        redirections.push(this.redirection(item, ctx));
        continue;
      }
      if (item.type === 'Assignment') declarations.push(this.assignment(item, ctx));
      const word = this.word(item.type === 'Word' ? item : assignmentWord(item), ctx);
      if (word.raw !== '') words.push(word);
    }
    const parts: CommandParts = {
      span: at(frame, node.pos, node.end),
      words,
      assignments: assignments.length > 0 ? assignments : NOTHING,
      declarations: declarations.length > 0 ? declarations : NOTHING,
      redirections: redirections.length > 0 ? redirections : NOTHING,
    };
    const command = new BuiltCommand(parts, ctx, statement, pipeline);
    this.add(command, statement);
    if (mayHoldScript(frame.text.slice(node.pos, node.end)) || redirections.some((item) => item.heredoc)) {
      this.nestedIn(node, ctx);
    }
    if (words.length > 1 && mayEmbed(frame.text.slice(node.pos, node.end))) this.embedded(command, ctx);
    return command;
  }

  add(command: ShellCommand, statement: OpenStatement): void {
    this.built.commands.push(command);
    for (let open: OpenStatement | undefined = statement; open; open = open.parent) open.commands.push(command);
  }

  nestedIn(node: Command, ctx: Context): void {
    if (node.name) this.substitutions(node.name, ctx);
    for (const items of [node.prefix, node.suffix]) {
      for (const item of items) {
        if (item.type === 'Word' || item.type === 'Assignment') this.substitutions(item, ctx);
        else if (item.type === 'HereDoc') this.bodySubstitutions(item, ctx);
        else if (item.target) this.substitutions(item.target, ctx);
      }
    }
  }

  /** The script given to `sh -c`: its commands join this script's. */
  embedded(command: BuiltCommand, ctx: Context): void {
    if (ctx.depth >= MAX_EMBEDDING || command.args.length === 0) return;
    const word = scriptWord(command.program, command.args);
    const frame = word ? this.embeddedFrame(word, ctx.frame) : undefined;
    if (!word || !frame) return;
    const scope: ShellScope = { kind: 'script', span: word.span, parent: ctx.scope, owner: command };
    const nesting: readonly Nesting[] = [...ctx.nesting, 'script'];
    const { commands, pipelines, looseWords, errors } = this.built;
    const first = {
      commands: commands.length,
      pipelines: pipelines.length,
      words: looseWords.length,
      errors: errors.length,
    };
    const statements: ShellStatement[] = [];
    this.errors(frame.tree.errors, frame);
    this.list(
      frame.tree.statements,
      { ...ctx, frame, scope, nesting, negated: false, depth: ctx.depth + 1 },
      statements,
    );
    command.script = new EmbeddedScript(frame, {
      statements,
      commands: commands.slice(first.commands),
      pipelines: pipelines.slice(first.pipelines),
      looseWords: looseWords.slice(first.words),
      errors: errors.slice(first.errors),
    });
  }

  embeddedFrame(word: ShellWord, outer: Frame): Frame | undefined {
    const inner = outer.collapsed
      ? word.raw
      : outer.text.slice(word.span.start - outer.base, word.span.end - outer.base);
    const transparent = transparentText(word, inner);
    const text = transparent?.text ?? word.value;
    if (text === undefined) return undefined;
    const tree = this.#parse(bareGaps(text));
    const base = word.span.start + (transparent?.skip ?? 0);
    return { tree, text: tree.text, base, collapsed: outer.collapsed ?? (transparent ? undefined : word.span) };
  }
}

class EmbeddedScript implements ShellScript {
  readonly memo = new Memo();
  readonly statements: readonly ShellStatement[];
  readonly commands: readonly ShellCommand[];
  readonly pipelines: readonly ShellPipeline[];
  readonly looseWords: readonly ShellWord[];
  readonly errors: readonly ShellError[];
  private found: readonly Bashism[] | undefined = undefined;

  constructor(
    private readonly frame: Frame,
    built: Built,
  ) {
    this.statements = built.statements;
    this.commands = built.commands;
    this.pipelines = built.pipelines;
    this.looseWords = built.looseWords;
    this.errors = built.errors;
  }

  get span(): Span {
    return at(this.frame, 0, this.frame.text.length);
  }
  get text(): string {
    return this.frame.text;
  }
  get approximate(): boolean {
    return this.frame.tree.approximate;
  }
  get bashisms(): readonly Bashism[] {
    this.found ??= placeBashisms(this.frame);
    return this.found;
  }
}

const placeBashisms = (frame: Frame): readonly Bashism[] =>
  findBashisms(frame.tree).map((found) => ({ ...found, span: at(frame, found.span.start, found.span.end) }));

/** A script of which nothing is built before it is asked for: many are only looked at for one thing, or not at all. */
class LazyScript implements ShellScript {
  readonly memo = new Memo();
  private lists: Built | undefined = undefined;
  private found: readonly Bashism[] | undefined = undefined;

  constructor(
    private readonly frame: Frame,
    private readonly parse: ParseTree,
  ) {}

  private get built(): Built {
    if (this.lists) return this.lists;
    const builder = new Builder(this.parse);
    const { tree } = this.frame;
    builder.errors(tree.errors, this.frame);
    builder.list(tree.statements, { ...ROOT, frame: this.frame }, builder.built.statements);
    this.lists = builder.built;
    return this.lists;
  }

  get span(): Span {
    return at(this.frame, 0, this.frame.text.length);
  }
  get text(): string {
    return this.frame.text;
  }
  get statements(): readonly ShellStatement[] {
    return this.built.statements;
  }
  get commands(): readonly ShellCommand[] {
    return this.built.commands;
  }
  get pipelines(): readonly ShellPipeline[] {
    return this.built.pipelines;
  }
  get looseWords(): readonly ShellWord[] {
    return this.built.looseWords;
  }
  get errors(): readonly ShellError[] {
    return this.built.errors;
  }
  get approximate(): boolean {
    return this.frame.tree.approximate;
  }
  get bashisms(): readonly Bashism[] {
    this.found ??= placeBashisms(this.frame);
    return this.found;
  }
}

/** The model of a parsed text that stands at `base`. */
export function buildScript(tree: Tree, base: number, parse: ParseTree): ShellScript {
  return new LazyScript({ tree, text: tree.text, base, collapsed: undefined }, parse);
}
