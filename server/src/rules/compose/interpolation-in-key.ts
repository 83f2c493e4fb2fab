import { defineRule } from '../../core/rule';
import { hasVariable } from '../../languages/compose/interpolate';
import { FREE_PAIRS } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import { asMap } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/interpolation-in-key',
  summary: 'Write variables in values, not in keys',
  category: 'correctness',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: { key: 'Compose fills in no variables in keys, `{{key}}` stays as it is; use a list of `name=value`' },
  notes: ['variables'],
  docs: {
    why: 'Variables are put into values only. A key that looks like one reaches the container as it is written. In a list, where name and value are one text, both can hold variables.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      "${PREFIX}.name": shop\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      - "${PREFIX}.name=shop"\n' }],
    references: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const path of FREE_PAIRS) {
          const map = asMap(service.at(...path));
          for (const { name, keySpan } of map?.entries ?? []) {
            if (hasVariable(name) && isNew(keySpan))
              ctx.report({ message: 'key', span: keySpan, data: { key: shown(name) } });
          }
        }
      },
    };
  },
});
