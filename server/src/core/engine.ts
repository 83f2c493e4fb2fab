import type { ResolvedRules } from './config';
import type { Equivalents, Finding, Fix } from './finding';
import type { LanguageAdapter } from './language';
import { RecentMap } from './recent-map';
import { type AnyRule, type Document, fillTemplate, type Report } from './rule';
import type { Span } from './span';
import { applySuppressions, type KnownRules } from './suppressions';

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
  /** It wants to be asked about the unit at hand again. */
  unsure = false;
  /** How many findings it had where the unit at hand begins; -1 when it has not spoken of it. */
  before = -1;
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
    this.findings.push(new ReportedFinding(this.rule, this.state, report, this.source.eol));
  }

  askAgain(): void {
    this.unsure = true;
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

/** What a local rule says of a unit, without the repairs, which belong to one document. */
interface Said extends Omit<Finding, 'fixes' | 'related'> {
  /** Counted from the unit's start. */
  readonly span: Span;
  /** Which of the rule's findings in the unit it is. */
  readonly nth: number;
}

/** What local rules make of a unit. */
interface Remembered {
  /** Rules that have to be asked again: what they say does not follow from the unit alone. */
  readonly again: ReadonlySet<string>;
  readonly said: readonly Said[];
}

/** What local rules make of units, by the units' keys. */
type UnitMemory = RecentMap<Remembered>;

/** Characters of units that are remembered for each set of rules. */
const REMEMBERED = 4_000_000;

/** Enough for the keys of a dozen sets of stable facts. */
const MEMORIES = 4000;

const NOBODY: ReadonlySet<string> = new Set();
const SILENCE: Remembered = { again: NOBODY, said: [] };

export interface Linter {
  /** Pure: no clock, no file, no console; the same request gives the same result. */
  readonly lint: <D extends Document>(request: LintRequest<D>) => LintResult<D>;
}

/**
 * Binds the rules to an engine that visits each node of a document once for all of them. The engine remembers what local rules make of
 * units, so that an edit costs what it touches. `everything` gives the rules of all languages, which comments may name; it is asked when
 * one names none of these.
 */
export function createLinter(rules: readonly AnyRule[], everything: () => readonly AnyRule[] = () => rules): Linter {
  const memories = new WeakMap<ResolvedRules, RecentMap<UnitMemory>>();
  const memoryOf = (resolved: ResolvedRules, stable = ''): UnitMemory => {
    const known = memories.get(resolved) ?? new RecentMap<UnitMemory>(MEMORIES);
    memories.set(resolved, known);
    const memory: UnitMemory = known.get(stable) ?? new RecentMap(REMEMBERED, 'repeated');
    known.set(stable, memory);
    return memory;
  };
  return { lint: (request) => lint({ own: rules, everything }, request, memoryOf(request.rules, request.stable)) };
}

/** Rules bound to a document. */
interface Bound {
  readonly running: readonly RunningRule[];
  readonly handlers: ReadonlyMap<string, Handlers>;
  readonly crashes: readonly Crash[];
  readonly call: (handler: BoundHandler, node: unknown) => void;
  /** Calls the handlers of `Document` or `End`. */
  readonly callAll: (kind: string) => void;
}

function bind<D extends Document>(rules: readonly AnyRule[], request: LintRequest<D>, document: D): Bound {
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
  const call = (handler: BoundHandler, node: unknown): void => {
    if (handler.rule.failed) return;
    try {
      handler.run(node);
    } catch (error) {
      failed(handler.rule, error);
    }
  };
  const callAll = (kind: string): void => {
    for (const handler of handlers.get(kind)?.always ?? []) call(handler, undefined);
    for (const handler of handlers.get(kind)?.local ?? []) call(handler, undefined);
  };
  const prefix = `${request.adapter.id}/`;
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
  return { running, handlers, crashes, call, callAll };
}

function lint<D extends Document>(rules: KnownRules, request: LintRequest<D>, memory: UnitMemory): LintResult<D> {
  const { adapter } = request;
  const document = request.document ?? adapter.parse(request.text);
  const { running, handlers, crashes, call, callAll } = bind(rules.own, request, document);
  const revival = new Revival((wanted) => askAbout(rules.own, request, document, wanted));
  const recalled: Finding[] = [];

  /** What is remembered of this unit; undefined when it is new. */
  let known: Remembered | undefined;
  let unit = -1;
  let extent: Span | undefined;
  let key: string | undefined;
  const speaking: RunningRule[] = [];
  const finish = (): void => {
    // A rule that threw has not been heard on what follows.
    if (key !== undefined && !known && crashes.length === 0)
      memory.set(key, speaking.length === 0 ? SILENCE : remembered(speaking, extent));
    for (const entry of speaking) {
      entry.before = -1;
      entry.unsure = false;
    }
    speaking.length = 0;
  };
  callAll('Document');
  adapter.walk(document, {
    unit(next, span) {
      finish();
      unit++;
      key = next;
      extent = span;
      known = next === undefined ? undefined : memory.get(next);
      if (!known || !span) return;
      for (const said of known.said) recalled.push(new RecalledFinding(said, span.start, unit, revival));
    },
    wants(kind) {
      const wanted = handlers.get(kind);
      if (!wanted) return false;
      if (wanted.always.length > 0 || !known) return true;
      return known.again.size > 0 && wanted.local.some((handler) => known?.again.has(handler.rule.rule.id));
    },
    visit(kind, node) {
      const wanted = handlers.get(kind);
      if (!wanted) return;
      const { always, local } = wanted;
      for (let i = 0; i < always.length; i++) {
        const handler = always[i];
        if (handler) call(handler, node);
      }
      if (known && known.again.size === 0) return;
      for (let i = 0; i < local.length; i++) {
        const handler = local[i];
        if (!handler || (known && !known.again.has(handler.rule.rule.id))) continue;
        const { rule } = handler;
        const before = rule.findings.length;
        call(handler, node);
        if (rule.before >= 0 || (!rule.unsure && rule.findings.length === before)) continue;
        rule.before = before;
        speaking.push(rule);
      }
    },
  });
  finish();
  callAll('End');
  const failed = new Set(crashes.map(({ rule }) => rule));
  const fresh = running.flatMap((entry) => entry.findings);
  const findings = [...unrepeated(fresh, recalled), ...recalled].filter(({ rule }) => !failed.has(rule));
  const isOn = (rule: string): boolean => request.rules.rules.has(rule);
  const heard = applySuppressions(findings, adapter, document, rules, isOn);
  return { document, findings: heard.sort(inOrder), crashes };
}

/** A unit may hold what stands in another one (an alias does); a rule that told it there tells it here when that was recalled. */
function unrepeated(fresh: readonly Finding[], recalled: readonly Finding[]): readonly Finding[] {
  if (fresh.length === 0 || recalled.length === 0) return fresh;
  const starts = new Map<number, Finding[]>();
  for (const finding of recalled) {
    const known = starts.get(finding.span.start);
    if (known) known.push(finding);
    else starts.set(finding.span.start, [finding]);
  }
  const isSame = (a: Finding, b: Finding): boolean =>
    a.rule === b.rule && a.messageId === b.messageId && a.span.end === b.span.end && a.message === b.message;
  return fresh.filter((finding) => !starts.get(finding.span.start)?.some((other) => isSame(finding, other)));
}

/** What rules make of the unit at hand. */
function remembered(speaking: readonly RunningRule[], extent: Span | undefined): Remembered {
  const again = new Set<string>();
  const said: Said[] = [];
  for (const { rule, unsure, before, findings } of speaking) {
    const own = findings.slice(before);
    if (unsure || !extent || own.some((finding) => !staysTrue(finding, extent))) again.add(rule.id);
    else said.push(...own.map((finding, nth) => saidOf(finding, extent.start, nth)));
  }
  return { again, said };
}

/** Nothing in it stands outside the unit. */
const staysTrue = ({ span, related }: Finding, extent: Span): boolean =>
  related.length === 0 && span.start >= extent.start && span.end <= extent.end;

/** Without anything that holds the document. */
const saidOf = (finding: Finding, start: number, nth: number): Said => ({
  rule: finding.rule,
  messageId: finding.messageId,
  severity: finding.severity,
  message: finding.message,
  span: { start: finding.span.start - start, end: finding.span.end - start },
  equivalents: finding.equivalents,
  ...(finding.noFix === undefined ? {} : { noFix: finding.noFix }),
  tags: finding.tags,
  nth,
});

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
abstract class LazyFinding implements Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly equivalents: Equivalents;
  readonly noFix?: string;
  readonly tags: Finding['tags'];

  constructor(
    said: Omit<Finding, 'fixes' | 'related' | 'span'>,
    readonly span: Span,
    readonly related: Finding['related'],
  ) {
    this.rule = said.rule;
    this.messageId = said.messageId;
    this.severity = said.severity;
    this.message = said.message;
    this.equivalents = said.equivalents;
    if (said.noFix !== undefined) this.noFix = said.noFix;
    this.tags = said.tags;
  }

  abstract get fixes(): readonly Fix[];
}

