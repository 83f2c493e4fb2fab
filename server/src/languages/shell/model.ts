import type { Remembering } from '../../core/memo';
import type { Span } from '../../core/span';

/**
 * The pieces of a shell script that rules ask about. All spans are absolute, half-open, in UTF-16 code units. Many fields
 * are getters that work things out when asked: do not copy these objects by spreading them.
 */

/** A `$x`, `${x}` or `${x:-y}` inside a word. */
export interface ShellVariable {
  /** The parameter's name; `1`, `@`, `?` and the like for special parameters. */
  readonly name: string;
  /** From `$` to its end; the bare name in arithmetic. */
  readonly span: Span;
  /** Within double quotes, so that its value is neither split nor globbed. */
  readonly quoted: boolean;
  /** The operator of a default: `-`, `:-`, `=`, `:=`, `+`, `:+`, `?`, `:?`. */
  readonly operator?: string;
  /** The text behind that operator, unless it holds an expansion itself. */
  readonly default?: string;
}

export interface ShellWord {
  readonly span: Span;
  /** The word as the shell reads it, quotes included, line continuations removed. */
  readonly raw: string;
  /** The text after quote removal when nothing in the word is expanded (globs and braces stay as written), else `undefined`. */
  readonly value: string | undefined;
  /** The literal text before the first expansion; the whole value when there is none. */
  readonly literalPrefix: string;
  /** Variables in the word, nested defaults and arithmetic included, command substitutions not (their commands' words have them). */
  readonly variables: readonly ShellVariable[];
  /** Holds a parameter, command, arithmetic or process substitution. */
  readonly hasExpansion: boolean;
  /** Holds `$(…)`, `` `…` `` or `<(…)`. */
  readonly hasCommandSubstitution: boolean;
  /** Some part of it is quoted or escaped. */
  readonly quoted: boolean;
  /** Has an unquoted `*`, `?` or `[…]`. */
  readonly glob: boolean;
  /** Has an unquoted `{a,b}` or `{1..3}`: bash expands it, sh does not. */
  readonly braces: boolean;
  /** Begins with an unquoted `~`. */
  readonly tilde: boolean;
}

export interface ShellAssignment {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  /** The value; `undefined` for an array. An empty value has an empty span. */
  readonly value: ShellWord | undefined;
  /** `+=` */
  readonly append: boolean;
}

export interface ShellHeredoc {
  /** The delimiter without quotes. */
  readonly delimiter: string;
  /** A quoted delimiter: nothing in the body is expanded. */
  readonly quoted: boolean;
  /** The body's lines, the last line's end included, the delimiter line not. */
  readonly body: Span;
  readonly text: string;
  /** The delimiter line was found. */
  readonly closed: boolean;
}

export interface ShellRedirection {
  /** `>`, `>>`, `<`, `<>`, `<&`, `>&`, `>|`, `&>`, `&>>`, `<<<`, `<<` or `<<-`. */
  readonly operator: string;
  /** The descriptor written before the operator, if any. */
  readonly fd: number | undefined;
  readonly target: ShellWord | undefined;
  readonly heredoc: ShellHeredoc | undefined;
  readonly span: Span;
}

/** A program that only runs another one, such as `sudo` or `timeout 5`. */
export interface ShellWrapper {
  readonly name: string;
  readonly word: ShellWord;
  /** Its own words, up to the program that it runs. */
  readonly args: readonly ShellWord[];
}

export type Nesting = 'subshell' | 'group' | 'if' | 'loop' | 'case' | 'function' | 'substitution' | 'script';

/** What keeps the effects of `cd`, `set` and variables inside. */
export interface ShellScope {
  readonly kind: 'subshell' | 'function' | 'substitution' | 'script';
  readonly span: Span;
  /** The next scope outwards. */
  readonly parent: ShellScope | undefined;
  /** For `script`: the command that runs it, as in `sh -c '…'`. */
  readonly owner: ShellCommand | undefined;
}

export interface ShellPipelineStage {
  readonly span: Span;
  /** The stage when it is a simple command, else `undefined` (a group, a loop …). */
  readonly command: ShellCommand | undefined;
  /** Every simple command in the stage. */
  readonly commands: readonly ShellCommand[];
}

