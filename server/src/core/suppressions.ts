import type { Edit, Finding, Tool } from './finding';
import type { ForeignSuppression, LanguageAdapter, LanguageComment } from './language';
import { closest } from './nearest';
import type { AnyRule, Document } from './rule';
import { contains, type Span, span } from './span';

export type Directive = 'next-line' | 'disable' | 'enable';

/** One `# plimsoll-…` comment. */
export interface Suppression {
  readonly directive: Directive;
  /** The comment, from its sign to its end. */
  readonly span: Span;
  /** The rules that it names; none means all. */
  readonly rules: readonly { readonly name: string; readonly span: Span }[];
  readonly reason: string | undefined;
  /** The range of its effect. */
  readonly scope: Span;
}

const PATTERN = /^plimsoll-(disable-next-line|disable|enable)(?=$|\s)/;

/** The rules that run on a language, and those of all languages for the names in comments. */
export interface KnownRules {
  readonly own: readonly AnyRule[];
  readonly everything: () => readonly AnyRule[];
}

/** Reads a comment's text; undefined when it is none of ours. `textStart` is where the text begins in the file. */
export function readDirective(
  text: string,
  textStart: number,
): { directive: Directive; rules: Suppression['rules']; reason: string | undefined } | undefined {
  const match = PATTERN.exec(text);
  const word = match?.[1];
  if (!match || !word) return undefined;
  const rest = text.slice(match[0].length);
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(rest);
  const names = dashes ? rest.slice(0, dashes.index) : rest;
  const rules = [...names.matchAll(/[^\s,]+/g)].map((name) => {
    const start = textStart + match[0].length + name.index;
    return { name: name[0], span: span(start, start + name[0].length) };
  });
  const reason = dashes ? rest.slice(dashes.index + dashes[0].length).trim() : '';
  return {
    directive: word === 'disable-next-line' ? 'next-line' : word === 'disable' ? 'disable' : 'enable',
    rules,
    reason: reason || undefined,
  };
}

/** All suppressions of a document in order. */
export function readSuppressions<D extends Document>(adapter: LanguageAdapter<D>, document: D): Suppression[] {
  const found: Suppression[] = [];
  const end = document.source.text.length;
  for (const comment of adapter.comments(document)) {
    const read = readDirective(comment.text, textStart(document, comment));
    if (!read) continue;
    const below = read.directive === 'next-line' ? adapter.nodeBelow(document, comment) : undefined;
    const scope =
      read.directive === 'next-line'
        ? (below ?? span(comment.span.end, comment.span.end))
        : span(comment.span.end, end);
    found.push({ ...read, span: comment.span, scope });
  }
  return closeScopes(found);
}

const textStart = (document: Document, comment: LanguageComment): number =>
  comment.span.start + document.source.text.slice(comment.span.start, comment.span.end).indexOf(comment.text);

/** An `enable` ends the `disable`s of the rules that it names (of all, when it names none). */
function closeScopes(suppressions: readonly Suppression[]): Suppression[] {
  return suppressions.map((suppression, index) => {
    if (suppression.directive !== 'disable') return suppression;
    const names = suppression.rules.map((rule) => rule.name);
    const closing = suppressions
      .slice(index + 1)
      .find(
        (later) =>
          later.directive === 'enable' &&
          (later.rules.length === 0 ||
            (names.length > 0 && names.every((name) => later.rules.some((rule) => rule.name === name)))),
      );
    return closing ? { ...suppression, scope: span(suppression.scope.start, closing.span.start) } : suppression;
  });
}

export const UNUSED_RULE = 'plimsoll/unused-suppression';

/**
 * Takes suppressed findings away, and adds one (`plimsoll/unused-suppression`) for each comment, or rule named in one, that had nothing
 * to suppress. Findings of `plimsoll/…` cannot be suppressed.
 */
export function applySuppressions<D extends Document>(
  findings: readonly Finding[],
  adapter: LanguageAdapter<D>,
  document: D,
  rules: KnownRules,
  isOn: (rule: string) => boolean = () => true,
): Finding[] {
  const heard = applyForeign(findings, adapter.foreign?.(document) ?? [], rules.own, isOn);
  const suppressions = readSuppressions(adapter, document);
  heard.push(...unknownDirectives(adapter, document));
  if (suppressions.length === 0) return heard;
  const canonical = namesFor(suppressions, rules);
  const used = new Set<string>();
  const kept = heard.filter((finding) => {
    if (finding.rule.startsWith('plimsoll/')) return true;
    let suppressed = false;
    for (const [index, suppression] of suppressions.entries()) {
      if (suppression.directive === 'enable' || !covers(suppression, finding)) continue;
      const named = suppression.rules.findIndex((rule) => (canonical.get(rule.name) ?? rule.name) === finding.rule);
      if (suppression.rules.length > 0 && named < 0) continue;
      used.add(`${index} ${named}`);
      suppressed = true;
    }
    return !suppressed;
  });
  return [...kept, ...unused(suppressions, used, canonical, document, adapter.id)];
}

