import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';
import { goYaml2 } from '../../languages/yaml/values';

export default defineRule({
  id: 'kubernetes/file-mode',
  summary: 'Write file modes in octal, with a leading zero',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    decimal: '`{{value}}` is decimal and means `{{means}}`; write `{{right}}`',
    range: '`{{value}}` is no file mode; write one from `0000` to `0777`',
  },
  notes: ['storage'],
  docs: {
    why: 'A mode such as `644` is octal only with a leading zero. Without it Kubernetes reads a decimal number: `644` is refused because it is above `0777`, and `400` gives the group the right to write and the owner what nobody meant.\n\nJSON has no octal numbers: there 420 is right for `0644`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: keys\n      secret:\n        secretName: keys\n        defaultMode: 600\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: keys\n      secret:\n        secretName: keys\n        defaultMode: 0600\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: keys\n      secret:\n        secretName: keys\n        defaultMode: 0600\n',
      },
    ],
    fixSafety: 'A decimal number that is allowed may be meant as it is.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions'],
  },
  check: (ctx) => ({
    Pod(pod) {
      for (const node of modesOf(pod.spec)) {
        const value = goYaml2(node);
        if (value.kind !== 'int') continue;
        const mode = Number(value.value);
        const { text, span } = node;
        const isOctal = /^[0-7]{3}$/.test(text) && !text.startsWith('0');
        if (isOctal && (mode > MAX_MODE || MISTAKEN.has(text))) {
          const right = `0${text}`;
          const written = isJson(node) ? String(Number.parseInt(text, 8)) : right;
          ctx.report({
            message: 'decimal',
            span,
            data: { value: text, means: `0${mode.toString(8)}`, right: written },
            severity: mode > MAX_MODE ? 'error' : 'warning',
            fixes: [fix(`Write ${written}`, mode > MAX_MODE ? 'safe' : 'unsafe', () => [{ span, text: written }])],
          });
        } else if (mode > MAX_MODE || mode < 0) ctx.report({ message: 'range', span, data: { value: text } });
      }
    },
  }),
});

const MAX_MODE = 0o777;
/** Usual octal modes that are allowed as decimal numbers too, and then mean what nobody wants. */
const MISTAKEN: ReadonlySet<string> = new Set(['400', '440', '444', '500']);

/** In JSON a number cannot begin with a zero. */
const isJson = ({ holder }: YamlScalar): boolean =>
  holder?.kind === 'entry' && holder.key.kind === 'scalar' && holder.key.style === 'double' && holder.mapping.flow;

function modesOf(spec: YamlMapping): ReadonlySet<YamlScalar> {
  const modes = new Set<YamlScalar>();
  const add = (holder: YamlMapping | undefined, key: string): void => {
    const node = asScalar(entryOf(holder, key)?.value);
    if (node) modes.add(node);
  };
  const addSource = (source: YamlMapping | undefined): void => {
    add(source, 'defaultMode');
    for (const item of mappingsAt(source, 'items')) add(item, 'mode');
  };
  for (const volume of mappingsAt(spec, 'volumes')) {
    for (const kind of ['configMap', 'secret', 'downwardAPI']) addSource(mappingAt(volume, kind));
    const projected = mappingAt(volume, 'projected');
    add(projected, 'defaultMode');
    for (const source of mappingsAt(projected, 'sources')) {
      for (const kind of ['configMap', 'secret', 'downwardAPI']) addSource(mappingAt(source, kind));
    }
  }
  return modes;
}
