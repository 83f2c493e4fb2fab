import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { volumeSpecProblem } from '../../languages/compose/volume-spec';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-volume-spec',
  summary: 'Report volumes that Docker Compose cannot read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    target: 'This mount has no `target`; add the path in the container',
    empty: 'This volume is empty; write `source:target`, or remove it',
    part: 'A part of `{{spec}}` is empty between its colons; write `source:target:options`',
    colons: '`{{spec}}` has too many colons; write `source:target:options`',
  },
  notes: ['compose-data'],
  docs: {
    why: 'The short syntax of a volume has up to three parts, `source:target:options`, and none of them may be empty. Several options stand behind one colon, with commas between them. Compose refuses the whole file otherwise.',
    invalid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:ro:z\n' },
      { code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - "./site:"\n' },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:ro,z\n      - /var/cache/nginx\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const list = service.get('volumes');
        for (const { value } of list?.kind === 'list' ? list.items : []) {
          const type = value.kind === 'map' ? value.entry('type') : undefined;
          if (
            type &&
            value.kind === 'map' &&
            !value.has('target') &&
            !value.cleared.has('target') &&
            isNew(type.keySpan)
          ) {
            ctx.report({ message: 'target', span: type.value.span });
          }
          if (value.kind !== 'scalar' || !value.isString || value.text === undefined) continue;
          const problem = volumeSpecProblem(value.text);
          if (!problem || !isNew(value.span)) continue;
          const { span } = value;
          const data = { spec: shown(value.text) };
          if (problem === 'empty') ctx.report({ message: 'empty', span });
          else ctx.report({ message: problem === 'empty-part' ? 'part' : 'colons', span, data });
        }
      },
    };
  },
});
