import { type Assignment, forEachChild, type ParsedScript, type SyntaxNode, type Word, type WordPart } from 'unbash';
import type { Span } from '../../core/span';
import { withoutGaps } from './prepare';

/** What is known of a word, apart from where its script stands. Spans are relative to the parsed text. */
export interface WordFacts {
  readonly value: string | undefined;
  readonly literalPrefix: string;
  readonly variables: readonly RelativeVariable[];
  readonly hasExpansion: boolean;
  readonly hasCommandSubstitution: boolean;
  readonly quoted: boolean;
  readonly glob: boolean;
  readonly braces: boolean;
  readonly tilde: boolean;
}

export interface RelativeVariable {
  readonly name: string;
  readonly span: Span;
  readonly quoted: boolean;
  readonly operator?: string;
  readonly default?: string;
}

/** A command or process substitution with its parsed content. */
export interface Substitution {
  readonly span: Span;
  readonly script: ParsedScript;
}

const NONE: readonly never[] = [];

/** Words of these characters only mean themselves. */
const PLAIN = /^[\w./:=,+@%^-]*$/;

/** Whether a word's raw text can hold a command or process substitution. */
export const mayHoldScript = (raw: string): boolean => raw.includes('(') || raw.includes('`');

/** Facts of a word that only means itself; `undefined` for others, which deserve to be remembered. */
export const plainWord = (raw: string): WordFacts | undefined => (PLAIN.test(raw) ? plainFacts(raw) : undefined);

function plainFacts(raw: string): WordFacts {
  return {
    value: raw,
    literalPrefix: raw,
    variables: NONE,
    hasExpansion: false,
    hasCommandSubstitution: false,
    quoted: false,
    glob: false,
    braces: false,
    tilde: false,
  };
}

/** Collects while a word's parts are walked. */
class Collector {
  text = '';
  prefix: string | undefined;
  variables: RelativeVariable[] = [];
  scripted = false;
  quoted = false;
  glob = false;
  braces = false;

  literal(text: string): void {
    this.text += text;
  }

  expansion(): void {
    this.prefix ??= this.text;
  }
}