const UNKNOWN_DIRECTIVE_RULE = 'plimsoll/unknown-directive';

const DIRECTIVES = ['disable-next-line', 'disable', 'enable'];

/** A word that asks for silence, as opposed to a sentence that happens to begin with the name. */
const ASKING = /^plimsoll-((?:disabled?|enabled?|ignored?|suppress|skip|allow|off|on)(?:-[a-z]+){0,3})(?=$|[\s:=])/;

/** Any other word, when it is a slip of the pen. */
const WORD = /^plimsoll-([a-z]+(?:-[a-z]+){0,3})(?=$|\s)/;

/** Comments that look like ours and would be passed over without a word. */
function unknownDirectives<D extends Document>(adapter: LanguageAdapter<D>, document: D): Finding[] {
  return adapter.comments(document).flatMap((comment) => {
    if (!comment.text.startsWith('plimsoll-') || PATTERN.test(comment.text)) return [];
    const asked = ASKING.exec(comment.text)?.[1];
    const word = asked ?? WORD.exec(comment.text)?.[1];
    const meant =
      word === undefined ? undefined : asked === undefined ? closest(word, DIRECTIVES) : meantBySilence(word);
    if (word === undefined || meant === undefined) return [];
    const start = textStart(document, comment);
    return [unknownDirective(document, adapter, word, meant, span(start, start + 'plimsoll-'.length + word.length))];
  });
}

function meantBySilence(word: string): string {
  if (/file|all|start|begin|block/.test(word)) return 'disable';
  if (/^(?:enable|on)|end|stop/.test(word)) return 'enable';
  return closest(word, DIRECTIVES) ?? 'disable-next-line';
}

function unknownDirective<D extends Document>(
  document: D,
  adapter: LanguageAdapter<D>,
  word: string,
  meant: string,
  at: Span,
): Finding {
  const right = `plimsoll-${meant}`;
  const { text } = document.source;
  const begin = text.lastIndexOf('\n', at.start - 1) + 1;
  const isAlone = /^[\s\ufeff]*#[#\s]*$/.test(text.slice(begin, at.start));
  // Behind something on its line it is about that line: one for the next line goes above it.
  const above = !isAlone && meant === 'disable-next-line';
  const edits = (): readonly Edit[] => {
    if (!above) return [{ span: at, text: right }];
    const end = lineEnd(text, at.end);
    const sign = text.lastIndexOf('#', at.start);
    const start = text.slice(0, sign).trimEnd().length;
    const { offset, indent } = adapter.commentPlace(document, begin);
    const kept = text.slice(at.end, end).trimEnd();
    return [
      { span: span(offset, offset), text: `${indent}# ${right}${kept}\n` },
      { span: span(start, end), text: '' },
    ];
  };
  return {
    rule: UNKNOWN_DIRECTIVE_RULE,
    messageId: 'unknown',
    severity: 'information',
    message: `There is no \`plimsoll-${word}\`; ${above ? `put \`${right}\` above the line` : `write \`${right}\``}`,
    span: at,
    equivalents: {},
    fixes: [{ title: above ? `Put ${right} above` : `Write ${right}`, safety: 'unsafe', edits }],
    related: [],
    tags: [],
  };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const last = end < 0 ? text.length : end;
  return text[last - 1] === '\r' ? last - 1 : last;
}

/** The ids of rules by all their names: of the language's own, and of all when a comment names another. */
function namesFor(suppressions: readonly Suppression[], rules: KnownRules): ReadonlyMap<string, string> {
  const own = namesOf(rules.own);
  const named = suppressions.flatMap((suppression) => suppression.rules);
  return named.every(({ name }) => own.has(name)) ? own : namesOf(rules.everything());
}

const namesOf = (rules: readonly AnyRule[]): ReadonlyMap<string, string> =>
  new Map(rules.flatMap((rule) => [rule.id, ...(rule.aka ?? [])].map((name) => [name, rule.id] as const)));

/**
 * What is left when other tools' suppressions are honoured. One that silences nothing is reported when every rule that stands for what it
 * names is on: else it may be silencing what nobody asked about.
 */
function applyForeign(
  findings: readonly Finding[],
  foreign: readonly ForeignSuppression[],
  rules: readonly AnyRule[],
  isOn: (rule: string) => boolean,
): Finding[] {
  if (foreign.length === 0) return [...findings];
  const used = new Set<string>();
  const kept = findings.filter((finding) => {
    if (finding.rule.startsWith('plimsoll/')) return true;
    let silenced = false;
    for (const [index, { tool, ids, scope }] of foreign.entries()) {
      const names = finding.equivalents[tool] ?? [];
      if (names.length === 0 || !contains(scope, span(finding.span.start, finding.span.start))) continue;
      for (const [at, { name }] of (ids ?? EVERYTHING).entries()) {
        if (ids && !names.some((own) => sameId(own, name))) continue;
        used.add(`${index} ${at}`);
        silenced = true;
      }
    }
    return !silenced;
  });
  const idle = foreign.flatMap(({ tool, ids }, index) =>
    (ids ?? []).filter(({ name }, at) => !used.has(`${index} ${at}`) && isWhollyOn(tool, name, rules, isOn)),
  );
  return [...kept, ...idle.map(({ name, span: at }) => unusedFinding(`\`${name}\` reports nothing here`, at))];
}

