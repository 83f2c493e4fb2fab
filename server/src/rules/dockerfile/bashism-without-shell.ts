import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Stage } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { rootImage, shellBehind } from '../../languages/dockerfile/shells';
import type { Bashism } from '../../languages/shell';

const NAMES = { dash: 'dash', ash: 'BusyBox ash' } as const;

/** What has a message of its own, since other tools have a name for it. */
const KINDS = {
  test: 'test',
  'test-equals': 'equals',
  source: 'source',
  'brace-expansion': 'braces',
  array: 'array',
  'process-substitution': 'process',
  'here-string': 'herestring',
  'redirect-both': 'redirect',
  pipefail: 'pipefail',
} as const;

type MessageId = (typeof KINDS)[keyof typeof KINDS] | 'other';

const isNamed = (kind: string): kind is keyof typeof KINDS => kind in KINDS;
const messageOf = ({ kind }: Bashism): MessageId => (isNamed(kind) ? KINDS[kind] : 'other');

const TEXT = '`{{what}}` is bash, and `/bin/sh` of `{{image}}` is {{shell}}; use SHELL, or write it for sh' as const;

export default defineRule({
  id: 'dockerfile/bashism-without-shell',
  summary: 'Use bash syntax only where bash is the shell',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    test: { shellcheck: ['SC3010'], droast: ['DF066'] },
    equals: { shellcheck: ['SC3014'], droast: ['DF066'] },
    source: { shellcheck: ['SC3046'], droast: ['DF066'] },
    braces: { shellcheck: ['SC3009'], droast: ['DF066'] },
    array: { shellcheck: ['SC3030'], droast: ['DF066'] },
    process: { shellcheck: ['SC3001'], droast: ['DF066'] },
    herestring: { shellcheck: ['SC3011'], droast: ['DF066'] },
    redirect: { shellcheck: ['SC3020'], droast: ['DF066'] },
    pipefail: { shellcheck: ['SC3040'], droast: ['DF066'] },
    other: { droast: ['DF066'] },
  },
  messages: {
    test: TEXT,
    equals: TEXT,
    source: TEXT,
    braces: TEXT,
    array: TEXT,
    process: TEXT,
    herestring: TEXT,
    redirect: TEXT,
    pipefail: TEXT,
    other: TEXT,
  },
  notes: ['shell', 'run-shells'],
  lessons: ['D13'],
  docs: {
    why: 'Plain-form `RUN` goes to `/bin/sh`. On Debian and Ubuntu that is dash, on Alpine BusyBox ash: they stop at bash syntax, or, worse, read it as something else, as with `{a,b}`, which dash takes for a name.',
    instead:
      'Say `SHELL ["/bin/bash", "-c"]` where the image has bash, or write it the portable way: `.` for `source`, `[ … ]` for `[[ … ]]`, `=` for `==`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN source ./env.sh && make\n',
        fixed: 'FROM debian:bookworm\nSHELL ["/bin/bash", "-c"]\nRUN source ./env.sh && make\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nSHELL ["/bin/bash", "-c"]\nRUN source ./env.sh && make\n' },
      { code: 'FROM fedora:42\nRUN source ./env.sh && make\n' },
    ],
    fixSafety:
      'The instructions in plain form below run in bash too, and so do those of images that are built upon this one.',
    exceptions:
      'Only images whose shell is known are judged: Debian, Ubuntu, Alpine and what is built on them. Elsewhere `/bin/sh` may well be bash.',
    references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  },
  check: (ctx) => {
    /** Stages for which the fix is offered already: it covers the RUNs below too. */
    const offered = new Set<number>();
    return {
      Script(site) {
        const { instruction, interpreter, form, script } = site;
        if (form === 'exec' || script.bashisms.length === 0 || script.approximate) return;
        const shell = shellBehind(ctx.doc, instruction, interpreter);
        const stage = ctx.doc.stageOf(instruction);
        const image = stage && rootImage(ctx.doc, stage);
        if (!image || !stage || (shell !== 'dash' && shell !== 'ash')) return;
        const found = script.bashisms.find(({ kind, ash }) => kind !== 'variable' && !(shell === 'ash' && ash));
        if (!found) return;
        const covered = offered.has(stage.index) && !interpreter.stated;
        const above = covered ? 'the SHELL line that the first such RUN is offered covers this one too' : undefined;
        const reason = shell === 'ash' ? 'bash may not be in the image' : above;
        ctx.report({
          message: messageOf(found),
          span: found.span,
          data: { what: found.what, image: image.text.replace(/@.*/, ''), shell: NAMES[shell] },
          fixes: shell === 'dash' && !covered ? fixes(instruction, stage) : [],
          noFix: reason,
        });

        function fixes(at: Instruction, of: Stage): Fix[] {
          // A shebang or an explicit SHELL chose sh; a different one is not for a fix to choose.
          if (interpreter.stated || at.onbuild || at.kind !== 'Run' || of.base.kind === 'scratch') return [];
          offered.add(of.index);
          const edit = insertAbove(ctx.doc, at, `${ctx.doc.keyword('SHELL', at)} ["/bin/bash", "-c"]`);
          return [{ title: 'Add SHELL ["/bin/bash", "-c"]', safety: 'unsafe', edits: () => [edit] }];
        }
      },
    };
  },
});
