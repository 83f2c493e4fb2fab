import { defineRule } from '../../core/rule';
import { packageCallOf } from '../../languages/dockerfile/packages';

/** On the machine itself, and inside a network, there may be no certificate at all. */
const isLocal = (host: string): boolean => /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal)/.test(host);

export default defineRule({
  id: 'dockerfile/pip-trusted-host',
  summary: 'Let pip check certificates',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_4', 'CKV2_DOCKER_16'] },
  messages: {
    trusted: '`{{host}}` is trusted whatever its certificate; give pip the authority with `--cert`',
  },
  notes: ['package-managers'],
  docs: {
    why: 'For a trusted host pip takes any certificate and plain HTTP. Everyone between the build and the index can then hand out packages of their own.',
    instead: 'Copy the certificate of your own authority into the image and name it with `--cert` or `PIP_CERT`.',
    invalid: [{ code: 'FROM python:3.13\nRUN pip install --no-cache-dir --trusted-host pypi.org flask\n' }],
    valid: [{ code: 'FROM python:3.13\nRUN pip install --no-cache-dir --cert /etc/ssl/own-ca.pem flask\n' }],
    references: ['https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host'],
  },
  check: (ctx) => ({
    Env(instruction) {
      for (const { key, value, span } of instruction.pairs) {
        const text = value && ctx.doc.valueOf(value, instruction);
        if (key.raw !== 'PIP_TRUSTED_HOST' || !text || isLocal(text)) continue;
        ctx.report({ message: 'trusted', span, data: { host: text } });
      }
    },
    Command(node) {
      const call = packageCallOf(node);
      if (call?.family !== 'python') return;
      for (const { name, value, word } of call.options) {
        if (name !== '--trusted-host' || value === undefined || isLocal(value)) continue;
        ctx.report({ message: 'trusted', span: word.span, data: { host: value } });
      }
    },
  }),
});