class ReportedFinding extends LazyFinding {
  readonly #repairs: Report<Record<string, string>>['fixes'];
  readonly #eol: string;
  #fixes: readonly Fix[] | undefined;

  constructor(rule: AnyRule, state: RuleState, report: Report<Record<string, string>>, eol: string) {
    const data: Readonly<Record<string, string | number>> | undefined = report.data;
    const said = {
      rule: rule.id,
      messageId: report.message,
      severity: state.fixed ? state.severity : (report.severity ?? state.severity),
      message: oneLine(fillTemplate(rule.messages[report.message] ?? report.message, data)),
      equivalents: equivalentsOf(rule, report),
      ...(report.noFix === undefined ? {} : { noFix: report.noFix }),
      tags: rule.tags ?? NOTHING,
    };
    super(said, report.span, report.related ?? NOTHING);
    this.#repairs = report.fixes;
    this.#eol = eol;
  }

  get fixes(): readonly Fix[] {
    this.#fixes ??= asked(this.#repairs ?? []).map((fix) => inLineEndings(fix, this.#eol));
    return this.#fixes;
  }
}

/** A finding that is known from an equal unit of an earlier text. */
class RecalledFinding extends LazyFinding {
  readonly #nth: number;
  readonly #unit: number;
  readonly #revival: Revival;

