import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { fix, shown } from '../../languages/yaml/fixes';
import { isPlainSafe } from '../../languages/yaml/quote';
import { plainValue } from '../../languages/yaml/values';

export default defineRule({
  id: 'compose/quoted-volume',
  summary: 'Write volumes without needless quotes',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['no-quotes-in-volumes'] },
  messages: { quoted: '`{{volume}}` needs no quotes; remove them' },
  notes: ['compose-data'],
  docs: {
    why: 'Paths and names of volumes are plain text for YAML. Quotes are needed only where a sign of YAML is in them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - "./site:/srv"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/srv\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/srv\n      - "#x:/y"\n' }],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#volumes',
      'https://yaml.org/spec/1.2.2/#73-flow-scalar-styles',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ key, value }) {
        if (key !== 'volumes' || value.kind !== 'scalar') return;
        const { node, raw } = value;
        if (!node || (node.style !== 'single' && node.style !== 'double') || node.tag || node.anchor) return;
        const flow = node.parent?.flow === true;
        if (!isPlainSafe(raw, flow) || plainValue(raw, 'yaml-1.2').kind !== 'string' || !isNew(node.span)) return;
        const { span } = node;
        ctx.report({
          message: 'quoted',
          span,
          data: { volume: shown(raw) },
          fixes: [fix('Remove the quotes', 'safe', () => [{ span, text: raw }])],
        });
      },
    };
  },
});
