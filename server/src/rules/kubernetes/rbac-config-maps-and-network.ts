import { defineRule } from '../../core/rule';
import {
  grants,
  grantsInVain,
  IDLE,
  policyRulesOf,
  resourceNamesOf,
  WRITE,
  wordFor,
} from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const configMaps = (verbs: readonly string[]) => [{ group: '', resources: ['configmaps'], verbs }];
const network = (verbs: readonly string[]) => [
  { group: '', resources: ['services', 'endpoints'], verbs },
  { group: 'discovery.k8s.io', resources: ['endpointslices'], verbs },
  { group: 'networking.k8s.io', resources: ['networkpolicies', 'ingresses'], verbs },
];

const CONFIG_MAPS = configMaps(WRITE);

/** One finding a resource: what allows nothing comes last. */
const RIGHTS = [
  ['configMaps', CONFIG_MAPS],
  ['network', network(WRITE)],
  ['idleOnConfigMaps', configMaps(IDLE)],
  ['idleOnNetwork', network(IDLE)],
  ['logs', [{ group: '', resources: ['pods/log'], verbs: ['delete', 'deletecollection'] }]],
] as const;

export default defineRule({
  id: 'kubernetes/rbac-config-maps-and-network',
  summary: 'Let few roles change ConfigMaps, Services and network policies',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: {
    configMaps: { trivy: ['KSV-0049'], kubescape: ['rule-can-update-configmap-v1'] },
    network: { trivy: ['KSV-0056'] },
    logs: { trivy: ['KSV-0042'] },
    dns: { kubescape: ['rule-can-update-configmap-v1'] },
    idleOnConfigMaps: { trivy: ['KSV-0049'] },
    idleOnNetwork: { trivy: ['KSV-0056'] },
  },
  messages: {
    configMaps: '{{verb}} on `{{resource}}` changes what other programs do; name them in `resourceNames`',
    network: '{{verb}} on `{{resource}}` leads traffic elsewhere; grant it to few',
    logs: '{{verb}} on `{{resource}}` can erase traces; remove the verb',
    dns: '{{verb}} on `{{name}}` decides what every name in the cluster means; grant it to few',
    idleOnConfigMaps: '{{verb}} allows nothing on `{{resource}}`; remove it',
    idleOnNetwork: '{{verb}} allows nothing on `{{resource}}`; remove it',
  },
  notes: ['configuration-objects', 'traffic'],
  docs: {
    why: 'Programs take their configuration from ConfigMaps, the DNS server of the cluster too: whoever writes them decides what these programs do. Whoever writes Services, endpoints, ingresses or network policies decides where requests go and who may talk to whom.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [networking.k8s.io]\n    resources: [networkpolicies]\n    verbs: [delete]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [networking.k8s.io]\n    resources: [networkpolicies]\n    verbs: [get, list]\n',
      },
    ],
    exceptions: 'Operators that deploy programs write all of these.',
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          const names = resourceNamesOf(rule);
          const dns = names.find(({ text }) => text === 'coredns');
          const changed = dns && grants(rule, ...CONFIG_MAPS);
          if (changed && isNew(dns.span))
            ctx.report({ message: 'dns', span: dns.span, data: { verb: wordFor(changed), name: dns.text } });
          if (names.length > 0) continue;
          for (const [message, rights] of RIGHTS) {
            const found = message.startsWith('idle') ? grantsInVain(rule, ...rights) : grants(rule, ...rights);
            if (!found || !isNew(found.resource.span)) continue;
            const data = { verb: wordFor(found), resource: found.resource.text };
            ctx.report({ message, span: found.resource.span, data });
          }
        }
      },
    };
  },
});
