import {
  type Command,
  forEachChild,
  type ParameterExpansionPart,
  type Pipeline,
  type Statement,
  type SyntaxNode,
} from 'unbash';
import type { Span } from '../../core/span';
import type { Bashism, BashismKind } from './model';
import { withoutGaps } from './prepare';

/**
 * Syntax and builtins beyond POSIX sh, as dash (Debian's sh) sees it. What BusyBox ash takes all the same is marked.
 * Sources: POSIX.1-2017 shell language; dash(1); the options of BusyBox `shell/ash.c` that its default configuration
 * turns on (ASH_BASH_COMPAT and friends).
 */

interface Found {
  readonly kind: BashismKind;
  readonly what: string;
  readonly span: Span;
  readonly ash: boolean;
}

interface Source {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly approximate: boolean;
}

const BUILTINS: Readonly<Record<string, { readonly kind: BashismKind; readonly ash: boolean }>> = {
  source: { kind: 'source', ash: true },
  let: { kind: 'builtin', ash: true },
  pushd: { kind: 'builtin', ash: false },
  popd: { kind: 'builtin', ash: false },
  dirs: { kind: 'builtin', ash: false },
  declare: { kind: 'builtin', ash: false },
  typeset: { kind: 'builtin', ash: false },
  shopt: { kind: 'builtin', ash: false },
  mapfile: { kind: 'builtin', ash: false },
  readarray: { kind: 'builtin', ash: false },
  disown: { kind: 'builtin', ash: false },
};

/** Variables that only bash sets. */
const VARIABLES = /^(?:BASH_\w+|BASHPID|PIPESTATUS|FUNCNAME|DIRSTACK|SHELLOPTS)$/;

class Finder {
  readonly found: Found[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  add(kind: BashismKind, what: string, start: number, end: number, ash = false): void {
    this.found.push({ kind, what, span: { start, end }, ash });
  }

  visit(node: SyntaxNode): void {
    this.check(node);
    forEachChild(node, (child) => {
      if (child.type === 'Script' && child.source !== undefined && child.source !== this.#text) return;
      this.visit(child);
    });
  }

  check(node: SyntaxNode): void {
    const { pos, end } = node;
    switch (node.type) {
      case 'Command':
        this.command(node);
        return;
      case 'TestCommand':
        this.add('test', '[[ … ]]', pos, pos + 2, true);
        return;
      case 'ArithmeticCommand':
      case 'ArithmeticFor':
        this.add('arithmetic-command', '((…))', pos, Math.min(end, pos + 2));
        return;
      case 'Select':
        this.add('select', 'select', pos, pos + 6);
        return;
      case 'Coproc':
        this.add('coprocess', 'coproc', pos, pos + 6);
        return;
      case 'Function':
        if (/^function\s/.test(this.#text.slice(pos, pos + 9)))
          this.add('function-keyword', 'function', pos, pos + 8, true);
        return;
      case 'Pipeline':
        this.pipes(node);
        return;
      case 'CaseItem':
        if (node.terminator === ';&' || node.terminator === ';;&')
          this.add('case-fallthrough', node.terminator, end, end);
        return;
      case 'ProcessSubstitution':
        this.add('process-substitution', `${node.operator}(…)`, pos, end, true);
        return;
      case 'HereString':
        this.add('here-string', '<<<', pos, Math.min(end, pos + 3));
        return;
      case 'Redirect':
        if (node.operator === '&>' || node.operator === '&>>') this.add('redirect-both', node.operator, pos, end, true);
        else if (node.operator === '>&' && !node.descriptor && /[^\d-]/.test(node.target?.text ?? '')) {
          this.add('redirect-both', '>&', pos, end);
        }
        return;
      case 'Assignment':
        if (node.append) this.add('append', '+=', pos, end);
        else if (node.index || node.value.type === 'ArrayValue') this.add('array', 'an array', pos, end);
        return;
      case 'BraceExpansion':
        this.add('brace-expansion', withoutGaps(node.text), pos, end);
        return;
      case 'AnsiCQuoted':
        this.add('ansi-c-quote', "$'…'", pos, end, true);
        return;
      case 'LocaleString':
        this.add('locale-quote', '$"…"', pos, end);
        return;
      case 'ExtendedGlob':
        this.add('extended-glob', withoutGaps(node.text), pos, end);
        return;
      case 'SimpleExpansion':
        if (VARIABLES.test(node.text.slice(1))) this.add('variable', node.text, pos, end);
        return;
      case 'ParameterExpansion':
        this.parameter(node);
        return;
      default:
    }
  }

  pipes(node: Pipeline): void {
    node.operators.forEach((operator, i) => {
      const from = this.#text.indexOf('|&', node.commands[i]?.end ?? node.pos);
      if (operator === '|&' && from >= 0) this.add('pipe-both', '|&', from, from + 2);
    });
  }

  parameter(node: ParameterExpansionPart): void {
    const { pos, end, operation } = node;
    const what = withoutGaps(this.#text.slice(pos, end));
    if (VARIABLES.test(node.parameter)) this.add('variable', what, pos, end);
    else if (node.index) this.add('array', what, pos, end);
    else if (node.prefix === '!') this.add('parameter-expansion', what, pos, end);
    else if (operation?.type === 'Replace' || operation?.type === 'Slice') {
      this.add('parameter-expansion', what, pos, end, true);
    } else if (
      operation?.type === 'CaseModification' ||
      operation?.type === 'Transform' ||
      operation?.type === 'Names'
    ) {
      this.add('parameter-expansion', what, pos, end);
    }
  }

  command(node: Command): void {
    const { name } = node;
    if (!name) return;
    const text = withoutGaps(name.text);
    const builtin = Object.hasOwn(BUILTINS, text) ? BUILTINS[text] : undefined;
    if (builtin) this.add(builtin.kind, text, name.pos, name.end, builtin.ash);
    if (text === 'set') this.pipefail(node);
    if (text === '[' || text === 'test') {
      const equals = node.suffix.find((item) => item.type === 'Word' && item.text === '==');
      if (equals) this.add('test-equals', '==', equals.pos, equals.end, true);
    }
  }

  pipefail(node: Command): void {
    node.suffix.forEach((item, i) => {
      const before = node.suffix[i - 1];
      if (item.type !== 'Word' || item.text !== 'pipefail' || before?.type !== 'Word') return;
      if (/^[-+]\w*o$/.test(before.text)) this.add('pipefail', 'set -o pipefail', item.pos, item.end, true);
    });
  }
}

/**
 * What in a parsed text a plain sh would refuse or misread, in source order; spans relative to the text. What stands in
 * backticks with escapes, and in scripts given to another shell (`bash -c '…'`), is left out. Never throws.
 */
export function findBashisms(source: Source): readonly Bashism[] {
  if (source.approximate) return [];
  const finder = new Finder(source.text);
  try {
    for (const statement of source.statements) finder.visit(statement);
  } catch {
    // What was found before the parser's depth limit stands.
  }
  return finder.found.sort((a, b) => a.span.start - b.span.start);
}
