import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { flag, type Instruction } from '../../languages/dockerfile/nodes';
import { leavesInImage } from '../../languages/dockerfile/packages';
import type { ShellCommand, ShellWord } from '../../languages/shell';

/** A mode with write permission for others taken away; undefined when it gives none, or has the sticky bit of `/tmp`. */
function tightened(mode: string): string | undefined {
  const octal = /^(0*)([0-7]?)([0-7])([0-7])([0-7])$/.exec(mode);
  if (octal) {
    const [, zeros = '', special = '', user = '', group = '', others = ''] = octal;
    if ((Number(others) & 2) === 0 || (Number(special || '0') & 1) === 1) return undefined;
    return `${zeros}${special}${user}${group}${Number(others) & 5}`;
  }
  return symbolic(mode);
}

function symbolic(mode: string): string | undefined {
  const clauses = mode.split(',');
  const open = clauses.some((clause) => /^[ugoa]*[oa][ugoa]*[+=][rwxXst]*w/.test(clause));
  if (!open || /t/.test(mode)) return undefined;
  return clauses
    .map((clause) =>
      clause.replace(/^([ugoa]*)([+=])w$/, (whole: string, who: string, sign: string) =>
        narrowed(who) === '' ? whole : `${narrowed(who)}${sign}w`,
      ),
    )
    .join(',');
}

const narrowed = (who: string): string => (who.includes('a') ? 'ug' : who.replaceAll('o', ''));

/** The word that holds the mode of `chmod`, `mkdir -m`, `install -m`. */
function modeWord({ program, args }: ShellCommand): ShellWord | undefined {
  if (program === 'chmod')
    return args.find((word) => !/^-[A-Za-z-]/.test(word.literalPrefix) || /^-[rwx]/.test(word.literalPrefix));
  if (program !== 'mkdir' && program !== 'install') return undefined;
  const at = args.findIndex((word) => /^-\w*m$/.test(word.value ?? '') || word.value === '--mode');
  return at < 0 ? undefined : args[at + 1];
}

export default defineRule({
  id: 'dockerfile/world-writable',
  summary: 'Do not let every user write to files of the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { sonar: ['S2612'], droast: ['DF034'] },
  messages: {
    open: '`{{mode}}` lets every user write here; give the files to the user who needs them',
  },
  notes: ['users', 'user'],
  docs: {
    why: 'Who gets into the container as any user can then change programs or settings that others run. Mostly the mode stands in for a missing owner.',
    instead:
      'Give the files to the user of the service with `COPY --chown` or `chown`; for any uid of OpenShift give them to group 0 with `chmod g=u`. A shared folder such as `/tmp` has the sticky bit: `1777`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN chmod -R 777 /srv/data\n',
        fixed: 'FROM debian:bookworm\nRUN chmod -R 775 /srv/data\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nRUN chown -R 10001:0 /srv/data && chmod -R g=u /srv/data\n' },
      { code: 'FROM debian:bookworm\nRUN chmod 1777 /var/cache/app\n' },
    ],
    fixSafety: 'A process whose user is neither the owner nor in the group cannot write there any more.',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  },
  check: (ctx) => {
    function report(mode: string, span: Span): void {
      const better = tightened(mode);
      if (better === undefined) return;
      const fix: Fix = {
        title: `Replace with ${better}`,
        safety: 'unsafe',
        edits: () => [{ span, text: better }],
      };
      ctx.report({ message: 'open', span, data: { mode }, fixes: tightened(better) === undefined ? [fix] : [] });
    }
    return {
      Instruction(instruction: Instruction) {
        if (instruction.kind !== 'Copy' && instruction.kind !== 'Add') return;
        const mode = flag(instruction, 'chmod')?.value;
        if (mode?.literal !== undefined && mode.raw === mode.literal && leavesInImage(ctx.doc, instruction))
          report(mode.literal, mode.span);
      },
      Command({ command, instruction }) {
        const word = instruction.kind === 'Run' ? modeWord(command) : undefined;
        if (word?.value === undefined || !leavesInImage(ctx.doc, instruction)) return;
        const quotes = word.span.end - word.span.start - word.value.length;
        if (quotes !== 0 && quotes !== 2) return;
        report(word.value, { start: word.span.start + quotes / 2, end: word.span.end - quotes / 2 });
      },
    };
  },
});
