import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';
import { withoutOption } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/apt-allow-unauthenticated',
  summary: 'Install only signed packages with apt',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_8'] },
  messages: {
    unsigned: '`{{option}}` installs packages that nobody signed; add the key of the repository',
  },
  notes: ['package-managers'],
  docs: {
    why: 'The signature tells that a package comes from its maker. Without a check whoever stands between the build and the server can put a program of theirs into the image.',
    instead: 'Put the key of the repository into `/usr/share/keyrings` and name it in `signed-by=`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y --allow-unauthenticated curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n' }],
    fixSafety: 'The build fails when a package has no valid signature.',
    references: ['https://manpages.debian.org/bookworm/apt/apt-get.8.en.html'],
  },
  check: (ctx) => ({
    Command(node) {
      const call = packageCallOf(node);
      if (!call || !(call.family === 'apt')) return;
      for (const option of call.options) {
        if (!/^--allow-unauthenticated$/.test(option.name)) continue;
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
