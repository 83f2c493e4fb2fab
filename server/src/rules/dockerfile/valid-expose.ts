import { defineRule } from '../../core/rule';
import type { ExposeInstruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { trailingCommentFix } from '../../languages/dockerfile/trailing-comment';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/valid-expose',
  aka: ['dockerfile/invalid-port', 'dockerfile/expose-invalid-format', 'dockerfile/expose-proto-casing'],
  summary: 'Give EXPOSE container ports, with tcp, udp or sctp',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    hadolint: ['DL3011'],
    trivy: ['DS-0008'],
    droast: ['DF040'],
    'dockerfile-utils': ['INVALID_PORT'],
  },
  messageEquivalents: {
    protocol: { 'dockerfile-utils': ['INVALID_PROTO'] },
    format: { buildkit: ['ExposeInvalidFormat'], tally: ['buildkit/ExposeInvalidFormat'] },
    casing: { buildkit: ['ExposeProtoCasing'], tally: ['buildkit/ExposeProtoCasing'] },
  },
  messages: {
    port: '`{{port}}` is no port; write a number or a range up to 65535',
    list: '`{{port}}` is no port; part ports by blanks, not by commas',
    comment: 'A comment cannot stand behind `EXPOSE`; move it to a line of its own',
    protocol: '`{{protocol}}` is no protocol of EXPOSE; write tcp, udp or sctp',
    format: '`{{port}}` looks like published ports, which EXPOSE does not do; write `{{container}}`',
    casing: 'Write the protocol `{{protocol}}` in small letters',
  },
  notes: ['ports'],
  lessons: ['D26'],
  docs: {
    why: '`EXPOSE` documents the ports on which the container listens. It publishes nothing: host ports and addresses belong to `docker run -p` or to Compose. The builder refuses what is no port.',
    invalid: [
      { code: 'FROM nginx:1.29\nEXPOSE 8080:80\n', fixed: 'FROM nginx:1.29\nEXPOSE 80\n' },
      { code: 'FROM nginx:1.29\nEXPOSE 80,443\n', fixed: 'FROM nginx:1.29\nEXPOSE 80 443\n' },
      { code: 'FROM nginx:1.29\nEXPOSE 80000\n' },
    ],
    valid: [{ code: 'FROM nginx:1.29\nEXPOSE 80 443/tcp 5000-5010/udp\n' }],
    references: [
      'https://docs.docker.com/reference/dockerfile/#expose',
      'https://docs.docker.com/reference/build-checks/expose-invalid-format/',
      'https://docs.docker.com/reference/build-checks/expose-proto-casing/',
    ],
  },
  check: (ctx) => {
    const judge = (instruction: ExposeInstruction, word: Word): void => {
      const whole = ctx.doc.valueOf(word, instruction);
      if (whole === undefined || whole.trim() === '') return;
      const plain = word.raw === whole;
      const span = word.span;
      for (const port of whole.trim().split(/\s+/)) {
        const found = problemOf(port);
        if (!found) continue;
        const shown = short(port);
        const replace = (text: string) =>
          plain ? [{ title: `Replace with ${text}`, safety: 'safe' as const, edits: () => [{ span, text }] }] : [];
        switch (found.kind) {
          case 'port':
            ctx.report({ message: 'port', span, data: { port: shown } });
            break;
          case 'list':
            ctx.report({ message: 'list', span, data: { port: shown }, fixes: replace(found.text) });
            break;
          case 'protocol': {
            const start = word.raw.indexOf('/') + 1;
            ctx.report({
              message: 'protocol',
              span: plain && start < word.raw.length ? word.at(start, word.raw.length) : span,
              data: { protocol: short(found.text) },
            });
            break;
          }
          case 'format':
            ctx.report({
              message: 'format',
              severity: 'warning',
              span,
              data: { port: shown, container: found.text },
              fixes: replace(found.text),
            });
            break;
          case 'casing': {
            const start = word.raw.indexOf('/') + 1;
            ctx.report({
              message: 'casing',
              severity: 'hint',
              span: plain ? word.at(start, word.raw.length) : span,
              data: { protocol: found.text },
              fixes: replace(port.toLowerCase()),
            });
          }
        }
      }
    };
    return {
      Expose(instruction) {
        let before: Word | undefined;
        for (const word of instruction.ports) {
          if (word.raw.startsWith('#')) {
            ctx.report({
              message: 'comment',
              span: word.span,
              fixes: trailingCommentFix(ctx.doc, instruction, before, word),
            });
            return;
          }
          if (word.problems.length === 0) judge(instruction, word);
          before = word;
        }
      },
    };
  },
});

interface Problem {
  readonly kind: 'port' | 'list' | 'protocol' | 'format' | 'casing';
  /** What to write instead, or the part that is wrong. */
  readonly text: string;
}

/** Judges `[[ip:]host:]container[-container][/protocol]`. */
function problemOf(text: string): Problem | undefined {
  const colon = text.lastIndexOf(':');
  const container = text.slice(colon + 1);
  const slash = container.indexOf('/');
  const range = slash < 0 ? container : container.slice(0, slash);
  const protocol = slash < 0 ? undefined : container.slice(slash + 1);
  if (!isRange(range)) {
    const parts = text.split(/[,;]/).filter((part) => part !== '');
    const list = parts.length > 0 && /[,;]/.test(text) && parts.every((part) => problemOf(part) === undefined);
    return { kind: list ? 'list' : 'port', text: parts.join(' ') };
  }
  if (protocol !== undefined && !/^(?:tcp|udp|sctp|)$/i.test(protocol)) return { kind: 'protocol', text: protocol };
  if (colon >= 0)
    return published(text.slice(0, colon), range) ? { kind: 'format', text: container } : { kind: 'port', text };
  return protocol !== undefined && protocol !== protocol.toLowerCase() ? { kind: 'casing', text: protocol } : undefined;
}

/** Whether what stands before the container's ports is a host port, an address, or both. */
function published(before: string, range: string): boolean {
  const colon = before.lastIndexOf(':');
  const host = before.slice(colon + 1);
  const address = colon < 0 ? '' : before.slice(0, colon);
  if ((address !== '' && !isAddress(address)) || (host !== '' && !isRange(host))) return false;
  return host === '' || size(host) === size(range) || size(range) === 0;
}

const isPort = (text: string | undefined): boolean =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) <= 65535;

function isRange(text: string): boolean {
  const [first, last, more] = text.split('-');
  if (more !== undefined || !isPort(first)) return false;
  return last === undefined || (isPort(last) && Number(last) >= Number(first));
}

function size(range: string): number {
  const [first, last] = range.split('-');
  return Number(last ?? first) - Number(first);
}

function isAddress(text: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text))
    return text.split('.').every((part) => String(Number(part)) === part && Number(part) < 256);
  const groups = text.replace(/^\[(.*)\]$/, '$1').split(':');
  const gaps = groups.slice(1, -1).filter((group) => group === '').length;
  return (
    groups.every((group) => /^[0-9a-fA-F]{0,4}$/.test(group)) &&
    (gaps === 1 || (gaps === 2 && /^\[?::|::\]?$/.test(text)) ? groups.length <= 9 : groups.length === 8 && gaps === 0)
  );
}
