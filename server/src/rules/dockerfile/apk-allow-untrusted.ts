import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';
import { withoutOption } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/apk-allow-untrusted',
  summary: 'Install only signed packages with apk',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_7'] },
  messages: {
    unsigned: '`{{option}}` installs packages that nobody signed; add the key to `/etc/apk/keys`',
  },
  notes: ['package-managers'],
  docs: {
    why: 'The signature tells that a package comes from its maker. Without a check whoever stands between the build and the server can put a program of theirs into the image.',
    instead: 'Copy the public key of the repository to `/etc/apk/keys` first.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted curl\n',
        fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n' }],
    fixSafety: 'The build fails when a package has no valid signature.',
    references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],
  },
  check: (ctx) => ({
    Command(node) {
      const call = packageCallOf(node);
      if (!call || !(call.manager === 'apk')) return;
      for (const option of call.options) {
        if (!/^--allow-untrusted$/.test(option.name)) continue;
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
