import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Manifest } from '../../languages/kubernetes/model';
import { selectorLines } from '../../languages/kubernetes/pod-labels';
import type { MissingField } from '../../languages/kubernetes/schema/problem';
import { holderOf } from '../../languages/kubernetes/schema/words';
import { problemsOf } from '../../languages/kubernetes/schema-problems';
import { snippetFix } from '../../languages/kubernetes/workloads';
import { insertEntry } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/missing-required-field',
  summary: 'Report objects without a field that the API server wants',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['schema-validation'], kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messageEquivalents: {
    selector: {
      'kube-linter': ['schema-validation', 'mismatching-selector'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
    port: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['container-ports-check'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
    spread: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['pod-topology-spread-constraints'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
  },
  messages: {
    selector: '`{{holder}}` lacks `{{name}}`; add it',
    port: '`{{holder}}` lacks `{{name}}`; add it',
    spread: '`{{holder}}` lacks `{{name}}`; add it',
    missing: '`{{holder}}` lacks `{{name}}`; add it',
    oneOf: '`{{holder}}` wants one of {{names}}; add one',
    conflict: '`{{holder}}` takes only one of {{names}}; keep one',
  },
  notes: ['manifests'],
  docs: {
    why: 'The API server refuses an object in which a required field is missing or empty. The reference of each kind says which those are.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    fixSafety:
      'The selector of a workload cannot be changed once it is there: look whether all its labels are meant to be in it.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('missing-required-field', ctx.doc, manifest, ctx.facts)) {
        const { span, name, alternatives } = problem;
        // A path type has a rule of its own, which knows what to write.
        if (name === 'pathType') continue;
        const holder = holderOf(problem.path, manifest.kind);
        if (alternatives.length > 1) {
          ctx.report({
            message: 'oneOf',
            span,
            data: { holder, names: listed(alternatives.map((g) => g.join(' + '))) },
          });
        } else {
          const fixes = repairs(problem, manifest);
          ctx.report({ message: messageFor(problem.path, name), span, data: { holder, name }, fixes });
        }
      }
      for (const { span, path, names } of problemsOf('conflicting-fields', ctx.doc, manifest, ctx.facts)) {
        ctx.report({
          message: 'conflict',
          span,
          data: { holder: holderOf(path, manifest.kind), names: listed(names) },
        });
      }
    },
  }),
});

/** The field with the value that follows from the rest, else with a place to fill in. */
function repairs(problem: MissingField, manifest: Manifest): readonly Fix[] {
  const { name, holder, entry } = problem;
  if (entry) return [];
  if (messageFor(problem.path, name) === 'selector' && manifest.pod) {
    const labels = selectorLines(manifest.pod, '    ');
    const before = entryOf(holder, 'template');
    if (labels === undefined || before?.mapping !== holder) return [];
    const text = `selector:\n  matchLabels:\n${labels}`;
    return [fix('Select the labels of the template', 'unsafe', () => insertEntry(holder, text, { before }))];
  }
  const value = placeholderFor(problem);
  if (value === undefined) return [];
  const first = name === 'name';
  return snippetFix(`Add ${name} …`, () => insertEntry(holder, `${name}: \${1:${value}}`, { first }));
}

/** What the place to fill in holds at first; undefined for what is no single value. */
function placeholderFor({ name, field, holder }: MissingField): string | undefined {
  const type = field?.type;
  if (!type || holder.flow) return undefined;
  if (type.kind === 'string') return type.enum?.[0] ?? (name === 'name' ? nameFrom(holder) : name);
  if (type.kind === 'integer') return /port$/i.test(name) ? '80' : String(Math.max(type.minimum ?? 1, 1));
  return type.kind === 'int-or-string' ? '80' : undefined;
}

/** A container is called after its image. */
function nameFrom(holder: YamlMapping): string {
  const image = asScalar(get(holder, 'image'))?.text;
  const last = image?.split('@', 1)[0]?.split('/').at(-1)?.split(':', 1)[0];
  return last !== undefined && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(last) ? last : 'name';
}

/** Those that others have a check of their own for. */
function messageFor(path: readonly (string | number)[], name: string): 'missing' | 'port' | 'selector' | 'spread' {
  if (path.includes('topologySpreadConstraints')) return 'spread';
  if (name === 'containerPort') return 'port';
  return name === 'selector' && path.length === 1 && path[0] === 'spec' ? 'selector' : 'missing';
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
