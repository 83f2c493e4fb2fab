import { defineRule } from '../../core/rule';
import { mapEntries, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { isOpen, places } from '../../languages/kubernetes/security';
import { writtenAt } from '../../languages/kubernetes/workloads';
import { asScalar } from '../../languages/yaml/query';

const NAME =
  /(?:^|[^a-z])pass(?:$|[^a-z])|secret|passw(?:or)?d|token|api_?key|access_?key|private_?key|credential|azure[\w.-]{0,60}key|key_content/i;

/** The names that kube-linter asks for. */
const KUBE_LINTER = /secret/i;

/** Names that promise a secret less plainly; `PWD` alone is the folder of a shell. */
const OTHER_NAME = /(?:^|[^a-z])(?:pwd|jwt|bearer)(?:$|[^a-z])|azure_batch/i;
const otherName = (name: string): boolean => name !== 'PWD' && OTHER_NAME.test(name);

/** A token by its look: what a request carries, or the parts of a JWT. */
const TOKEN = /^\s*(?:Bearer [\w.~+/-]{16}|eyJ[\w-]+\.eyJ[\w-]+\.)/;

const PERSON = /(?:^|[^a-z])(?:user_?name|user_?id|e-?mail)(?:$|[^a-z])/i;

/** The first setting of a file with such a name: `db.password=x`, `password: x`. */
function settingIn(text: string, wanted: RegExp): string | undefined {
  for (const line of text.split('\n')) {
    const name = /^\s*["']?([\w.-]+)["']?\s*[:=]\s*[^\s$]/.exec(line)?.[1];
    if (name !== undefined && wanted.test(name)) return name;
  }
  return undefined;
}

/** What a key of a ConfigMap and its value promise. */
function messageFor(name: string, text: string): 'data' | 'person' | 'other' | 'token' | undefined {
  if (NAME.test(name)) return 'data';
  if (PERSON.test(name)) return 'person';
  if (otherName(name)) return 'other';
  return TOKEN.test(text) ? 'token' : undefined;
}

/** The same of a variable. */
function variableMessageFor(name: string, text: string): 'named' | 'otherVariable' | 'tokenVariable' | undefined {
  if (NAME.test(name)) return 'named';
  if (otherName(name)) return 'otherVariable';
  return TOKEN.test(text) ? 'tokenVariable' : undefined;
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
    other: { kubescape: ['rule-credentials-configmap'] },
    token: { kubescape: ['rule-credentials-configmap'] },
    otherVariable: { kubescape: ['rule-credentials-in-env-var'] },
    tokenVariable: { kubescape: ['rule-credentials-in-env-var'] },
  },
  messages: {
    data: '`{{name}}` promises a secret and has its value in a ConfigMap; use a Secret',
    other: '`{{name}}` promises a secret and has its value in a ConfigMap; use a Secret',
    token: '`{{name}}` holds what looks like a token; use a Secret',
    otherVariable: '`{{name}}` promises a secret and has its value here; take it from a Secret',
    tokenVariable: '`{{name}}` holds what looks like a token; take it from a Secret',
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
          const setting = isFile ? (settingIn(scalar.text, NAME) ?? settingIn(scalar.text, PERSON)) : undefined;
          const found = setting ?? name;
          const message = messageFor(found, scalar.text);
          const { span } = isFile ? key : scalar;
          if (message && isNew(span)) ctx.report({ message, span, data: { name: found } });
        }
      },
      Container({ node }) {
        for (const variable of mappingsAt(node, 'env')) {
          const name = stringAt(variable, 'name');
          const scalar = writtenAt(variable, 'value')?.scalar;
          if (name === undefined || !scalar || scalar.text === '' || isOpen(scalar.text)) continue;
          const { span, text } = scalar;
          const message = variableMessageFor(name, text);
          const equivalents = KUBE_LINTER.test(name) ? undefined : { 'kube-linter': [] };
          if (message && isNew(span)) ctx.report({ message, span, data: { name }, equivalents });
        }
      },
    };
  },
});
