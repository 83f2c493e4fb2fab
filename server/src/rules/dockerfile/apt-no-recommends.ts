import { defineRule } from '../../core/rule';
import { addOption, callName, callSpan, mentions, packageCalls } from '../../languages/dockerfile/packages';
import type { ParsedOption } from '../../languages/shell';

const isSetting = ({ valueWord }: ParsedOption): boolean => /install-recommends/i.test(valueWord?.raw ?? '');

export default defineRule({
  id: 'dockerfile/apt-no-recommends',
  summary: 'Install Debian packages without what they merely recommend',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3015'], trivy: ['DS-0029'], droast: ['DF016'] },
  messages: {
    recommends: '`{{command}}` brings recommended packages too; add `--no-install-recommends`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'Debian packages name others that they work well with, and apt-get installs these as well. In an image most of them are weight and attack surface.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install --no-install-recommends -y curl\n',
      },
    ],
    valid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl\n',
      },
    ],
    fixSafety:
      'What came as a recommendation is missing then, such as `ca-certificates` behind `curl` and `git`: name what is needed.',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run)) {
        if (call.manager !== 'apt-get' && call.manager !== 'apt' && call.manager !== 'aptitude') continue;
        if (call.subcommand !== 'install' || call.hasUnknownWords || call.has('--no-install-recommends')) continue;
        if (call.has('--install-recommends', '--without-recommends', '-R') || call.options.some(isSetting)) continue;
        if (mentions(ctx.doc, 'APT::Install-Recommends')) continue;
        const option = call.manager === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
        ctx.report({
          message: 'recommends',
          span: callSpan(ctx.doc, call),
          data: { command: callName(call) },
          fixes: [
            {
              title: `Add ${option}`,
              safety: 'unsafe',
              edits: () => [addOption(call.node, call.flagInsertAt, option)],
            },
          ],
        });
      }
    },
  }),
});
