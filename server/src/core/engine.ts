import type { ResolvedRules } from './config';
import type { Equivalents, Finding, Fix } from './finding';
import type { LanguageAdapter } from './language';
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
}

/** A rule's context as the engine makes it, before the rule's own types are known. */
interface ErasedContext {
  readonly doc: Document;
  readonly source: Document['source'];
  readonly facts: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly report: (report: Report<Record<string, string>>) => void;
}

type Handler = (node: unknown) => void;

interface RunningRule {
  readonly rule: AnyRule;
  readonly findings: Finding[];
  failed: boolean;
}

export interface Linter {
  readonly rules: readonly AnyRule[];
  /** Pure: no clock, no file, no console; the same request gives the same result. */
  readonly lint: <D extends Document>(request: LintRequest<D>) => LintResult<D>;
}

/** Binds the rules to an engine that visits each node of a document once for all of them. */
export function createLinter(rules: readonly AnyRule[]): Linter {
  return { rules, lint: (request) => lint(rules, request) };
}

function lint<D extends Document>(rules: readonly AnyRule[], request: LintRequest<D>): LintResult<D> {
  const { adapter } = request;
  const document = request.document ?? adapter.parse(request.text);
  const running: RunningRule[] = [];
  const crashes: Crash[] = [];
  const handlers = new Map<string, { run: Handler; rule: RunningRule }[]>();
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
    const entry: RunningRule = { rule, findings: [], failed: false };
    running.push(entry);
    try {
      const context: ErasedContext = {
        doc: document,
        source: document.source,
        facts: request.facts,
        options: state.options,
        report: (report) => entry.findings.push(toFinding(rule, state, report, document.source.eol)),
      };
      for (const [kind, run] of Object.entries(callCheck(rule, context))) {
        const known = handlers.get(kind);
        if (known) known.push({ run, rule: entry });
        else handlers.set(kind, [{ run, rule: entry }]);
      }
    } catch (error) {
      failed(entry, error);
    }
  }
  const visit = (kind: string, node: unknown): void => {
    const wanted = handlers.get(kind);
    if (!wanted) return;
    for (let i = 0; i < wanted.length; i++) {
      const handler = wanted[i];
      if (!handler || handler.rule.failed) continue;
      try {
        handler.run(node);
      } catch (error) {
        failed(handler.rule, error);
      }
    }
  };
  visit('Document', undefined);
  adapter.walk(document, visit);
  visit('End', undefined);
  const findings = running.flatMap((entry) => (entry.failed ? [] : entry.findings));
  return { document, findings: applySuppressions(findings, adapter, document, rules).sort(inOrder), crashes };
}

/** The one place where a rule's erased types meet the engine: an adapter's language is the rule's, by the id's prefix. */
function callCheck(rule: AnyRule, context: ErasedContext): Readonly<Record<string, Handler>> {
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

function toFinding(
  rule: AnyRule,
  state: { readonly severity: Finding['severity']; readonly fixed: boolean },
  report: Report<Record<string, string>>,
  eol: string,
): Finding {
  const template = rule.messages[report.message] ?? report.message;
  const data: Readonly<Record<string, string | number>> | undefined = report.data;
  return {
    rule: rule.id,
    messageId: report.message,
    severity: state.fixed ? state.severity : (report.severity ?? state.severity),
    message: oneLine(fillTemplate(template, data)),
    span: report.span,
    equivalents: equivalentsOf(rule, report.message),
    fixes: (report.fixes ?? []).map((fix) => inLineEndings(fix, eol)),
    ...(report.noFix === undefined ? {} : { noFix: report.noFix }),
    related: report.related ?? [],
    tags: rule.tags ?? [],
  };
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
