import { defineRule } from '../../core/rule';
import { once, removed } from '../../languages/compose/own';
import { portsOf } from '../../languages/compose/ports';
import { asList, textOf } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/expose-redundant',
  summary: 'Do not expose what is published',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    redundant: '`{{text}}` is in `ports` already; remove it from `expose`',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'A port that is published is exposed too. `expose` has no effect of its own: services of one network reach every port.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    expose: ["80"]\n    ports: ["8080:80"]\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#expose'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const list = asList(service.get('expose'));
        if (!list) return;
        const ports = new Set(
          portsOf(service).flatMap(({ target, protocol }) =>
            target ? `${target.first}-${target.last}/${protocol}` : [],
          ),
        );
        for (const { value, written } of list.items) {
          const text = textOf(value);
          const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/.exec(text ?? '');
          if (text === undefined || !match || !first(value.span)) continue;
          const [, from = '', to = from, protocol = 'tcp'] = match;
          if (!ports.has(`${from}-${to}/${protocol}`)) continue;
          const single = list.items.length === 1;
          const fixes =
            written && !single && removed(written) ? [fix(`Remove ${text}`, 'safe', () => removed(written))] : [];
          ctx.report({ message: 'redundant', span: value.span, data: { text: shown(text) }, fixes });
        }
      },
    };
  },
});
