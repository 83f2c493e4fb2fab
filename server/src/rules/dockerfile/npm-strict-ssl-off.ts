import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';

export default defineRule({
  id: 'dockerfile/npm-strict-ssl-off',
  summary: 'Let npm and yarn check certificates',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_12', 'CKV2_DOCKER_13'] },
  messages: {
    off: '`{{setting}}` accepts any certificate; set `cafile` to your own authority',
  },
  notes: ['package-managers'],
  docs: {
    why: 'Without the check of certificates everyone between the build and the registry can hand out packages of their own, and their install scripts run at once.',
    instead:
      'Copy the certificate of your own authority into the image and name it with `npm config set cafile` or `NODE_EXTRA_CA_CERTS`.',
    invalid: [{ code: 'FROM node:22\nRUN npm config set strict-ssl false\n' }],
    valid: [{ code: 'FROM node:22\nRUN npm config set cafile /etc/ssl/own-ca.pem\n' }],
    references: ['https://docs.npmjs.com/cli/using-npm/config#strict-ssl'],
  },
  check: (ctx) => ({
    Env(instruction) {
      for (const { key, value, span } of instruction.pairs) {
        const text = value && ctx.doc.valueOf(value, instruction);
        if (text !== 'false' || !/^(?:npm_config_strict_ssl|yarn_enable_strict_ssl)$/i.test(key.raw)) continue;
        ctx.report({ message: 'off', span, data: { setting: `${key.raw}=false` } });
      }
    },
    Command(node) {
      const call = packageCallOf(node);
      if (call?.family !== 'node') return;
      const { words } = node.command;
      const at = words.findIndex((word) => /^(?:--)?(?:strict-ssl|enableStrictSsl)(?:=false)?$/.test(word.value ?? ''));
      const word = words[at];
      if (!word || (!word.value?.endsWith('=false') && words[at + 1]?.value !== 'false')) return;
      ctx.report({
        message: 'off',
        span: word.span,
        data: { setting: `${word.value?.replace(/=false$/, '') ?? ''} false` },
      });
    },
  }),
});
