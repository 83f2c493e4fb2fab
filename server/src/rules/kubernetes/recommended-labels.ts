import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isAssembled } from '../../languages/kubernetes/assembled';
import { type Manifest, mapEntries } from '../../languages/kubernetes/model';
import { keyMatcher } from '../../languages/kubernetes/name-globs';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { lacks, snippetFix } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

/** A place to write the first of them; a glob is no name. */
function snippet(manifest: Manifest, label: string): readonly Fix[] {
  if (/[*?{[]/.test(label)) return [];
  const name = manifest.name !== undefined && /^[\w.-]+$/.test(manifest.name) ? manifest.name : 'name';
  return snippetFix(`Add the label ${label} …`, () =>
    setPath(manifest.root, ['metadata', 'labels', label], `\${1:${name}}`),
  );
}

export default defineRule({
  id: 'kubernetes/recommended-labels',
  summary: 'Give workloads the labels that tools look for',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  options: {
    labels: {
      type: 'strings',
      description: 'Keys of labels that each workload has, as globs such as `example.com/*`.',
      default: ['app.kubernetes.io/name'],
    },
  },
  messages: { missing: '{{kind}} `{{name}}` has no label {{labels}}; add it under `metadata.labels`' },
  notes: ['manifests'],
  lessons: ['K07'],
  docs: {
    why: 'Dashboards, bills and people find by labels what belongs together. Kubernetes recommends a set with the prefix `app.kubernetes.io/`, which many tools know: `name`, `instance`, `version`, `component`, `part-of` and `managed-by`.\n\nA label of the pod template counts too. Where a kustomization or a chart lies beside the file or above, the rule is silent: they may add labels.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    app.kubernetes.io/name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/'],
  },
  check: (ctx) => {
    const wanted = ctx.options.labels.map((label) => ({ label, matches: keyMatcher(label) }));
    const judged = !ctx.facts.fragment && !isAssembled(ctx.facts);
    return {
      Pod({ manifest, metadata, path }) {
        if (!judged || path.custom) return;
        const entries = [...mapEntries(manifest.metadata, 'labels'), ...mapEntries(metadata, 'labels')];
        // An alias that leads nowhere, or a variable, may bring any label.
        if (entries.length === 0 && manifest.metadata && !lacks(manifest.metadata, 'labels')) return;
        if (entries.some(({ name }) => isOpen(name))) return;
        const missing = wanted.filter(({ matches }) => !entries.some(({ name }) => matches(name)));
        const [first] = missing;
        if (!first) return;
        const labels = missing.map(({ label }) => `\`${label}\``).join(', ');
        ctx.report({
          message: 'missing',
          span: objectSpan(manifest),
          data: { kind: manifest.kind ?? '', name: manifest.name ?? '', labels },
          fixes: snippet(manifest, first.label),
        });
      },
    };
  },
});