  constructor(said: Said, start: number, unit: number, revival: Revival) {
    super(said, { start: said.span.start + start, end: said.span.end + start }, NOTHING);
    this.#nth = said.nth;
    this.#unit = unit;
    this.#revival = revival;
    revival.want(unit, said.rule);
  }

  get fixes(): readonly Fix[] {
    return this.#revival.findings(this.#unit, this.rule)[this.#nth]?.fixes ?? NOTHING;
  }
}

/** Has rules look at units of a document once more, all of them at once, when somebody asks for the repairs of what was recalled. */
class Revival {
  readonly #wanted = new Map<number, Set<string>>();
  readonly #run: (wanted: ReadonlyMap<number, ReadonlySet<string>>) => ReadonlyMap<string, readonly Finding[]>;
  #found: ReadonlyMap<string, readonly Finding[]> | undefined;

  constructor(run: (wanted: ReadonlyMap<number, ReadonlySet<string>>) => ReadonlyMap<string, readonly Finding[]>) {
    this.#run = run;
  }

  want(unit: number, rule: string): void {
    const rules = this.#wanted.get(unit);
    if (rules) rules.add(rule);
    else this.#wanted.set(unit, new Set([rule]));
  }

  /** What a rule says of a unit in this document. */
  findings(unit: number, rule: string): readonly Finding[] {
    this.#found ??= this.#run(this.#wanted);
    return this.#found.get(unitKey(unit, rule)) ?? NOTHING;
  }
}

const unitKey = (unit: number, rule: string): string => `${unit} ${rule}`;

/** Asks rules about units of a document, by the units' places in the order of the walk. */
function askAbout<D extends Document>(
  rules: readonly AnyRule[],
  request: LintRequest<D>,
  document: D,
  wanted: ReadonlyMap<number, ReadonlySet<string>>,
): ReadonlyMap<string, readonly Finding[]> {
  const ids = new Set([...wanted.values()].flatMap((names) => [...names]));
  const { handlers, call, callAll } = bind(
    rules.filter(({ id }) => ids.has(id)),
    request,
    document,
  );
  const found = new Map<string, Finding[]>();
  let unit = -1;
  let names: ReadonlySet<string> | undefined;
  callAll('Document');
  request.adapter.walk(document, {
    unit() {
      unit++;
      names = wanted.get(unit);
    },
    wants: (kind) => names !== undefined && handlers.has(kind),
    visit(kind, node) {
      for (const handler of names ? (handlers.get(kind)?.local ?? []) : []) {
        const { rule, findings } = handler.rule;
        if (!names?.has(rule.id)) continue;
        const before = findings.length;
        call(handler, node);
        if (findings.length === before) continue;
        const key = unitKey(unit, rule.id);
        found.set(key, [...(found.get(key) ?? []), ...findings.slice(before)]);
      }
    },
  });
  return found;
}

const NOTHING: readonly never[] = [];

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

function equivalentsOf(rule: AnyRule, report: Report<Record<string, string>>): Equivalents {
  const own = rule.messageEquivalents;
  const said = (own && report.message in own ? own[report.message] : rule.equivalents) ?? {};
  if (!report.equivalents) return said;
  const all = Object.entries({ ...said, ...report.equivalents });
  return Object.fromEntries(all.filter(([, names]) => names.length > 0));
}

const compareSpans = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const inOrder = (a: Finding, b: Finding): number =>
  compareSpans(a.span, b.span) ||
  (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
