import { defineRule } from '../../core/rule';
import { isStandIn } from '../../languages/kubernetes/names';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { quantityFields } from '../../languages/kubernetes/quantity-fields';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { replaceValue } from '../../languages/yaml/edits';
import { goYaml2 } from '../../languages/yaml/values';

export default defineRule({
  id: 'kubernetes/valid-quantity',
  aka: ['kubernetes/invalid-quantity'],
  summary: 'Write quantities with the suffixes that Kubernetes knows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    near: '`{{value}}` is no quantity; write `{{right}}`',
    unknown: '`{{value}}` is no quantity; write a number with `m`, `k`, `M`, `G`, `Ki`, `Mi` or `Gi`',
    negative: '`{{value}}` is below zero; write a quantity of 0 or more',
  },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'A quantity is a number with one of a few suffixes: `m` for thousandths, `k`, `M`, `G` for powers of 1000, `Ki`, `Mi`, `Gi` for powers of 1024. There is no `B` for bytes, no blank and no decimal comma; the API server refuses anything else.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 512MB\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 512M\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        limits:\n          memory: 512Mi\n          cpu: 500m\n',
      },
    ],
    fixSafety: 'Small letters say neither powers of 1000 nor of 1024: `512mb` becomes `512Mi`.',
    references: ['https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.otherFormat) return;
      for (const { node } of quantityFields(manifest)) {
        const value = goYaml2(node);
        const { span } = node;
        if (value.kind === 'int' || value.kind === 'float') {
          if (value.value < 0) ctx.report({ message: 'negative', span, data: { value: shown(node.text) } });
          continue;
        }
        if (value.kind !== 'string' || isPlaceholder(node.text) || isStandIn(node.text) || node.text === '') continue;
        const amount = quantityOf(node.text);
        const data = { value: shown(node.text) };
        if (amount !== undefined) {
          if (amount < 0) ctx.report({ message: 'negative', span, data });
          continue;
        }
        const right = repaired(node.text);
        if (!right) ctx.report({ message: 'unknown', span, data });
        else {
          ctx.report({
            message: 'near',
            span,
            data: { ...data, right: right.text },
            fixes: [
              fix(`Write ${right.text}`, right.certain ? 'safe' : 'unsafe', () => replaceValue(node, right.text)),
            ],
          });
        }
      }
    },
  }),
});

const WRITTEN = /^(\d{1,15}(?:[.,]\d{1,9})?)[ \t]{0,4}([a-zA-Z]{0,9})$/;

/** What was meant, by the suffixes that people write; certain where only one amount can be meant. */
const SUFFIXES: ReadonlyMap<string, { readonly suffix: string; readonly certain: boolean }> = new Map([
  ...['K', 'M', 'G', 'T', 'P'].flatMap((letter) => {
    const small = letter.toLowerCase();
    const decimal = { suffix: letter === 'K' ? 'k' : letter, certain: true };
    const binary = { suffix: `${letter}i`, certain: true };
    return [
      [`${letter}B`, decimal],
      [`${letter}iB`, binary],
      [`${small}i`, binary],
      [`${small}ib`, binary],
      [`${letter}I`, binary],
      [`${small}b`, { suffix: `${letter}i`, certain: false }],
      [`${letter}b`, { suffix: decimal.suffix, certain: false }],
    ] as const;
  }),
  ['K', { suffix: 'k', certain: false }],
  ['g', { suffix: 'Gi', certain: false }],
  ['t', { suffix: 'Ti', certain: false }],
  ['kB', { suffix: 'k', certain: true }],
  ['B', { suffix: '', certain: true }],
]);

function repaired(text: string): { readonly text: string; readonly certain: boolean } | undefined {
  const match = WRITTEN.exec(text.trim());
  if (!match) return undefined;
  const [, digits = '', written = ''] = match;
  const number = digits.replace(',', '.');
  const known = SUFFIXES.get(written);
  // A comma may also stand between thousands.
  const certain = (known?.certain ?? true) && number === digits;
  const right = known ? number + known.suffix : number + written;
  return right !== text && quantityOf(right) !== undefined ? { text: right, certain } : undefined;
}
