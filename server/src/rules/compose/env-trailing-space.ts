import { defineRule } from '../../core/rule';
import { rawSpan } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import type { Service } from '../../languages/compose/service';
import { asList, at, type ListValue, type ScalarValue, type Value } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/env-trailing-space',
  summary: 'Report names of variables that end with a space',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { space: 'The name `{{name}}` ends with a space, which Compose refuses; write `{{trimmed}}`' },
  notes: ['env-and-arg'],
  docs: {
    why: 'In a list of variables everything up to the `=` is the name, a space before the `=` included. Compose refuses such names in `environment` and in the `args` of a build.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT =8080\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT=8080\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT=8080\n      - DEBUG\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        for (const { list, needsValue } of listsOf(service)) {
          for (const { value } of list.items) {
            if (value.kind !== 'scalar' || !value.isString) continue;
            const name = nameIn(value, needsValue);
            if (name === undefined || !/\s$/u.test(name) || !isNew(value.span)) continue;
            const trimmed = name.trimEnd();
            const span = rawSpan(value, 0, name.length);
            const exact = ctx.source.text.slice(span.start, span.end) === name;
            const edit = { span: { start: span.start + trimmed.length, end: span.end }, text: '' };
            const fixes = exact && trimmed !== '' ? [fix('Remove the space', 'safe', () => [edit])] : [];
            ctx.report({ message: 'space', span, data: { name: shown(name), trimmed: shown(trimmed) }, fixes });
          }
        }
      },
    };
  },
});

interface Variables {
  readonly list: ListValue;
  /** Names without `=` are not looked at. */
  readonly needsValue: boolean;
}

/** Every list of variables in a service. */
function listsOf(service: Service): readonly Variables[] {
  const inside = (key: string, ...path: readonly string[]): readonly (Value | undefined)[] =>
    (asList(service.at(...key.split('.')))?.items ?? []).map(({ value }) => at(value, ...path));
  const lists = [
    service.get('environment'),
    ...['pre_start', 'post_start', 'pre_stop'].flatMap((key) => inside(key, 'environment')),
    ...inside('develop.watch', 'exec', 'environment'),
  ];
  const args = asList(service.at('build', 'args'));
  return [
    ...lists.flatMap((value) => (value?.kind === 'list' ? [{ list: value, needsValue: false }] : [])),
    ...(args ? [{ list: args, needsValue: true }] : []),
  ];
}

/** What stands before the first `=` that is in no variable. */
function nameIn({ raw }: ScalarValue, needsValue: boolean): string | undefined {
  let braces = 0;
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i];
    if (c === '{') braces++;
    else if (c === '}') braces--;
    else if (c === '=' && braces <= 0) return raw.slice(0, i);
  }
  return needsValue ? undefined : raw;
}
