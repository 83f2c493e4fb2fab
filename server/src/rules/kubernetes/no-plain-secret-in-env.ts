import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { clearSecretsIn, isStandIn } from '../../languages/kubernetes/clear-secrets';
import { mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { isOpen, places } from '../../languages/kubernetes/security';
import { isNoSecretValue, isSecretName } from '../../languages/secrets';
import { columnOf } from '../../languages/yaml/layout';
import type { YamlEntry, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';
import { goYaml2 } from '../../languages/yaml/values';

/** A reference to a Secret in place of the value; its name is for the person to say. */
function reference(entry: YamlEntry, name: string): readonly Fix[] {
  const { mapping, value, span } = entry;
  // What other places take by the anchor would be lost.
  if (value?.kind !== 'scalar' || value.anchor || !/^\w+$/.test(name)) return [];
  const indent = ' '.repeat(columnOf(mapping.document.source, span.start));
  const lines = ['valueFrom:', '  secretKeyRef:', '    name: ${1:secret}', `    key: \${2:${name}}`];
  const text = mapping.flow ? flowReference(entry, name) : lines.join(`\n${indent}`);
  return [{ title: `Take ${name} from a Secret …`, safety: 'manual', snippet: true, edits: () => [{ span, text }] }];
}

/** Between braces, in quotes where the keys have them: that may be JSON. */
function flowReference({ key }: YamlEntry, name: string): string {
  const quote = key.kind === 'scalar' && key.style === 'double' ? '"' : '';
  const quoted = (text: string): string => quote + text + quote;
  const inner = `${quoted('name')}: ${quoted('${1:secret}')}, ${quoted('key')}: ${quoted(`\${2:${name}}`)}`;
  return `${quoted('valueFrom')}: {${quoted('secretKeyRef')}: {${inner}}}`;
}

/** The text of a value that may be a secret: no reference, no variable, no switch. */
function literal(scalar: YamlScalar): string | undefined {
  const { kind } = goYaml2(scalar);
  if (kind === 'null' || kind === 'bool' || isOpen(scalar.text)) return undefined;
  return scalar.text;
}

export default defineRule({
  id: 'kubernetes/no-plain-secret-in-env',
  summary: 'Take secrets from a Secret, not from the manifest',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['env-var-secret'],
    polaris: ['sensitiveContainerEnvVar'],
    kubescape: ['rule-credentials-in-env-var'],
  },
  messages: {
    named: '`{{name}}` holds its value in clear; take it from a Secret by `secretKeyRef`',
    found: '`{{name}}` holds {{kind}} in clear; take it from a Secret by `secretKeyRef`',
  },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'The manifest is in the repository, in the cluster for everyone who may read pods, and in the output of `kubectl describe`. A Secret can have narrower rights, can be encrypted at rest, and is changed without a change of the workload.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: DATABASE_PASSWORD\n          value: kauri-42-tree\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: DATABASE_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: shop\n              key: password\n        - name: DATABASE_PASSWORD_FILE\n          value: /run/secrets/database\n',
      },
    ],
    exceptions: 'Passwords of throw-away databases in tests and demonstrations.',
    references: [
      'https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/',
      'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node }) {
        for (const variable of mappingsAt(node, 'env')) {
          const name = stringAt(variable, 'name');
          const entry = entryOf(variable, 'value');
          const scalar = asScalar(entry?.value);
          if (name === undefined || !entry || !scalar || !isNew(scalar.span)) continue;
          // kube-linter goes by this word alone.
          const equivalents = /secret/i.test(name) ? undefined : { 'kube-linter': [] };
          const [secret] = clearSecretsIn(scalar);
          if (secret) {
            const { kind, span } = secret;
            ctx.report({ message: 'found', span, data: { name, kind }, fixes: reference(entry, name), equivalents });
            continue;
          }
          const text = literal(scalar);
          if (text === undefined || !isSecretName(name) || isNoSecretValue(text) || isStandIn(text)) continue;
          ctx.report({
            message: 'named',
            span: scalar.span,
            data: { name },
            fixes: reference(entry, name),
            equivalents,
          });
        }
      },
    };
  },
});