/** Two or more stages joined by `|` or `|&`. */
export interface ShellPipeline {
  readonly span: Span;
  readonly stages: readonly ShellPipelineStage[];
  readonly operatorSpans: readonly Span[];
  readonly negated: boolean;
  readonly statement: ShellStatement;
  readonly scope: ShellScope | undefined;
}

export interface ShellCommand extends Remembering {
  /** From the first assignment, redirection or word to the last. */
  readonly span: Span;
  /** All words, the program's name and its wrappers included; no assignments before the command, no redirections. */
  readonly words: readonly ShellWord[];
  /** `A=b` before the command or standing alone. */
  readonly assignments: readonly ShellAssignment[];
  /** `A=b` as an argument of `export`, `readonly`, `local`, `declare` or `typeset`. */
  readonly declarations: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  /** The basename of what is run in the end, seen through `sudo`, `env`, `timeout` …; `undefined` when that is not literal. */
  readonly program: string | undefined;
  readonly programWord: ShellWord | undefined;
  /** The words behind the program. */
  readonly args: readonly ShellWord[];
  /** The wrappers, outermost first. */
  readonly wrappers: readonly ShellWrapper[];
  /** The script that it runs when it is `sh -c '…'`, `su -c '…'` or `eval '…'` and the text is known. */
  readonly script: ShellScript | undefined;
  readonly pipeline: { readonly index: number; readonly size: number; readonly pipeline: ShellPipeline } | undefined;
  /** Started with `&`, itself or as part of a list. */
  readonly background: boolean;
  /** Under `!`. */
  readonly negated: boolean;
  /** What stands around it, outermost first. */
  readonly nesting: readonly Nesting[];
  /** The innermost subshell, substitution, function or embedded script. */
  readonly scope: ShellScope | undefined;
  /** May not run although all before it went well: behind `||`, or in the body of `if`, `case` or a loop. */
  readonly conditional: boolean;
  /** The innermost statement that it belongs to. */
  readonly statement: ShellStatement;
}

export type ShellOperator = '&&' | '||' | ';' | '&' | '\n';

/** An element of a list: a command, a pipeline or a compound command. */
export interface ShellStatement {
  readonly span: Span;
  readonly kind: 'command' | 'pipeline' | 'compound';
  /** Place in `siblings`. */
  readonly index: number;
  /** The list that it stands in. */
  readonly siblings: readonly ShellStatement[];
  /** The statement around this list, for lists in groups, loops, substitutions. */
  readonly parent: ShellStatement | undefined;
  /** Every simple command in it, nested ones included, in source order. */
  readonly commands: readonly ShellCommand[];
  /** The operator behind it, if any. */
  readonly operator: ShellOperator | undefined;
  readonly operatorSpan: Span | undefined;
}

export interface ShellError {
  readonly message: string;
  readonly span: Span;
}

export interface ShellScript extends Remembering {
  readonly span: Span;
  /** The text that was parsed. */
  readonly text: string;
  /** The top-level list. `a && b; c` are three statements. */
  readonly statements: readonly ShellStatement[];
  /** Every simple command in source order, nested ones included. */
  readonly commands: readonly ShellCommand[];
  readonly pipelines: readonly ShellPipeline[];
  /** Words that belong to no simple command: `for` lists, the subject of `case`, `[[ … ]]`. */
  readonly looseWords: readonly ShellWord[];
  readonly errors: readonly ShellError[];
  /** Syntax and builtins that a POSIX sh such as dash lacks. */
  readonly bashisms: readonly Bashism[];
  /** Too large or too deeply nested for the parser: words and operators only, nothing nested. */
  readonly approximate: boolean;
}

export type BashismKind =
  | 'array'
  | 'test'
  | 'test-equals'
  | 'arithmetic-command'
  | 'process-substitution'
  | 'here-string'
  | 'function-keyword'
  | 'redirect-both'
  | 'source'
  | 'brace-expansion'
  | 'parameter-expansion'
  | 'ansi-c-quote'
  | 'locale-quote'
  | 'pipefail'
  | 'builtin'
  | 'select'
  | 'pipe-both'
  | 'append'
  | 'extended-glob'
  | 'case-fallthrough'
  | 'coprocess'
  | 'variable';

export interface Bashism {
  readonly kind: BashismKind;
  /** What was found, as one would name it: `[[ … ]]`, `source`. */
  readonly what: string;
  readonly span: Span;
  /** BusyBox ash (the sh of Alpine) understands it although dash does not. */
  readonly ash: boolean;
}
