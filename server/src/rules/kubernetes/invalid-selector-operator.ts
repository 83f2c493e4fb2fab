import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { stringOf } from '../../languages/kubernetes/model';
import { isOfKubernetes } from '../../languages/kubernetes/own-kinds';
import { isNull } from '../../languages/kubernetes/schema/scalars';
import { isOpen, places, repairsNear, withoutEntry } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping, YamlSequence } from '../../languages/yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entryOf, get, walk } from '../../languages/yaml/query';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What a node is preferred for: a term of node affinity that stands alone. */
const isPreference = ({ holder }: YamlMapping): boolean => holder?.kind === 'entry' && holder.name === 'preference';

/** One whole number; what is not known yet may be one. */
function isNumber(list: YamlSequence | undefined): boolean {
  const text = asScalar(list?.items[0]?.value)?.text;
  return list?.items.length === 1 && text !== undefined && (/^[-+]?[0-9]+$/.test(text) || isOpen(text));
}

export default defineRule({
  id: 'kubernetes/invalid-selector-operator',
  summary: 'Give operators of selectors the values that they take',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    needed: '`{{operator}}` compares with values; list them under `values`',
    extra: '`{{operator}}` takes no values; remove `values` or use `{{other}}`',
    unknown: '`{{operator}}` is no operator of a selector; use `In`, `NotIn`, `Exists` or `DoesNotExist`',
    number: '`{{operator}}` compares with one whole number; write it as the only value',
  },
  notes: ['scheduling'],
  docs: {
    why: '`In` and `NotIn` compare a label with a list of values, `Exists` and `DoesNotExist` ask for the label alone, `Gt` and `Lt` of node affinity compare with one whole number. The API server refuses a selector in which these do not fit.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchExpressions:\n      - key: app\n        operator: Exists\n        values: [shop]\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchExpressions:\n      - key: app\n        operator: Exists\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchExpressions:\n      - key: app\n        operator: In\n        values: [shop]\n',
      },
    ],
    fixSafety: 'Without its values the selector asks for the label alone; with the other operator it compares.',
    references: [
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const judge = (expression: YamlMapping, ofNodes: boolean): void => {
      const scalar = asScalar(get(expression, 'operator'));
      const operator = stringOf(scalar);
      if (!scalar || operator === undefined || isOpen(operator) || !isNew(scalar.span)) return;
      const values = entryOf(expression, 'values');
      const list = asSequence(values?.value);
      // What stands behind an unknown alias is not known.
      if (values && !list && !(deref(values.value) ? isNull(deref(values.value)) : !values.value)) return;
      const data = { operator };
      if (operator === 'In' || operator === 'NotIn') {
        if (!list?.items.length && !ctx.facts.fragment) ctx.report({ message: 'needed', span: scalar.span, data });
      } else if (operator === 'Exists' || operator === 'DoesNotExist') {
        if (!values || !list?.items.length) return;
        const other = operator === 'Exists' ? 'In' : 'NotIn';
        ctx.report({
          message: 'extra',
          span: values.key.span,
          data: { ...data, other },
          fixes: [
            ...withoutEntry(values, 'Remove values'),
            ...repairsNear(`Replace with ${other}`, 'unsafe', scalar, () => replaceValue(scalar, other)),
          ],
        });
      } else if (ofNodes) {
        if (operator !== 'Gt' && operator !== 'Lt') return;
        if (!isNumber(list) && !ctx.facts.fragment) ctx.report({ message: 'number', span: scalar.span, data });
      } else {
        const right = closest(operator, OPERATORS) ?? OPERATORS.find((o) => o.toLowerCase() === operator.toLowerCase());
        ctx.report({
          message: 'unknown',
          span: scalar.span,
          data,
          fixes: right ? repairsNear(`Replace with ${right}`, 'unsafe', scalar, () => replaceValue(scalar, right)) : [],
        });
      }
    };
    return {
      Manifest(manifest) {
        if (!isOfKubernetes(manifest)) return;
        walk(manifest.root, (node) => {
          if (node.kind !== 'mapping') return;
          for (const key of ['matchExpressions', 'matchFields']) {
            // Terms of node affinity stand in lists, selectors of labels do not.
            const ofNodes = node.holder?.kind === 'item' || isPreference(node);
            for (const item of asSequence(entryOf(node, key)?.value)?.items ?? []) {
              const expression = asMapping(item.value);
              if (expression) judge(expression, ofNodes);
            }
          }
        });
      },
    };
  },
});
