import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { SourceText } from '../../core/text';
import type { HeredocBody } from '../../languages/dockerfile/lines';
import type { ScriptSite } from '../../languages/dockerfile/scripts';
import { short } from '../../languages/dockerfile/suggest';
import { type ShellCommand, type ShellStatement, shellOption } from '../../languages/shell';

/** Commands whose failure nobody waits for. */
const HARMLESS = new Set(
  ': true false echo printf export set unset shopt readonly declare typeset local umask alias trap exit return sleep test ['.split(
    ' ',
  ),
);

export default defineRule({
  id: 'dockerfile/heredoc-missing-errexit',
  summary: 'Begin the script of a here-document with `set -e`',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    unnoticed: '`{{command}}` may fail unnoticed: the last command alone decides; begin with `set -e`',
  },
  notes: ['heredocs', 'shell'],
  docs: {
    why: 'A shell goes on after a command that failed, and a script ends with the status of its last command. With `&&` between its commands a RUN stops at the first failure; the lines of a here-document do not.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1\nFROM debian:13\nRUN <<EOF\napt-get update\napt-get install -y curl\nrm -rf /var/lib/apt/lists/*\nEOF\n',
        fixed:
          '# syntax=docker/dockerfile:1\nFROM debian:13\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nrm -rf /var/lib/apt/lists/*\nEOF\n',
      },
    ],
    valid: [
      { code: '# syntax=docker/dockerfile:1\nFROM debian:13\nRUN <<EOF\nset -eu\nmake\nmake install\nEOF\n' },
      {
        code: '# syntax=docker/dockerfile:1\nFROM debian:13\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN <<EOF\nmake\nmake install\nEOF\n',
      },
    ],
    fixSafety: 'A build that passed over a failing command now stops there.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#here-documents',
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set',
    ],
  },
  check: (ctx) => ({
    Script(site) {
      const { form, script, instruction } = site;
      if (form !== 'heredoc' || script.errors.length > 0 || script.approximate || decidesErrexit(site)) return;
      const lost = firstUnnoticed(script.statements);
      if (!lost) return;
      const at = lost.span.start;
      const heredoc = instruction.heredocs.find(({ body }) => body.start <= at && at < body.end);
      if (!heredoc) return;
      ctx.report({
        message: 'unnoticed',
        span: heredoc.mark,
        data: { command: nameOf(lost) },
        related: [{ span: lost.span, message: 'Its failure does not stop the build' }],
        fixes: [withErrexit(ctx.source, heredoc)],
      });
    },
  }),
});

/** Whether the script or what starts it says anything about errexit. */
function decidesErrexit({ script, interpreter }: ScriptSite): boolean {
  const options = interpreter.options.slice(interpreter.options.findIndex((word) => /^[-+]/.test(word)));
  if (shellOption(options, 'errexit') !== undefined) return true;
  return script.commands.some(
    ({ program, args }) =>
      program === 'set' &&
      shellOption(
        args.map(({ value }) => value ?? ''),
        'errexit',
      ) !== undefined,
  );
}

/** The first command whose failure another one hides: lists joined by `&&` count as one, `||` is an answer to a failure. */
function firstUnnoticed(statements: readonly ShellStatement[]): ShellCommand | undefined {
  let list: ShellStatement[] = [];
  for (const statement of statements) {
    list.push(statement);
    const { operator, index } = statement;
    if (operator === '&&' || operator === '||') continue;
    const isAnswered = operator === '&' || list.some((one) => one.operator === '||');
    if (index < statements.length - 1 && !isAnswered) {
      const found = list.flatMap(({ commands }) => commands).find(mayFail);
      if (found) return found;
    }
    list = [];
  }
  return undefined;
}

function mayFail(command: ShellCommand): boolean {
  const { nesting, statement, words, assignments, program, args } = command;
  if (command.background || command.negated || nesting.some((one) => /^(?:function|substitution|script)$/.test(one))) {
    return false;
  }
  // What `if` and `while` ask for may well fail.
  if (!command.conditional && nesting.some((one) => one === 'if' || one === 'loop')) return false;
  const before = statement.siblings[statement.index - 1];
  if (statement.operator === '||' || before?.operator === '||') return false;
  if (words.length === 0) return assignments.some(({ value }) => value?.hasCommandSubstitution === true);
  // `cat > file <<EOF` writes what it is given.
  if (program === 'cat' && args.length === 0) return false;
  return program === undefined || !HARMLESS.has(program);
}

function nameOf({ program, args, words, assignments }: ShellCommand): string {
  if (words.length === 0) return `${assignments[0]?.name ?? ''}=$(…)`;
  const first = args[0]?.value ?? '';
  const name = program ?? words[0]?.raw ?? '';
  return short(/^[a-z][a-z-]{1,15}$/.test(first) ? `${name} ${first}` : name);
}

/** As the first line, behind a shebang, at the indentation of what follows. */
function withErrexit({ text }: SourceText, { body }: HeredocBody): Fix {
  const lines = text.slice(body.start, body.end);
  const shebang = /^\t*#!/.test(lines) ? lines.indexOf('\n') + 1 : 0;
  const at = body.start + shebang;
  const indent = /^[ \t]*(?=[^ \t\r\n])/m.exec(text.slice(at, body.end))?.[0] ?? '';
  return {
    title: 'Begin the script with set -e',
    safety: 'unsafe',
    edits: () => [{ span: { start: at, end: at }, text: `${indent}set -e\n` }],
  };
}