function isLiteral(word: Word): boolean {
  return word.parts?.every((part) => part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') ?? true;
}

function variableOf(part: WordPart, quoted: boolean): RelativeVariable | undefined {
  const span = { start: part.pos, end: part.end };
  if (part.type === 'SimpleExpansion')
    return { name: withoutGaps(part.text).replaceAll('\\\n', '').slice(1), span, quoted };
  if (part.type !== 'ParameterExpansion') return undefined;
  const name = withoutGaps(part.parameter);
  if (part.operation?.type !== 'Default') return { name, span, quoted };
  const { operator, operand } = part.operation;
  if (!isLiteral(operand)) return { name, span, quoted, operator };
  return { name, span, quoted, operator, default: withoutGaps(operand.value) };
}

/** Variables inside an expansion's own words; command substitutions are left to their commands. */
function collectNested(node: SyntaxNode, into: Collector, quoted: boolean): void {
  forEachChild(node, (child) => {
    if (child.type === 'Script') return;
    if (child.type === 'CommandExpansion' || child.type === 'ProcessSubstitution') {
      into.scripted = true;
      return;
    }
    if (child.type === 'SimpleExpansion' || child.type === 'ParameterExpansion') {
      const variable = variableOf(child, quoted);
      if (variable) into.variables.push(variable);
    }
    // In arithmetic a bare name is a variable too, and the parser gives plain ones no parts.
    if (child.type === 'ArithmeticWord' && !child.parts && /^\$?[A-Za-z_]\w*$/.test(child.value)) {
      into.variables.push({ name: child.value.replace('$', ''), span: { start: child.pos, end: child.end }, quoted });
    }
    collectNested(child, into, quoted);
  });
}

function addExpansion(part: WordPart, into: Collector, quoted: boolean): void {
  into.expansion();
  if (part.type === 'CommandExpansion' || part.type === 'ProcessSubstitution') {
    into.scripted = true;
    return;
  }
  const variable = variableOf(part, quoted);
  if (variable) into.variables.push(variable);
  collectNested(part, into, quoted);
}

function addPart(part: WordPart, into: Collector, inQuotes: boolean): void {
  switch (part.type) {
    case 'Literal':
      if (part.text.includes('\\')) into.quoted = true;
      into.literal(part.value);
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      into.quoted = true;
      into.literal(part.value);
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      into.quoted = true;
      for (const inner of part.parts) addPart(inner, into, true);
      return;
    case 'Glob':
    case 'ExtendedGlob':
      into.glob = true;
      into.literal(part.text);
      collectNested(part, into, inQuotes);
      if (into.variables.length > 0 || into.scripted) into.expansion();
      return;
    case 'BraceExpansion':
      into.braces = true;
      into.literal(part.text);
      collectNested(part, into, inQuotes);
      if (into.variables.length > 0 || into.scripted) into.expansion();
      return;
    default:
      addExpansion(part, into, inQuotes);
  }
}

function finish(into: Collector, raw: string): WordFacts {
  const value = withoutGaps(into.text);
  const hasExpansion = into.prefix !== undefined;
  return {
    value: hasExpansion ? undefined : value,
    literalPrefix: withoutGaps(into.prefix ?? value),
    variables: into.variables,
    hasExpansion,
    hasCommandSubstitution: into.scripted,
    quoted: into.quoted,
    glob: into.glob,
    braces: into.braces,
    tilde: raw.startsWith('~'),
  };
}

const EXPANSION = /^\$(?:\{\W?(\w+)[^}]*\}?|(\w+|[@*#?$!-]))/;

/**
 * Facts of a word out of its raw text alone, for when the parser gave up on it: quotes, escapes and variables are seen,
 * what is nested in `$(…)` or backticks is not looked into.
 */
export function scanWord(raw: string, start: number): WordFacts {
  const into = new Collector();
  let quote = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charAt(i);
    if (quote === "'") {
      if (c === "'") quote = '';
      else into.literal(c);
    } else if (c === '\\' && i + 1 < raw.length) {
      into.quoted = true;
      i++;
      if (raw.charAt(i) !== '\n')
        into.literal(quote && !'$`"\\'.includes(raw.charAt(i)) ? `\\${raw.charAt(i)}` : raw.charAt(i));
    } else if (c === '"' || (c === "'" && quote === '')) {
      into.quoted = true;
      quote = quote === c ? '' : c;
    } else if (c === '`' || (c === '$' && raw.charAt(i + 1) === '(')) {
      into.expansion();
      into.scripted = true;
    } else if (c === '$') {
      const match = EXPANSION.exec(raw.slice(i, i + 200));
      if (!match) into.literal(c);
      else {
        into.expansion();
        const span = { start: start + i, end: start + i + match[0].length };
        into.variables.push({ name: match[1] ?? match[2] ?? '', span, quoted: quote === '"' });
        i += match[0].length - 1;
      }
    } else {
      if (quote === '' && (c === '*' || c === '?' || c === '[')) into.glob = true;
      into.literal(c);
    }
  }
  return finish(into, raw);
}

/** Facts of a parsed word. `raw` is its text without the marks of removed code units. Never throws. */
export function wordFacts(node: Word, raw: string): WordFacts {
  try {
    const parts = node.parts;
    if (!parts) {
      const facts = plainFacts(withoutGaps(node.value));
      return { ...facts, quoted: raw.includes('\\'), tilde: raw.startsWith('~') };
    }
    const into = new Collector();
    for (const part of parts) addPart(part, into, false);
    return finish(into, raw);
  } catch {
    return scanWord(raw, node.pos);
  }
}

const assignmentWords = new WeakMap<Assignment, Word>();

/** `A=b` given to a command such as `export`, as the word that it also is. */
export function assignmentWord(node: Assignment): Word {
  const known = assignmentWords.get(node);
  if (known) return known;
  const literal = (pos: number, end: number, text: string): WordPart => ({
    type: 'Literal',
    pos,
    end,
    text,
    value: text,
  });
  const { text, pos, end } = { text: assignmentText(node), pos: node.pos, end: node.end };
  const word: Word = {
    type: 'Word',
    text,
    value: text,
    pos,
    end,
    get parts() {
      const { value } = node;
      if (value.type !== 'Word') return [literal(pos, end, text)];
      const head = text.slice(0, value.pos - pos);
      return [literal(pos, value.pos, head), ...(value.parts ?? [literal(value.pos, value.end, value.value)])];
    },
  };
  assignmentWords.set(node, word);
  return word;
}

function assignmentText(node: Assignment): string {
  return 'text' in node && typeof node.text === 'string' ? node.text : node.name;
}

function collectScripts(node: SyntaxNode, into: Substitution[]): void {
  if (
    node.type === 'CommandExpansion' ||
    node.type === 'ProcessSubstitution' ||
    node.type === 'ArithmeticCommandExpansion'
  ) {
    if (node.script) into.push({ span: { start: node.pos, end: node.end }, script: node.script });
    return;
  }
  forEachChild(node, (child) => collectScripts(child, into));
}

/** The command and process substitutions directly in a word or here-document body. Never throws. */
export function substitutionsIn(node: SyntaxNode): readonly Substitution[] {
  const into: Substitution[] = [];
  try {
    collectScripts(node, into);
  } catch {
    // What was found so far stands; the rest is too deep for the parser.
  }
  return into;
}
