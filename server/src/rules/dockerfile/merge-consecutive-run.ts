import { defineRule } from '../../core/rule';
import { leavesInImage } from '../../languages/dockerfile/packages';
import { followingRun, joinRuns } from '../../languages/dockerfile/run-edits';
import { commandsOf, scriptsOf } from '../../languages/dockerfile/scripts';

/** What a RUN does to its shell would reach the commands of the next one. */
const LASTING = new Set([
  'cd',
  'pushd',
  'set',
  'export',
  'unset',
  'source',
  '.',
  'umask',
  'trap',
  'exec',
  'exit',
  'alias',
  'shopt',
]);

export default defineRule({
  id: 'dockerfile/merge-consecutive-run',
  aka: ['dockerfile/consecutive-run'],
  summary: 'Group the commands that belong together in one RUN',
  category: 'performance',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { hadolint: ['DL3059'], sonar: ['S7031'], droast: ['DF003'] },
  messages: {
    merge: 'This `RUN` adds a layer of its own; join it with the one before',
  },
  notes: ['grouping-commands', 'image-layers'],
  lessons: ['D27'],
  docs: {
    why: 'Every `RUN` is a layer. What one adds and the next deletes stays in the image, and commands that belong together are cached apart, so that half of them can be old.',
    instead:
      'Join what belongs together; keep apart what changes at different times, for a changed word repeats the whole `RUN`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN groupadd app\nRUN useradd -g app app\n',
        fixed: 'FROM debian:bookworm\nRUN groupadd app \\\n    && useradd -g app app\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nRUN groupadd app \\\n    && useradd -g app app\n' },
      { code: 'FROM debian:bookworm AS build\nRUN make a\nRUN make b\nFROM scratch\nCOPY --from=build /a /\n' },
    ],
    fixSafety: 'Both are one step of the layer cache from then on.',
    exceptions: 'Build stages are left alone: their layers do not ship.',
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
  },
  check: (ctx) => ({
    Run(run) {
      if (run.form?.kind !== 'shell' || run.heredocs.length > 0 || !leavesInImage(ctx.doc, run)) return;
      const next = followingRun(ctx.doc, run);
      if (!next || next.heredocs.length > 0 || scriptsOf(ctx.doc, run).length === 0) return;
      const flags = [run, next].map((one) => one.flags.map(({ name, value }) => `${name}=${value?.raw}`).join(' '));
      if (flags[0] !== flags[1]) return;
      const lasting = commandsOf(ctx.doc, run).find(
        ({ command }) =>
          LASTING.has(command.program ?? '') || (command.words.length === 0 && command.assignments.length > 0),
      );
      const edit = lasting ? undefined : joinRuns(ctx.doc, run, next);
      const name = lasting?.command.program;
      ctx.report({
        message: 'merge',
        span: next.keyword,
        fixes: edit ? [{ title: 'Join with the RUN before', safety: 'unsafe', edits: () => [edit] }] : [],
        noFix: name === undefined ? undefined : `\`${name}\` of the first would reach into the second`,
      });
    },
  }),
});
