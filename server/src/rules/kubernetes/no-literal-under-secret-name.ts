import { defineRule } from '../../core/rule';
import { mapEntries, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { isOpen, places } from '../../languages/kubernetes/security';
import { writtenAt } from '../../languages/kubernetes/workloads';
import { asScalar } from '../../languages/yaml/query';

const NAME =
  /(?:^|[^a-z])pass(?:$|[^a-z])|secret|passw(?:or)?d|token|api_?key|access_?key|private_?key|credential|azure.*key|key_content/i;

/** The names that kube-linter asks for. */
const KUBE_LINTER = /secret/i;

const PERSON = /(?:^|[^a-z])(?:user_?name|user_?id|e-?mail)(?:$|[^a-z])/i;

/** The first setting of a file whose name promises one: `db.password=x`, `password: x`. */
function settingIn(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const name = /^\s*["']?([\w.-]+)["']?\s*[:=]\s*[^\s$]/.exec(line)?.[1];
    if (name !== undefined && NAME.test(name)) return name;
  }
  return undefined;
}

export default defineRule({
  id: 'kubernetes/no-literal-under-secret-name',
  summary: 'Write no value beside a name that promises a secret',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    'kube-linter': ['env-var-secret'],
    polaris: ['sensitiveContainerEnvVar'],
    kubescape: ['rule-credentials-in-env-var'],
  },
  messageEquivalents: {
    data: {
      polaris: ['sensitiveConfigmapContent'],
      trivy: ['KSV-0109'],
      kubescape: ['rule-credentials-configmap'],
    },
    person: { trivy: ['KSV-01010'] },
  },
  messages: {
    data: '`{{name}}` promises a secret and has its value in a ConfigMap; use a Secret',
    person: '`{{name}}` tells every reader of the ConfigMap who somebody is; use a Secret',
    named: '`{{name}}` promises a secret and has its value here; take it from a Secret',
  },
  notes: ['configuration-objects'],
  docs: {
    why: 'A variable whose name speaks of a secret, a password or a token is where the next person will put one. `no-plain-secret-in-env` reports values that look like secrets; this rule reports any value under such a name.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: SHOP_SECRET\n          value: shop-credentials\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: SHOP_SECRET\n          valueFrom:\n            secretKeyRef: {name: shop, key: secret}\n',
      },
    ],
    exceptions: 'Paths to files with secrets, and names of Secrets.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest({ kind, root, otherFormat }) {
        if (kind !== 'ConfigMap' || otherFormat) return;
        for (const { name, value, key } of mapEntries(root, 'data')) {
          const scalar = asScalar(value);
          if (!scalar || scalar.text.trim() === '' || isOpen(scalar.text)) continue;
          const isFile = scalar.text.trim().includes('\n');
          const setting = isFile ? settingIn(scalar.text) : undefined;
          const found = setting ?? name;
          const message = NAME.test(found) ? 'data' : PERSON.test(found) ? 'person' : undefined;
          const { span } = isFile ? key : scalar;
          if (message && isNew(span)) ctx.report({ message, span, data: { name: found } });
        }
      },
      Container({ node }) {
        for (const variable of mappingsAt(node, 'env')) {
          const name = stringAt(variable, 'name');
          const scalar = writtenAt(variable, 'value')?.scalar;
          if (name === undefined || !NAME.test(name) || !scalar || scalar.text === '' || isOpen(scalar.text)) continue;
          const equivalents = KUBE_LINTER.test(name) ? undefined : { 'kube-linter': [] };
          if (isNew(scalar.span)) ctx.report({ message: 'named', span: scalar.span, data: { name }, equivalents });
        }
      },
    };
  },
});
