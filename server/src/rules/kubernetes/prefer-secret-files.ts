import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { containerName, places } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/prefer-secret-files',
  summary: 'Mount Secrets as files instead of environment variables',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    checkov: ['CKV_K8S_35'],
    kubesec: ['SecretsAsEnvironmentVariables'],
    kubescape: ['rule-secrets-in-env-var'],
  },
  messageEquivalents: {
    variable: {
      checkov: ['CKV_K8S_35'],
      kubesec: ['SecretsAsEnvironmentVariables'],
      kubescape: ['rule-secrets-in-env-var'],
      'kube-linter': ['read-secret-from-env-var'],
    },
  },
  messages: {
    variable: 'Secret `{{name}}` goes into the environment of `{{container}}`; mount it as a file',
    all: 'All of Secret `{{name}}` goes into the environment; mount it as files',
  },
  notes: ['configuration-objects', 'secrets'],
  lessons: ['K14'],
  docs: {
    why: 'The environment of a process is inherited by every program that it starts, and ends up in crash reports, debug pages and `kubectl describe`. A mounted file can be closed to other users, and follows when the Secret changes.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef: {name: db, key: password}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: db\n      secret: {secretName: db}\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - {name: db, mountPath: /run/secrets/db, readOnly: true}\n',
      },
    ],
    exceptions: 'Programs that read their password from the environment and nowhere else.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const data = (name: string | undefined) => ({ name: name ?? '', container: containerName(container) });
        for (const variable of mappingsAt(container.node, 'env')) {
          const from = mappingAt(variable, 'valueFrom');
          const entry = entryOf(from, 'secretKeyRef');
          const name = stringAt(mappingAt(from, 'secretKeyRef'), 'name');
          if (!entry || name === undefined || !isNew(entry.key.span)) continue;
          ctx.report({ message: 'variable', span: entry.key.span, data: data(name) });
        }
        for (const source of mappingsAt(container.node, 'envFrom')) {
          const entry = entryOf(source, 'secretRef');
          const name = stringAt(mappingAt(source, 'secretRef'), 'name');
          if (!entry || name === undefined || !isNew(entry.key.span)) continue;
          ctx.report({ message: 'all', span: entry.key.span, data: data(name) });
        }
      },
    };
  },
});
