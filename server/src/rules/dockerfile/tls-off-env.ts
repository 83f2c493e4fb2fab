import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { wholeLines } from '../../core/text';

/** Variables that turn the check of certificates off, and the values with which they do. */
const SWITCHES: ReadonlyMap<string, RegExp> = new Map([
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(?:1|true|yes|on)$/i],
]);

export default defineRule({
  id: 'dockerfile/tls-off-env',
  summary: 'Do not turn the check of certificates off by a variable',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_5', 'CKV2_DOCKER_6', 'CKV2_DOCKER_14'] },
  messages: {
    off: '`{{name}}={{value}}` accepts any certificate; add the right authority instead',
  },
  notes: ['env-and-arg', 'secrets'],
  docs: {
    why: 'Without the check of certificates everyone on the way can answer in place of the server, read what is sent and change what is downloaded. In ENV it holds for the running program too.',
    instead:
      'Copy the certificate of your own authority into the image and let the system or `NODE_EXTRA_CA_CERTS` name it.',
    invalid: [{ code: 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n', fixed: 'FROM node:22\n' }],
    valid: [{ code: 'FROM node:22\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/own-ca.pem\n' }],
    fixSafety: 'Connections to servers whose certificates are not valid fail.',
    references: [
      'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
      'https://git-scm.com/docs/git-config',
    ],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (instruction.kind !== 'Env' && instruction.kind !== 'Arg') return;
      for (const { key, value, span } of instruction.pairs) {
        const text = value && ctx.doc.valueOf(value, instruction);
        if (text === undefined || SWITCHES.get(key.raw)?.test(text) !== true) continue;
        const whole = wholeLines(ctx.doc.source, instruction.span);
        const fix: Fix = {
          title: `Remove ${key.raw}`,
          safety: 'unsafe',
          edits: () => [{ span: whole, text: '' }],
        };
        const isAlone = instruction.pairs.length === 1 && !instruction.onbuild && instruction.comments.length === 0;
        ctx.report({ message: 'off', span, data: { name: key.raw, value: text }, fixes: isAlone ? [fix] : [] });
      }
    },
    Command({ command }) {
      for (const { name, value, span } of [...command.assignments, ...command.declarations]) {
        const text = value?.value;
        if (text === undefined || SWITCHES.get(name)?.test(text) !== true) continue;
        ctx.report({ message: 'off', span, data: { name, value: text } });
      }
    },
  }),
});
