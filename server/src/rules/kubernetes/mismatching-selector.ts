import { defineRule } from '../../core/rule';
import { labelsOf, mapEntries, mappingAt, mappingsAt } from '../../languages/kubernetes/model';
import { expressionMatcher } from '../../languages/kubernetes/objects';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { kubeScoreOf } from '../../languages/kubernetes/workloads';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asMapping, asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/mismatching-selector',
  summary: 'Select the pods that the workload itself makes',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['mismatching-selector'],
    'kube-score': [
      'deployment-pod-selector-labels-match-template-metadata-labels',
      'statefulset-pod-selector-labels-match-template-metadata-labels',
    ],
    kubescape: ['mismatching-selector'],
  },
  messages: {
    value: 'The selector wants `{{key}}: {{value}}`, the pods have `{{actual}}`; make them equal',
    expression: 'The selector judges the label `{{key}}`, and the pods do not pass; make them match',
    missing: 'The selector wants the label `{{key}}`, which the pods do not have; add it to the template',
  },
  notes: ['services'],
  lessons: ['K07'],
  docs: {
    why: 'A workload finds its pods by its selector. When the labels of its own template do not match, the API server refuses it.\n\nThe selector of an object that exists cannot be changed: there the labels have to be mended.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: store\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: store\n  template:\n    metadata:\n      labels:\n        app: store\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        tier: web\n',
      },
    ],
    fixSafety: 'Services and budgets may look for the label that the selector has now.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector'],
  },
  check: (ctx) => ({
    Manifest({ kind, root, otherFormat }) {
      if (kind === undefined || !WORKLOADS.has(kind) || otherFormat || ctx.facts.fragment) return;
      const equivalents = kubeScoreOf(kind, 'pod-selector-labels-match-template-metadata-labels');
      const template = mappingAt(root, 'spec', 'template');
      if (!template) return;
      const metadata = asMapping(get(template, 'metadata'));
      if (metadata && get(metadata, 'labels')?.kind === 'scalar') return;
      const labels = labelsOf(metadata);
      const selector = mappingAt(root, 'spec', 'selector');
      const isKnown = ![...labels].some(([name, value]) => isPlaceholder(name) || isPlaceholder(value));
      for (const expression of isKnown ? mappingsAt(selector, 'matchExpressions') : []) {
        const key = asScalar(get(expression, 'key'));
        if (!key || isPlaceholder(key.text) || expressionMatcher(expression)?.(labels) !== false) continue;
        ctx.report({ message: 'expression', span: key.span, data: { key: shown(key.text) }, equivalents });
      }
      for (const { key, name, value } of wanted(selector, kind)) {
        const scalar = asScalar(value);
        if (!scalar || isPlaceholder(scalar.text) || isPlaceholder(name)) continue;
        const actual = labels.get(name);
        if (actual === scalar.text || (actual !== undefined && isPlaceholder(actual))) continue;
        if ([...labels.keys()].some(isPlaceholder)) continue;
        if (actual === undefined)
          ctx.report({ message: 'missing', span: key.span, data: { key: shown(name) }, equivalents });
        else {
          ctx.report({
            equivalents,
            message: 'value',
            span: scalar.span,
            data: { key: shown(name), value: shown(scalar.text), actual: shown(actual) },
            fixes: [fix(`Select ${shown(name)}: ${shown(actual)}`, 'unsafe', () => replaceValue(scalar, actual))],
          });
        }
      }
    },
  }),
});

const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'DeploymentConfig',
]);

/** Kinds whose selector is a plain map of labels. */
const PLAIN: ReadonlySet<string> = new Set(['ReplicationController', 'DeploymentConfig']);

const wanted = (selector: YamlMapping | undefined, kind: string) => {
  if (!selector) return [];
  return PLAIN.has(kind) ? selector.entries.filter(({ name }) => name !== '<<') : mapEntries(selector, 'matchLabels');
};
