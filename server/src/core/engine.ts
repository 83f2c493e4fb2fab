import type { ResolvedRules } from './config';
import type { Equivalents, Finding, Fix } from './finding';
import type { LanguageAdapter } from './language';
import { RecentMap } from './recent-map';
import { type AnyRule, type Document, fillTemplate, type Report } from './rule';
import type { Span } from './span';
import { applySuppressions } from './suppressions';

/** A rule that threw: its findings on this file are lost, and nothing else. */
export interface Crash {
  readonly rule: string;
  readonly error: string;
}

export interface LintResult<D extends Document = Document> {
  readonly document: D;
  /** In the order of the text; equal input gives equal findings. */
  readonly findings: readonly Finding[];
  readonly crashes: readonly Crash[];
}

export interface LintRequest<D extends Document> {
  readonly adapter: LanguageAdapter<D>;
  readonly text: string;
  readonly rules: ResolvedRules;
  readonly facts: unknown;
  /** The text's document, when it has been parsed before. */
  readonly document?: D;
  /** Names the facts that rules which are local but for `facts` look at; equal keys, equal facts. Undefined: they change too often. */
  readonly stable?: string | undefined;
}

type Handler = (node: unknown) => void;

type RuleState = NonNullable<ReturnType<ResolvedRules['rules']['get']>>;

/**
 * A rule at work on a document: its context as the engine makes it, before the rule's own types are known. A class, since V8 puts object
 * literals of a kind that often lives long among the old objects, where each holds its document until the next full collection.
 */
class RunningRule {
  readonly findings: Finding[] = [];
  /** It spoke of the unit at hand, or wants to be asked about it again. */
  spoke = false;
  failed = false;
  readonly source: Document['source'];
  readonly options: Readonly<Record<string, unknown>>;

  constructor(
    readonly rule: AnyRule,
    readonly state: RuleState,
    readonly doc: Document,
    readonly facts: unknown,
  ) {
    this.source = doc.source;
    this.options = state.options;
  }

  report(report: Report<Record<string, string>>): void {
    this.spoke = true;
    this.findings.push(new ReportedFinding(this.rule, this.state, report, this.source.eol));
  }

  askAgain(): void {
    this.spoke = true;
  }
}

interface BoundHandler {
  readonly run: Handler;
  readonly rule: RunningRule;
}

/** The handlers of a node kind: those that see every unit, and those of local rules. */
interface Handlers {
  readonly always: BoundHandler[];
  readonly local: BoundHandler[];
}

/** Which local rules had something to say about a unit, by the unit's key. */
type UnitMemory = RecentMap<ReadonlySet<string>>;

/** Characters of units that are remembered for each set of rules. */
const REMEMBERED = 4_000_000;

/** Enough for the keys of a dozen sets of stable facts. */
const MEMORIES = 4000;

const SILENCE: ReadonlySet<string> = new Set();

export interface Linter {
  readonly rules: readonly AnyRule[];
  /** Pure: no clock, no file, no console; the same request gives the same result. */
  readonly lint: <D extends Document>(request: LintRequest<D>) => LintResult<D>;
}

/**
 * Binds the rules to an engine that visits each node of a document once for all of them. The engine remembers which units local rules
 * were silent about, so that an edit costs what it touches.
 */
export function createLinter(rules: readonly AnyRule[]): Linter {
  const memories = new WeakMap<ResolvedRules, RecentMap<UnitMemory>>();
  const memoryOf = (resolved: ResolvedRules, stable = ''): UnitMemory => {
    const known = memories.get(resolved) ?? new RecentMap<UnitMemory>(MEMORIES);
    memories.set(resolved, known);
    const memory: UnitMemory = known.get(stable) ?? new RecentMap(REMEMBERED);
    known.set(stable, memory);
    return memory;
  };
  return { rules, lint: (request) => lint(rules, request, memoryOf(request.rules, request.stable)) };
}

