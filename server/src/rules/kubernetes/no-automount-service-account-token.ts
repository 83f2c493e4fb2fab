import { defineRule } from '../../core/rule';
import { booleanAt, type KubernetesDocument, type Pod, stringOf } from '../../languages/kubernetes/model';
import { mayLack, places, repairsNear, valueSpan } from '../../languages/kubernetes/security';
import { insertEntry, setPath } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

/** The names of the file's ServiceAccounts that mount no token. */
const tokenless = ({ manifests }: KubernetesDocument): ReadonlySet<string> =>
  new Set(
    manifests.flatMap(({ kind, name, root }) =>
      kind === 'ServiceAccount' && name !== undefined && booleanAt(root, 'automountServiceAccountToken') === false
        ? [name]
        : [],
    ),
  );

/** A pod that names an account of its own is meant to use it. */
const usesDefault = ({ spec }: Pod): boolean => {
  const entry = entryOf(spec, 'serviceAccountName') ?? entryOf(spec, 'serviceAccount');
  return !entry || stringOf(asScalar(entry.value)) === 'default';
};

export default defineRule({
  id: 'kubernetes/no-automount-service-account-token',
  summary: 'Mount no token for the API where none is used',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    polaris: ['automountServiceAccountToken'],
    trivy: ['KSV-0036'],
    checkov: ['CKV_K8S_38'],
    kubesec: ['AutomountServiceAccountToken'],
    kubescape: ['automount-service-account'],
  },
  messages: {
    missing: 'The pod gets a token for the API; set `automountServiceAccountToken: false`',
    on: '`automountServiceAccountToken: {{value}}` gives a token of `default`; set it to `false`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Every pod gets a token by which it speaks to the API server, unless it or its ServiceAccount says no. Most programs never use it, and whoever breaks into one has it.\n\nA pod with a ServiceAccount of its own is taken for one that uses it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  automountServiceAccountToken: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccountName: shop\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A program that speaks to the API server as `default` cannot do so any more.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    let accounts: ReadonlySet<string> | undefined;
    return {
      Pod(pod) {
        if (!mayLack(pod, ctx.facts) || !usesDefault(pod)) return;
        const list = entryOf(pod.spec, 'containers');
        const entry = entryOf(pod.spec, 'automountServiceAccountToken');
        if (entry) {
          if (booleanAt(pod.spec, 'automountServiceAccountToken') !== true || !isNew(valueSpan(entry))) return;
          const text = asScalar(entry.value)?.text ?? 'true';
          const fixes = repairsNear('Set automountServiceAccountToken: false', 'unsafe', pod.spec, () =>
            setPath(pod.spec, ['automountServiceAccountToken'], 'false'),
          );
          ctx.report({ message: 'on', span: valueSpan(entry), data: { value: text }, fixes });
          return;
        }
        accounts ??= tokenless(ctx.doc);
        const scalar = pod.manifest.kindNode;
        if (!list || !scalar || accounts.has('default') || !isNew(scalar.span)) return;
        ctx.report({
          message: 'missing',
          span: scalar.span,
          fixes: () =>
            repairsNear('Add automountServiceAccountToken: false', 'unsafe', pod.spec, () =>
              insertEntry(
                pod.spec,
                'automountServiceAccountToken: false',
                list.mapping === pod.spec ? { before: list } : {},
              ),
            ),
        });
      },
    };
  },
});
