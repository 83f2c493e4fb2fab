import { defineRule } from '../../core/rule';
import { inJsonList, packageCalls } from '../../languages/dockerfile/packages';

/** Subcommands that mean the same to both; apt's `upgrade` installs new packages too, apt-get's does not. */
const SAME = new Set([
  'install',
  'reinstall',
  'update',
  'remove',
  'purge',
  'autoremove',
  'clean',
  'autoclean',
  'build-dep',
]);

export default defineRule({
  id: 'dockerfile/use-apt-get',
  summary: 'Call apt-get, not apt, in a script',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    hadolint: ['DL3027'],
    tally: ['hadolint/DL3027'],
    checkov: ['CKV_DOCKER_9'],
    droast: ['DF059'],
  },
  messages: {
    apt: '`apt {{subcommand}}` is made for a terminal; scripts call `apt-get {{subcommand}}`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'apt is the interactive face of the package tools: its options, its output and what it keeps may change from one release to the next, and it warns about that whenever its output is not a terminal. apt-get promises to stay as it is.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt update && apt install -y curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n' }],
    references: [
      'https://manpages.debian.org/bookworm/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run)) {
        const word = call.command.programWord;
        if (call.manager !== 'apt' || call.action === 'other' || !word) continue;
        const same = SAME.has(call.subcommand) && word.value === 'apt';
        ctx.report({
          message: 'apt',
          span: word.span,
          data: { subcommand: call.subcommand },
          fixes: same
            ? [
                {
                  title: 'Replace with apt-get',
                  safety: 'safe',
                  edits: () => [{ span: word.span, text: inJsonList(call.node) ? '"apt-get"' : 'apt-get' }],
                },
              ]
            : [],
          noFix: same ? undefined : `\`apt-get ${call.subcommand}\` does not do quite the same`,
        });
      }
    },
  }),
});
