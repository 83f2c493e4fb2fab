import { defineRule } from '../../core/rule';
import { once, removal } from '../../languages/compose/own';
import { type MapValue, textOf, type Value } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

const PATHS = [['deploy', 'resources', 'reservations', 'devices'], ['gpus']];

export default defineRule({
  id: 'compose/device-count-and-ids',
  aka: ['compose/gpus-count-and-ids', 'compose/device-no-capabilities'],
  summary: 'Ask for devices by `count` or by `device_ids`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    both: '`count` and `device_ids` exclude each other; keep one of them',
    count: '`count` cannot be `{{value}}`; write a number, or `all`',
  },
  notes: [],
  docs: {
    why: 'A reservation asks for so many devices, or for certain ones. Compose refuses one that does both, and a `count` that is neither a number nor `all`. That `capabilities` are missing is reported by `compose/schema`.',
    invalid: [
      {
        code: 'services:\n  model:\n    image: example.com/model:3\n    gpus:\n      - driver: nvidia\n        count: 1\n        device_ids: ["0"]\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  model:\n    image: example.com/model:3\n    gpus:\n      - driver: nvidia\n        device_ids: ["0"]\n',
      },
    ],
    fixSafety: 'The service gets other devices.',
    references: ['https://docs.docker.com/reference/compose-file/deploy/#devices'],
  },
  check: (ctx) => {
    const first = once();
    const judge = (map: MapValue): void => {
      const [count, ids] = [map.entry('count'), map.entry('device_ids')];
      const text = textOf(count?.value);
      if (count && text !== undefined && !isCount(count.value, text) && first(count.keySpan)) {
        ctx.report({ message: 'count', span: count.value.span, data: { value: shown(text) } });
      }
      if (!count || !ids || !first(ids.keySpan)) return;
      const fixes = ['count', 'device_ids'].flatMap((key) => removal(`Remove ${key}`, 'unsafe', map, [key]));
      ctx.report({ message: 'both', span: ids.keySpan, fixes });
    };
    return {
      Service(service) {
        for (const path of PATHS) {
          const list = service.at(...path);
          for (const { value } of list?.kind === 'list' ? list.items : []) if (value.kind === 'map') judge(value);
        }
      },
    };
  },
});

/** `all` in any case, or an integer. */
const isCount = (value: Value, text: string): boolean =>
  text.toLowerCase() === 'all' ||
  (value.kind === 'scalar' && value.yaml.kind === 'int') ||
  (text.length < 20 && /^[-+]?\d+$/.test(text));