const EVERYTHING = [{ name: '' }] as const;

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function isWhollyOn(tool: Tool, id: string, rules: readonly AnyRule[], isOn: (rule: string) => boolean): boolean {
  const standing = rules.filter((rule) =>
    [rule.equivalents, ...Object.values(rule.messageEquivalents ?? {})].some((equivalents) =>
      equivalents?.[tool]?.some((own) => sameId(own, id)),
    ),
  );
  return standing.length > 0 && standing.every((rule) => isOn(rule.id));
}

const covers = (suppression: Suppression, finding: Finding): boolean =>
  contains(suppression.scope, span(finding.span.start, finding.span.start));

function unused(
  suppressions: readonly Suppression[],
  used: ReadonlySet<string>,
  canonical: ReadonlyMap<string, string>,
  document: Document,
  language: string,
): Finding[] {
  const found: Finding[] = [];
  for (const [index, suppression] of suppressions.entries()) {
    if (suppression.directive === 'enable') continue;
    if (suppression.rules.length === 0) {
      if (!used.has(`${index} -1`))
        found.push(
          unusedFinding('This comment suppresses nothing', suppression.span, removeComment(document, suppression)),
        );
      continue;
    }
    const idle = suppression.rules.filter((_, at) => !used.has(`${index} ${at}`));
    for (const rule of idle) {
      if (!canonical.has(rule.name)) {
        const near = meantBy(rule.name, canonical, language);
        if (near !== undefined) {
          found.push(misspelt(rule, near));
          continue;
        }
      }
      const message = canonical.has(rule.name)
        ? `\`${rule.name}\` reports nothing here`
        : `There is no rule \`${rule.name}\``;
      const whole = idle.length === suppression.rules.length;
      found.push(
        unusedFinding(
          message,
          rule.span,
          whole ? removeComment(document, suppression) : removeName(document, suppression, rule),
        ),
      );
    }
  }
  return found;
}

/** The rule that a name was meant for: that of the language, when nothing stands in front of it. */
function meantBy(name: string, canonical: ReadonlyMap<string, string>, language: string): string | undefined {
  const own = `${language}/${name}`;
  return canonical.has(own) ? own : closest(name, canonical.keys());
}

/** Its comment is not taken away: it has a reason, and what it was to silence is about to be repaired. */
const misspelt = ({ name, span: at }: Suppression['rules'][number], near: string): Finding => ({
  ...unusedFinding(`There is no rule \`${name}\`; did you mean \`${near}\`?`, at),
  fixes: [{ title: `Write ${near}`, safety: 'unsafe', edits: () => [{ span: at, text: near }] }],
});

interface Removal {
  readonly span: Span;
  readonly title: string;
}

/** The whole line when nothing else stands on it. */
function removeComment(document: Document, suppression: Suppression): Removal {
  const { text } = document.source;
  let { start, end } = suppression.span;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  if (start === 0 || text[start - 1] === '\n') {
    if (text[end] === '\r') end++;
    if (text[end] === '\n') end++;
  }
  return { span: span(start, end), title: 'Remove the comment' };
}

function removeName(document: Document, suppression: Suppression, rule: Suppression['rules'][number]): Removal {
  const { text } = document.source;
  const index = suppression.rules.indexOf(rule);
  const next = suppression.rules[index + 1];
  if (next) return { span: span(rule.span.start, next.span.start), title: `Remove ${rule.name}` };
  const before = suppression.rules[index - 1];
  const start = before ? before.span.end : rule.span.start;
  return { span: span(start, Math.min(rule.span.end, text.length)), title: `Remove ${rule.name}` };
}

function unusedFinding(message: string, at: Span, removal?: Removal): Finding {
  return {
    rule: UNUSED_RULE,
    messageId: 'unused',
    severity: 'hint',
    message,
    span: at,
    equivalents: {},
    fixes: removal ? [{ title: removal.title, safety: 'safe', edits: () => [{ span: removal.span, text: '' }] }] : [],
    related: [],
    tags: ['unnecessary'],
  };
}
