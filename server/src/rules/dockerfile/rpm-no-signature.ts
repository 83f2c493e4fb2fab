import { defineRule } from '../../core/rule';
import { withoutOption } from '../../languages/dockerfile/run-edits';
import { parseOptions } from '../../languages/shell';

const UNCHECKED = new Set(['--nosignature', '--nodigest', '--noverify', '--nofiledigest']);

/** rpm(8): options whose value is the next word. */
const RPM = {
  short: 'Er',
  long: [
    '--define',
    '--undefine',
    '--eval',
    '--root',
    '--dbpath',
    '--rcfile',
    '--prefix',
    '--relocate',
    '--excludepath',
    '--pipe',
    '--macros',
    '--load',
  ],
};

export default defineRule({
  id: 'dockerfile/rpm-no-signature',
  summary: 'Let rpm check the signatures of what it installs',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_10'] },
  messages: {
    unchecked: '`rpm {{option}}` installs what nobody checked; import the key of its maker',
  },
  notes: ['package-managers'],
  docs: {
    why: 'The signature tells that a package comes from its maker, the digests that it is whole. Without them whoever stands between the build and the server can put a program of theirs into the image.',
    instead: 'Import the key with `rpm --import` first.',
    invalid: [
      {
        code: 'FROM fedora:42\nRUN rpm -i --nosignature tool.rpm\n',
        fixed: 'FROM fedora:42\nRUN rpm -i tool.rpm\n',
      },
    ],
    valid: [{ code: 'FROM fedora:42\nRUN rpm --import /keys/acme.asc && rpm -i tool.rpm\n' }],
    fixSafety: 'The build fails when a package has no valid signature, or its key is not imported.',
    references: ['https://rpm.org/docs/latest/man/rpm.8'],
  },
  check: (ctx) => ({
    Command(node) {
      if (node.command.program !== 'rpm') return;
      const { options } = parseOptions(node.command.args, RPM);
      if (!options.some(({ name }) => /^(?:-[iUF]|--(?:install|upgrade|freshen|reinstall))$/.test(name))) return;
      // `rpm -qi` tells about a package.
      if (options.some(({ name }) => /^(?:-[qVe]|--(?:query|verify|erase))$/.test(name))) return;
      for (const option of options) {
        if (!UNCHECKED.has(option.name)) continue;
        ctx.report({
          message: 'unchecked',
          span: option.span,
          data: { option: option.name },
          fixes: withoutOption(ctx.doc, node, option),
        });
      }
    },
  }),
});
