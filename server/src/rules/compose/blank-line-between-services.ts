import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import { type Gap, gapsIn } from '../../languages/yaml/gaps';

export default defineRule({
  id: 'compose/blank-line-between-services',
  summary: 'Separate services by one blank line, or by none',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {},
  options: {
    lines: {
      type: 'integer',
      description: 'Blank lines above each service but the first.',
      default: 1,
      minimum: 0,
      maximum: 1,
    },
  },
  messages: {
    missing: 'No blank line above service `{{name}}`; add one',
    extra: '{{count}} above service `{{name}}`; leave {{left}}',
  },
  notes: [],
  docs: {
    why: 'A blank line shows where a service ends before its name has been read. Comments directly above a service belong to it, and the line stands above them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n  # what the shop remembers\n  db:\n    image: postgres:18\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n\n  # what the shop remembers\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n\n  db:\n    image: postgres:18\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => {
    const { lines } = ctx.options;
    return {
      Compose({ roots }) {
        for (const root of roots) {
          const services = root.get('services');
          const node = services?.kind === 'map' ? services.node : undefined;
          if (!node || node.document.source !== ctx.source) continue;
          for (const gap of gapsIn(node)) {
            const { span } = gap.entry.key;
            const name = shown(gap.entry.name);
            const count = lines === 0 ? gap.blanks.length : gap.above;
            if (count < lines) {
              const fixes = [fix('Add a blank line', 'safe', () => [added(gap)])];
              ctx.report({ message: 'missing', span, data: { name }, fixes });
            } else if (count > lines) {
              const title = lines === 0 ? 'Remove the blank lines' : 'Leave one blank line';
              const fixes = [fix(title, 'safe', () => cut(gap, count - lines))];
              const left = lines === 0 ? 'none' : 'one';
              ctx.report({ message: 'extra', span, data: { name, count: counted(count), left }, fixes });
            }
          }
        }
      },
    };
  },
});

const added = ({ start }: Gap): Edit => ({ span: { start, end: start }, text: '\n' });

const cut = ({ blanks }: Gap, count: number): readonly Edit[] =>
  blanks.slice(-count).map((span) => ({ span, text: '' }));

const counted = (count: number): string => (count === 1 ? '1 blank line' : `${count} blank lines`);
