import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';
import { withoutOption } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/apt-force-yes',
  summary: 'Do not let apt answer yes to everything',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_11'] },
  messages: {
    unsigned: '`{{option}}` installs unsigned packages and downgrades too; use `-y`',
  },
  notes: ['package-managers'],
  docs: {
    why: 'With this option apt goes on whatever is wrong: packages without a signature, downgrades, the removal of what the system needs. It is deprecated since apt 1.1.',
    instead:
      '`-y` answers the harmless questions; what else is meant has an option of its own, such as `--allow-downgrades`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y --force-yes curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n' }],
    fixSafety: 'The build stops where apt would have to do something harmful.',
    references: ['https://manpages.debian.org/bookworm/apt/apt-get.8.en.html'],
  },
  check: (ctx) => ({
    Command(node) {
      const call = packageCallOf(node);
      if (!call || !(call.family === 'apt')) return;
      for (const option of call.options) {
        if (!/^--force-yes$/.test(option.name)) continue;
        ctx.report({
          message: 'unsigned',
          span: option.span,
          data: { option: option.name },
          fixes: withoutOption(ctx.doc, node, option),
        });
      }
    },
  }),
});
