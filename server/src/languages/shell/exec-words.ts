import type { ShellCommand, ShellScript, ShellStatement, ShellWord } from './model';

export interface Blocked {
  /** A clause that can follow "because": `it uses the variable $PORT`. */
  readonly blocked: string;
}

/** Builtins and keywords that no program file stands for. Programs that also exist as files (`echo`, `test`) are left out. */
const BUILTINS = new Set(
  (
    'cd . source export unset set eval alias unalias trap umask ulimit read shift local declare typeset readonly let ' +
    'return exit break continue wait jobs fg bg hash type getopts times builtin shopt pushd popd dirs :'
  ).split(' '),
);

const OPERATORS: Readonly<Record<string, string>> = {
  '&&': 'it joins commands with `&&`',
  '||': 'it joins commands with `||`',
  ';': 'it joins commands with `;`',
  '&': 'it starts a command in the background with `&`',
  '\n': 'it has more than one command',
};

function variableReason(word: ShellWord): string {
  const [variable] = word.variables;
  if (!variable) return 'it uses an arithmetic expansion';
  return /^\w/.test(variable.name) ? `it uses the variable \`$${variable.name}\`` : `it uses \`$${variable.name}\``;
}

function wordReason(word: ShellWord): string | undefined {
  if (word.raw.startsWith("$'") || word.raw.startsWith('$"')) return 'it uses bash quoting';
  if (word.hasCommandSubstitution) return 'it uses a command substitution';
  if (word.hasExpansion) return variableReason(word);
  if (word.glob) return `it uses the pattern \`${word.raw}\``;
  if (word.braces) return `it uses the brace expansion \`${word.raw}\``;
  if (word.tilde || /[=:]~(?:\/|$)/.test(word.raw)) return 'it uses `~`';
  return undefined;
}

function commandReason(command: ShellCommand): string | undefined {
  const [redirection] = command.redirections;
  const [assignment] = command.assignments;
  if (redirection) return `it uses the redirection \`${redirection.operator}\``;
  if (assignment) return `it sets the variable \`${assignment.name}\``;
  for (const word of command.words) {
    const reason = wordReason(word);
    if (reason) return reason;
  }
  const name = command.words[0]?.value;
  if (name === undefined) return 'it has no command';
  return BUILTINS.has(name) ? `\`${name}\` is a shell builtin` : undefined;
}

function statementReason(script: ShellScript, statement: ShellStatement): string | undefined {
  if (statement.operator) return OPERATORS[statement.operator];
  if (statement.kind === 'pipeline') return 'it uses a pipe';
  if (statement.kind === 'compound') return 'it uses shell syntax beyond one command';
  if (script.statements.length > 1) return 'it has more than one command';
  return undefined;
}

/** What stands outside the command's words: nothing but blanks, or something that the parser passed over. */
function outside(script: ShellScript, command: ShellCommand): string {
  const { start } = script.span;
  let text = '';
  let from = 0;
  for (const { span } of command.words) {
    text += script.text.slice(from, span.start - start);
    from = span.end - start;
  }
  return (text + script.text.slice(from)).replace(/\\\n|\0/g, '').trim();
}

/**
 * The words that the shell would run the script's only command with, for a JSON list; or why the shell is needed, as a
 * clause. `exec foo a` gives `foo a`: in exec form nothing stands in between anyway.
 */
export function toExecWords(script: ShellScript): readonly string[] | Blocked {
  if (script.errors.length > 0 || script.approximate) return { blocked: 'its shell syntax could not be read' };
  const [statement] = script.statements;
  if (!statement) return { blocked: 'it has no command' };
  const reason = statementReason(script, statement);
  if (reason) return { blocked: reason };
  const [command] = statement.commands;
  if (!command) return { blocked: 'it has no command' };
  if (command.negated) return { blocked: 'it uses `!`' };
  const why = commandReason(command);
  if (why) return { blocked: why };
  if (statement.span.start !== command.span.start) return { blocked: 'it uses a shell keyword' };
  const rest = outside(script, command);
  if (rest.startsWith('#')) return { blocked: 'it has a comment' };
  if (rest !== '') return { blocked: 'its shell syntax could not be read' };
  return execWords(command);
}

function execWords(command: ShellCommand): readonly string[] | Blocked {
  const values = command.words.map((word) => word.value ?? '');
  if (values[0] !== 'exec') return values;
  const [, next] = values;
  if (next === undefined || next.startsWith('-')) return { blocked: '`exec` is a shell builtin' };
  return BUILTINS.has(next) ? { blocked: `\`${next}\` is a shell builtin` } : values.slice(1);
}
