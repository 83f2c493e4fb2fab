import { defineRule } from '../../core/rule';
import type { ComposeSchema } from '../../languages/compose/schema/types';
import { type ComposeType, typeOfKey } from '../../languages/compose/schema/types';
import type { ScalarValue, Value } from '../../languages/compose/tree';
import { booleanOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/yaml11-boolean',
  summary: 'Write `true` and `false` instead of `yes`, `on`, `no` …',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['deprecated'],
  equivalents: {},
  messages: { old: '`{{value}}` is a text in YAML 1.2, which Compose turns into {{boolean}}; write `{{boolean}}`' },
  notes: [],
  docs: {
    why: 'In YAML 1.1 `yes`, `on` and `y` were booleans; today they are texts. Where Compose wants a boolean it still takes them, with a warning at every start. Other tools that read the file do not.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    init: yes\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    init: true\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    init: true\n    restart: no\n' }],
    references: [
      'https://yaml.org/spec/1.2.2/#1022-tag-resolution',
      'https://docs.docker.com/reference/compose-file/services/#init',
    ],
  },
  check: (ctx) => ({
    Compose({ file }) {
      const { schema } = ctx.facts;
      if (!schema) return;
      for (const value of booleansIn(file.roots, schema)) {
        const boolean = booleanOf(value);
        const { node, text = '' } = value;
        if (boolean === undefined || !OLD.test(text)) continue;
        const fixes =
          node && !value.hasVariable ? [fix(`Write ${boolean}`, 'safe', () => replaceValue(node, boolean))] : [];
        const data = { value: shown(text), boolean: String(boolean) };
        ctx.report({ message: 'old', span: value.span, data, fixes });
      }
    },
  }),
});

const OLD = /^(?:y|yes|n|no|on|off)$/i;

/** As many values are looked at. */
const BUDGET = 100_000;

/** The strings where the schema wants a boolean, aliases followed once. */
function booleansIn(roots: readonly (Value | undefined)[], schema: ComposeSchema): readonly ScalarValue[] {
  const found: ScalarValue[] = [];
  const seen = new Set<Value>();
  const below = new Below();
  const waiting = roots.flatMap((value) => (value ? [{ value, types: schema.root.leaves }] : []));
  for (let next = waiting.pop(); next && seen.size < BUDGET; next = waiting.pop()) {
    const { value, types } = next;
    if (types.length === 0 || seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'scalar') {
      if (value.isString && types.some(({ cast }) => cast === 'bool')) found.push(value);
    } else if (value.kind === 'map') {
      for (const entry of value.entries) waiting.push({ value: entry.value, types: below.key(types, entry.name) });
    } else if (value.kind === 'list') {
      const items = below.items(types);
      for (const item of value.items) waiting.push({ value: item.value, types: items });
    }
  }
  return found;
}

type Types = readonly ComposeType[];

/** The types below types: most services have the same keys, and types of one kind are one list, so that they are found once. */
class Below {
  readonly #leaves = new Map<ComposeType, Types>();
  readonly #keys = new Map<Types, Map<string, Types>>();
  readonly #items = new Map<Types, Types>();

  key(types: Types, name: string): Types {
    const keys = this.#keys.get(types) ?? new Map<string, Types>();
    this.#keys.set(types, keys);
    const found = keys.get(name) ?? this.#all(types.flatMap((type) => typeOfKey(type, name) ?? []));
    keys.set(name, found);
    return found;
  }

  items(types: Types): Types {
    const found = this.#items.get(types) ?? this.#all(types.flatMap(({ items }) => items ?? []));
    this.#items.set(types, found);
    return found;
  }

  #all(types: Types): Types {
    const [only, another] = types;
    return only && !another ? this.#leavesOf(only) : types.flatMap((type) => this.#leavesOf(type));
  }

  /** A cast may stand at the alternatives as a whole. */
  #leavesOf(type: ComposeType): Types {
    const found = this.#leaves.get(type) ?? (type.cast ? [type, ...type.leaves] : type.leaves);
    this.#leaves.set(type, found);
    return found;
  }
}
