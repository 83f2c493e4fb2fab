import { defineRule } from '../../core/rule';
import { type Manifest, mapEntries, mappingAt } from '../../languages/kubernetes/model';
import { isLabelKey, isLabelValue } from '../../languages/kubernetes/names';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/invalid-label',
  summary: 'Write labels in the characters that are allowed',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kube-score': ['label-values'], 'kubectl-validate': ['error_invalid_label'] },
  messages: {
    value: '`{{value}}` is no label value; use up to 63 letters, digits, `-`, `_` and `.`',
    key: '`{{key}}` is no label key; write a name of up to 63 characters, or `prefix/name`',
  },
  notes: ['manifests'],
  lessons: ['K07'],
  docs: {
    why: 'Labels are what selectors find objects by. Keys and values hold letters, digits, `-`, `_` and `.`, begin and end with a letter or digit and have at most 63 characters. For anything else, such as an address or a sentence, there are annotations.',
    invalid: [
      { code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  labels:\n    owner: the shop team\n' },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  labels:\n    owner: shop-team\n' }],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.otherFormat) return;
      for (const { key, name, value } of labelEntries(manifest)) {
        if (!name.startsWith('$') && !isPlaceholder(name) && !isLabelKey(name)) {
          ctx.report({ message: 'key', span: key.span, data: { key: shown(name) } });
        }
        const scalar = asScalar(value);
        if (!scalar || isPlaceholder(scalar.text) || isLabelValue(scalar.text)) continue;
        if (scalar.style === 'plain' && scalar.text === '~') continue;
        ctx.report({ message: 'value', span: scalar.span, data: { value: shown(scalar.text) } });
      }
    },
  }),
});

/** Labels and what selects by them, each entry once. */
function labelEntries(manifest: Manifest): ReadonlySet<YamlEntry> {
  const { metadata, pod, root, kind } = manifest;
  const spec = mappingAt(root, 'spec');
  const entries = [
    ...mapEntries(metadata, 'labels'),
    ...(pod
      ? [
          ...mapEntries(pod.metadata, 'labels'),
          ...mapEntries(pod.spec, 'nodeSelector'),
          ...mapEntries(mappingAt(spec, 'selector'), 'matchLabels'),
        ]
      : []),
    ...(kind === 'Service' || kind === 'ReplicationController' ? mapEntries(spec, 'selector') : []),
    ...(kind === 'NetworkPolicy' ? mapEntries(mappingAt(spec, 'podSelector'), 'matchLabels') : []),
    ...(kind === 'PodDisruptionBudget' ? mapEntries(mappingAt(spec, 'selector'), 'matchLabels') : []),
  ];
  return new Set(entries);
}
