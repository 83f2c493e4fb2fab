import { defineRule } from '../../core/rule';
import { specOf } from '../../languages/kubernetes/objects';
import { withoutEntry } from '../../languages/kubernetes/security';
import { asSequence, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-external-ips',
  summary: 'Do not give Services external addresses by hand',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0108'] },
  messages: { taken: '`externalIPs` takes traffic to these addresses, whoever owns them; remove it' },
  notes: ['services'],
  lessons: ['K06'],
  docs: {
    why: 'Each node sends what goes to an address of `externalIPs` to this Service, and nobody checks whose address it is. Who may write Services can catch the traffic of other pods to any address in the world (CVE-2020-8554). The field is deprecated, and many clusters refuse it.',
    instead: 'A Service of type `LoadBalancer`, an Ingress or a Gateway.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  externalIPs:\n    - 203.0.113.9\n  ports:\n    - port: 80\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - port: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: LoadBalancer\n  selector: {app: shop}\n  ports:\n    - port: 80\n',
      },
    ],
    fixSafety: 'The Service is not reached at these addresses any more.',
    references: [
      'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
      'https://nvd.nist.gov/vuln/detail/CVE-2020-8554',
    ],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'Service') return;
      const entry = entryOf(specOf(manifest), 'externalIPs');
      if (!entry || (asSequence(entry.value)?.items.length ?? 0) === 0) return;
      ctx.report({ message: 'taken', span: entry.key.span, fixes: () => withoutEntry(entry, 'Remove externalIPs') });
    },
  }),
});
