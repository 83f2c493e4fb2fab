import { defineRule } from '../../core/rule';

const OFF = /sslverify\s*=\s*(?:0|false|no)\b/i;
const PROGRAMS = new Set(['yum', 'dnf', 'dnf5', 'microdnf', 'tdnf', 'yum-config-manager', 'dnf-config-manager']);

export default defineRule({
  id: 'dockerfile/yum-sslverify-off',
  summary: 'Let yum and dnf check certificates',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_15'] },
  messages: {
    off: '`{{option}}` accepts any certificate; name your own authority with `sslcacert`',
  },
  notes: ['package-managers'],
  docs: {
    why: 'Without the check of certificates everyone between the build and the mirror can hand out other packages and lists.',
    instead: 'Copy the certificate of your own authority into the image and name it with `sslcacert`.',
    invalid: [{ code: 'FROM fedora:42\nRUN dnf install -y --setopt=sslverify=false curl\n' }],
    valid: [{ code: 'FROM fedora:42\nRUN dnf install -y --setopt=sslcacert=/etc/ssl/own-ca.pem curl\n' }],
    references: ['https://dnf.readthedocs.io/en/latest/conf_ref.html'],
  },
  check: (ctx) => ({
    Command({ command }) {
      if (!PROGRAMS.has(command.program ?? '')) return;
      for (const word of command.args) {
        const text = word.value;
        if (text === undefined || !OFF.test(text)) continue;
        ctx.report({ message: 'off', span: word.span, data: { option: text } });
      }
    },
  }),
});
