import { defineRule } from '../../core/rule';
import { clearSecretsIn, isPlaceholder } from '../../languages/kubernetes/clear-secrets';
import { mapEntries } from '../../languages/kubernetes/model';
import { isOpen, places } from '../../languages/kubernetes/security';
import { isNoSecretValue, isSecretName } from '../../languages/secrets';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-secret-in-config-map',
  summary: 'Keep secrets in a Secret, not in a ConfigMap',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    polaris: ['sensitiveConfigmapContent'],
    trivy: ['KSV-0109', 'KSV-01010'],
    kubescape: ['rule-credentials-configmap'],
  },
  messages: {
    named: '`{{key}}` looks like a secret, and every reader of the ConfigMap sees it; use a Secret',
    found: 'Here stands {{kind}} in clear; replace it and keep the new one in a Secret',
  },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'ConfigMaps are meant for what anyone may know: many roles may read them, they are not encrypted at rest, and tools print them. A Secret with the same key can be mounted in the same place.',
    instead:
      'Move the key into a Secret and name it by `secretKeyRef` or a volume. What has been committed is to be replaced.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  DATABASE_PASSWORD: kauri-42-tree\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  DATABASE_HOST: db.shop.svc\n  DATABASE_PASSWORD_FILE: /run/secrets/database\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/configuration/configmap/',
      'https://kubernetes.io/docs/concepts/configuration/secret/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'ConfigMap' || manifest.otherFormat) return;
        for (const { name, value } of mapEntries(manifest.root, 'data')) {
          const scalar = asScalar(value);
          if (!scalar || !isNew(scalar.span)) continue;
          const [secret] = clearSecretsIn(scalar);
          if (secret) {
            ctx.report({ message: 'found', span: secret.span, data: { kind: secret.kind } });
            continue;
          }
          const { text } = scalar;
          // A file of settings is no secret as a whole.
          if (text.trim().includes('\n') || isOpen(text) || !isSecretName(name)) continue;
          if (isNoSecretValue(text) || isPlaceholder(text)) continue;
          ctx.report({ message: 'named', span: scalar.span, data: { key: name } });
        }
      },
    };
  },
});
