import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { type ScalarValue, scalarsOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/expose-with-mapping',
  summary: 'Name only ports of the container in `expose`',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    mapping: '`expose` publishes nothing, `{{text}}` is no port; write `{{port}}`, or use `ports`',
    word: '`{{text}}` is no port; write a number, a range, or `80/udp`',
    refused: '`{{text}}` is no port, and Compose refuses it; write a whole number',
  },
  notes: ['compose-ports'],
  docs: {
    why: '`expose` names ports of the container, for others to know. It maps nothing to the host; that is what `ports` does. Compose lets `8080:80` through, and Docker does not know what to do with it.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    expose: ["8080:80"]\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    expose: ["80", "53/udp", "9000-9010"]\n' }],
    fixSafety: 'If the port was to be reached from outside, it belongs into `ports`.',
    references: ['https://docs.docker.com/reference/compose-file/services/#expose'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        for (const scalar of scalarsOf(service.get('expose'))) {
          const { text, span, yaml } = scalar;
          if (text === undefined || yaml.kind === 'int') continue;
          if (yaml.kind === 'float') {
            if (first(span)) ctx.report({ message: 'refused', span, data: { text: shown(text) }, severity: 'error' });
            continue;
          }
          if (yaml.kind !== 'string' || isExposed(text) || !first(span)) continue;
          const port = text.split(':').at(-1) ?? '';
          if (text.includes(':') && isExposed(port)) {
            const fixes = replacements(scalar, port);
            ctx.report({ message: 'mapping', span, data: { text: shown(text), port }, fixes });
          } else ctx.report({ message: 'word', span, data: { text: shown(text) } });
        }
      },
    };
  },
});

function isExposed(text: string): boolean {
  const match = /^(\d{1,6})(?:-(\d{1,6}))?(?:\/(?:tcp|udp|sctp))?$/i.exec(text);
  return match !== null && Number(match[1]) <= 65_535 && Number(match[2] ?? 0) <= 65_535;
}

function replacements({ node, hasVariable }: ScalarValue, port: string): readonly Fix[] {
  return node && !hasVariable ? [fix(`Write ${port}`, 'unsafe', () => replaceValue(node, port))] : [];
}
