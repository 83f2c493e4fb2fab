import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { stringAt } from '../../languages/kubernetes/model';
import { isOpen } from '../../languages/kubernetes/security';
import { kustomizationRoot } from '../../languages/kubernetes/summary';
import { renameKey } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlMapping } from '../../languages/yaml/nodes';

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/, the deprecated ones included. */
const FIELDS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'bases',
  'buildMetadata',
  'commonAnnotations',
  'commonLabels',
  'components',
  'configMapGenerator',
  'configurations',
  'crds',
  'generatorOptions',
  'generators',
  'helmChartInflationGenerator',
  'helmCharts',
  'helmGlobals',
  'imageTags',
  'images',
  'labels',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'openapi',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'replacements',
  'replicas',
  'resources',
  'secretGenerator',
  'sortOptions',
  'transformers',
  'validators',
  'vars',
]);

/** Other tools keep objects of theirs in files of that name. */
function isKustomize(root: YamlMapping): boolean {
  const apiVersion = stringAt(root, 'apiVersion');
  return apiVersion === undefined || apiVersion.startsWith('kustomize.config.k8s.io/');
}

export default defineRule({
  id: 'kubernetes/kustomization-unknown-field',
  summary: 'Write fields that a kustomization has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    unknown: 'A kustomization has no field `{{name}}`; remove it or check its place',
    near: 'A kustomization has no field `{{name}}`; did you mean `{{right}}`?',
  },
  notes: ['generated-manifests'],
  lessons: ['K19'],
  docs: {
    why: 'Kustomize refuses a file with a field that it does not know, and builds nothing. Fields are told apart by capitals too.',
    invalid: [
      {
        code: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnameprefix: shop-\nresources: []\n',
        fixed: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: shop-\nresources: []\n',
      },
    ],
    valid: [
      { code: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: shop-\nresources: []\n' },
    ],
    fixSafety: 'What the field says begins to count.',
    references: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/'],
  },
  check: (ctx) => ({
    Document() {
      const root = kustomizationRoot(ctx.doc, ctx.facts.workspace?.path ?? '');
      if (!root || !isKustomize(root)) return;
      for (const entry of root.entries) {
        const { name, key } = entry;
        if (FIELDS.has(name) || name === '<<' || isOpen(name) || entry.colon === undefined) continue;
        const right = closest(name, FIELDS);
        const data = { name: shown(name) };
        if (right === undefined) ctx.report({ message: 'unknown', span: key.span, data });
        else {
          const fixes = [fix(`Rename to ${right}`, 'unsafe', () => renameKey(entry, right))];
          ctx.report({ message: 'near', span: key.span, data: { ...data, right }, fixes });
        }
      }
    },
  }),
});
