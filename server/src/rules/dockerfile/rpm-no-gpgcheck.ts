import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';
import { withoutOption } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/rpm-no-gpgcheck',
  summary: 'Install only signed packages with yum, dnf and zypper',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_9'] },
  messages: {
    unsigned: '`{{option}}` installs packages that nobody signed; import the key of the repository',
  },
  notes: ['package-managers'],
  docs: {
    why: 'The signature tells that a package comes from its maker. Without a check whoever stands between the build and the server can put a program of theirs into the image.',
    instead: 'Import the key with `rpm --import` first.',
    invalid: [
      {
        code: 'FROM fedora:42\nRUN dnf install -y --nogpgcheck curl\n',
        fixed: 'FROM fedora:42\nRUN dnf install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM fedora:42\nRUN dnf install -y curl\n' }],
    fixSafety: 'The build fails when a package has no valid signature.',
    references: ['https://dnf.readthedocs.io/en/latest/command_ref.html'],
  },
  check: (ctx) => ({
    Command(node) {
      const call = packageCallOf(node);
      if (!call || !(call.family === 'rpm' || call.family === 'zypper')) return;
      for (const option of call.options) {
        if (!/^--(?:nogpgcheck|no-gpg-checks?|no-gpgchecks?)$/.test(option.name)) continue;
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
