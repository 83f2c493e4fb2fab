import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { asScalar, textOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/port-bad-mode',
  summary: 'Use `host` or `ingress` as the mode of a port',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    mode: '`{{mode}}` is no mode of a port; use `host` or `ingress`',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'A port is published on the host that runs the container (`host`) or, in a Swarm, on every host (`ingress`). Compose lets other words through, and nothing comes of them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: "8080"\n        mode: bridge\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: "8080"\n        mode: host\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-3'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port({ mode }) {
        const scalar = asScalar(mode?.value);
        const text = textOf(scalar);
        if (!scalar || text === undefined || text === '' || MODES.has(text) || !first(scalar.span)) return;
        const { node, hasVariable } = scalar;
        const lower = text.toLowerCase();
        const fixes =
          node && !hasVariable && MODES.has(lower)
            ? [fix(`Write ${lower}`, 'safe', () => replaceValue(node, lower, 'go-yaml-3'))]
            : [];
        ctx.report({ message: 'mode', span: scalar.span, data: { mode: shown(text) }, fixes });
      },
    };
  },
});

const MODES: ReadonlySet<string> = new Set(['host', 'ingress']);
