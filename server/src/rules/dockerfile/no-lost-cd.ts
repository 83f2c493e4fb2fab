import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { commandDirectory } from '../../languages/dockerfile/directories';
import { type DockerfileDocument, joinDirectory } from '../../languages/dockerfile/model';
import type { RunInstruction } from '../../languages/dockerfile/nodes';
import { indentAt } from '../../languages/dockerfile/run-edits';
import { type ScriptSite, scriptsOf } from '../../languages/dockerfile/scripts';
import type { ShellCommand, ShellWord } from '../../languages/shell';

interface LostCd {
  readonly site: ScriptSite;
  readonly command: ShellCommand;
  readonly word: ShellWord;
}

/** A `cd` with nothing behind it. One that only goes back after an earlier `cd` is a habit that does no harm. */
function lostCd(site: ScriptSite): LostCd | undefined {
  const { script, form } = site;
  const last = script.statements.at(-1);
  const [command] = last?.kind === 'command' ? last.commands : [];
  const [word] = command?.args ?? [];
  if (!command || !word || form === 'exec' || script.errors.length > 0 || last?.operator === '&') return undefined;
  if (command.program !== 'cd' || command.wrappers.length > 0 || command.args.length !== 1) return undefined;
  if (command.conditional || command.negated || word.raw.startsWith('-')) return undefined;
  const alone = script.statements.length === 1;
  if (!alone && /^(?:\.\.|\/|~)$/.test(word.raw)) return undefined;
  const moves = script.commands.some((other) => other !== command && /^(?:cd|pushd)$/.test(other.program ?? ''));
  return moves ? undefined : { site, command, word };
}

interface Target {
  /** As WORKDIR would be given it. */
  readonly text: string;
  readonly blocked: string | undefined;
}

/** Variables of the shell that the Dockerfile sets itself, so that WORKDIR knows them too. */
const isKnownToBuilder = (document: DockerfileDocument, run: RunInstruction, word: ShellWord): boolean =>
  !word.hasCommandSubstitution &&
  !word.raw.includes("'") &&
  word.variables.every(
    ({ name, operator }) => operator === undefined && /^(?:env|arg)$/.test(document.resolve(name, run).kind),
  );

function targetOf(document: DockerfileDocument, run: RunInstruction, { site, command, word }: LostCd): Target {
  if (word.tilde) return { text: word.raw, blocked: '`~` depends on the user' };
  if (word.value === undefined) {
    const text = word.raw.replace(/"/g, '');
    const known = isKnownToBuilder(document, run, word);
    return { text, blocked: known ? undefined : `WORKDIR may not know the value of \`${word.raw}\`` };
  }
  if (/[$"'\\`*?[{]/.test(word.value)) return { text: word.value, blocked: 'the path holds special characters' };
  if (word.value.startsWith('/')) return { text: word.value, blocked: undefined };
  const directory = commandDirectory(document, run, site.script, command);
  const text = directory?.includes('\0') ? undefined : joinDirectory(directory, word.value);
  return text === undefined
    ? { text: word.value, blocked: `the directory that \`${word.value}\` starts from is not known` }
    : { text, blocked: undefined };
}

/** The RUN without its `cd`, and a WORKDIR below it or in its place; undefined when a comment would get lost. */
function edits(document: DockerfileDocument, run: RunInstruction, lost: LostCd, path: string): Edit[] | undefined {
  const { text } = document.source;
  const { script, form } = lost.site;
  const workdir = `${document.keyword('WORKDIR', run)} ${path}`;
  const previous = script.statements.at(-2);
  const { end } = lost.command.span;
  if (form === 'shell' && (run.heredocs.length > 0 || text.slice(end, run.span.end).trim() !== '')) return undefined;
  if (!previous) {
    const whole = { start: run.keyword.start, end: run.span.end };
    return run.comments.length === 0 && form === 'shell' ? [{ span: whole, text: workdir }] : undefined;
  }
  const cut = { start: previous.span.end, end };
  const between = text.slice(cut.start, lost.command.span.start);
  if (run.onbuild || previous.operator === '&' || !/^[\s\\`;&]*$/.test(between)) return undefined;
  const below = { start: run.span.end, end: run.span.end };
  return [
    { span: cut, text: '' },
    { span: below, text: `\n${indentAt(document, run.keyword.start)}${workdir}` },
  ];
}

export default defineRule({
  id: 'dockerfile/no-lost-cd',
  aka: ['dockerfile/cd-in-run'],
  summary: 'Change the directory with WORKDIR, not with a cd that ends with its RUN',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3003'], tally: ['hadolint/DL3003'], trivy: ['DS-0013'], droast: ['DF008'] },
  messages: {
    lost: '`{{command}}` ends with this RUN; use `WORKDIR {{path}}`',
  },
  notes: ['run-shells', 'workdir'],
  lessons: ['D08'],
  docs: {
    why: 'Every `RUN` starts a shell of its own, in the directory that `WORKDIR` named last. A `cd` with no command behind it is therefore without any effect: the next instruction begins where this one began.',
    instead: 'Use `WORKDIR`, which holds for all instructions below it. Within one `RUN`, `cd x && make` is fine.',
    invalid: [
      {
        code: 'FROM python:3.13-slim\nRUN cd /srv/shop\nCOPY . .\n',
        fixed: 'FROM python:3.13-slim\nWORKDIR /srv/shop\nCOPY . .\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN cd /src && make && make install\nRUN (cd /src && make clean)\n' }],
    fixSafety: 'The instructions below now work in that directory, and it is created when it is missing.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#workdir',
      'https://docs.docker.com/build/building/best-practices/#workdir',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      const lost = scriptsOf(ctx.doc, run).flatMap((site) => lostCd(site) ?? [])[0];
      if (!lost) return;
      const target = targetOf(ctx.doc, run, lost);
      const change = target.blocked === undefined ? edits(ctx.doc, run, lost, target.text) : undefined;
      ctx.report({
        message: 'lost',
        span: lost.command.span,
        data: { command: `cd ${lost.word.raw}`, path: target.text },
        fixes: change ? [{ title: `Replace with WORKDIR ${target.text}`, safety: 'unsafe', edits: () => change }] : [],
        noFix: target.blocked,
      });
    },
  }),
});