function lint<D extends Document>(
  rules: readonly AnyRule[],
  request: LintRequest<D>,
  memory: UnitMemory,
): LintResult<D> {
  const { adapter } = request;
  const document = request.document ?? adapter.parse(request.text);
  const running: RunningRule[] = [];
  const crashes: Crash[] = [];
  const handlers = new Map<string, Handlers>();
  const failed = (entry: RunningRule, error: unknown): void => {
    entry.failed = true;
    crashes.push({
      rule: entry.rule.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  };
  const prefix = `${adapter.id}/`;
  for (const rule of rules) {
    if (!rule.id.startsWith(prefix)) continue;
    const state = request.rules.rules.get(rule.id);
    if (!state) continue;
    const entry = new RunningRule(rule, state, document, rule.local === true ? undefined : request.facts);
    running.push(entry);
    try {
      const visitor = callCheck(rule, entry);
      for (const kind of Object.keys(visitor)) {
        const run = visitor[kind];
        if (!run) continue;
        let known = handlers.get(kind);
        if (!known) {
          known = { always: [], local: [] };
          handlers.set(kind, known);
        }
        (isLocal(rule, request) ? known.local : known.always).push({ run, rule: entry });
      }
    } catch (error) {
      failed(entry, error);
    }
  }
  const call = (handler: BoundHandler, node: unknown): void => {
    if (handler.rule.failed) return;
    try {
      handler.run(node);
    } catch (error) {
      failed(handler.rule, error);
    }
  };
  const visitAll = (kind: string): void => {
    for (const handler of handlers.get(kind)?.always ?? []) call(handler, undefined);
    for (const handler of handlers.get(kind)?.local ?? []) call(handler, undefined);
  };

  /** Local rules that spoke of this unit before; undefined when the unit is new. */
  let spoke: ReadonlySet<string> | undefined;
  let speaking = new Set<string>();
  let key: string | undefined;
  const remember = (): void => {
    // A rule that threw has not been heard on what follows.
    if (key !== undefined && !spoke && crashes.length === 0) memory.set(key, speaking.size === 0 ? SILENCE : speaking);
  };
  visitAll('Document');
  adapter.walk(document, {
    unit(next) {
      remember();
      key = next;
      spoke = next === undefined ? undefined : memory.get(next);
      if (speaking.size > 0) speaking = new Set();
    },
    wants(kind) {
      const wanted = handlers.get(kind);
      if (!wanted) return false;
      if (wanted.always.length > 0 || !spoke) return true;
      return spoke.size > 0 && wanted.local.some((handler) => spoke?.has(handler.rule.rule.id));
    },
    visit(kind, node) {
      const wanted = handlers.get(kind);
      if (!wanted) return;
      const { always, local } = wanted;
      for (let i = 0; i < always.length; i++) {
        const handler = always[i];
        if (handler) call(handler, node);
      }
      if (spoke && spoke.size === 0) return;
      for (let i = 0; i < local.length; i++) {
        const handler = local[i];
        if (!handler || (spoke && !spoke.has(handler.rule.rule.id))) continue;
        handler.rule.spoke = false;
        call(handler, node);
        if (handler.rule.spoke) speaking.add(handler.rule.rule.id);
      }
    },
  });
  remember();
  visitAll('End');
  const findings = running.flatMap((entry) => (entry.failed ? [] : entry.findings));
  const isOn = (rule: string): boolean => request.rules.rules.has(rule);
  const heard = applySuppressions(findings, adapter, document, rules, isOn);
  return { document, findings: heard.sort(inOrder), crashes };
}

const isLocal = ({ local }: AnyRule, { stable }: { readonly stable?: string | undefined }): boolean =>
  local === true || (local === 'facts' && stable !== undefined);

/** The one place where a rule's erased types meet the engine: an adapter's language is the rule's, by the id's prefix. */
function callCheck(rule: AnyRule, context: RunningRule): Readonly<Record<string, Handler>> {
  return rule.check(context as never) as Readonly<Record<string, Handler>>;
}

/** Rules write `\n`; a fix keeps the line endings of the text that it edits. Edits of other files know those files' own. */
function inLineEndings(fix: Fix, eol: string): Fix {
  if (eol === '\n') return fix;
  return {
    ...fix,
    edits: () =>
      fix.edits().map((edit) => (edit.file === undefined ? { ...edit, text: edit.text.replace(/\r?\n/g, eol) } : edit)),
  };
}

/**
 * A finding whose repairs are worked out when they are asked for. A class, since V8 keeps the getter of an object literal, with all that it
 * refers to, until the next full collection.
 */
class ReportedFinding implements Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly span: Span;
  readonly equivalents: Equivalents;
  readonly noFix?: string;
  readonly related: Finding['related'];
  readonly tags: Finding['tags'];
  readonly #repairs: Report<Record<string, string>>['fixes'];
  readonly #eol: string;
  #fixes: readonly Fix[] | undefined;

  constructor(rule: AnyRule, state: RuleState, report: Report<Record<string, string>>, eol: string) {
    const data: Readonly<Record<string, string | number>> | undefined = report.data;
    this.rule = rule.id;
    this.messageId = report.message;
    this.severity = state.fixed ? state.severity : (report.severity ?? state.severity);
    this.message = oneLine(fillTemplate(rule.messages[report.message] ?? report.message, data));
    this.span = report.span;
    this.equivalents = equivalentsOf(rule, report.message);
    if (report.noFix !== undefined) this.noFix = report.noFix;
    this.related = report.related ?? [];
    this.tags = rule.tags ?? [];
    this.#repairs = report.fixes;
    this.#eol = eol;
  }

  get fixes(): readonly Fix[] {
    this.#fixes ??= asked(this.#repairs ?? []).map((fix) => inLineEndings(fix, this.#eol));
    return this.#fixes;
  }
}

/** Repairs that are worked out late must not take the others with them when they throw. */
function asked(fixes: NonNullable<Report<Record<string, string>>['fixes']>): readonly Fix[] {
  if (typeof fixes !== 'function') return fixes;
  try {
    return fixes();
  } catch {
    return [];
  }
}

const MAX_MESSAGE = 300;

/** Values quoted from a file may hold line breaks and be of any length. */
function oneLine(message: string): string {
  const flat = message.replace(/[\r\n\t\u2028\u2029]+/g, ' ');
  return flat.length <= MAX_MESSAGE ? flat : `${flat.slice(0, MAX_MESSAGE - 1)}…`;
}

function equivalentsOf(rule: AnyRule, messageId: string): Equivalents {
  const own = rule.messageEquivalents;
  return own && messageId in own ? (own[messageId] ?? {}) : (rule.equivalents ?? {});
}

const compareSpans = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const inOrder = (a: Finding, b: Finding): number =>
  compareSpans(a.span, b.span) ||
  (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
