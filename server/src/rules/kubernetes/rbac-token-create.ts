import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, resourceNamesOf } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const group = '';
const erase = ['delete', 'deletecollection'];
const RIGHTS = [
  ['token', [{ group, resources: ['serviceaccounts/token'], verbs: ['create'] }]],
  ['volume', [{ group, resources: ['persistentvolumes'], verbs: ['create'] }]],
  ['forward', [{ group, resources: ['pods/portforward'], verbs: ['create', 'get'] }]],
  [
    'events',
    [
      { group, resources: ['events'], verbs: erase },
      { group: 'events.k8s.io', resources: ['events'], verbs: erase },
    ],
  ],
] as const;

export default defineRule({
  id: 'kubernetes/rbac-token-create',
  summary: 'Let few roles make tokens and volumes, forward ports or erase events',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: {
    token: { kubescape: ['rule-can-create-service-account-token'] },
    volume: { kubescape: ['rule-can-create-pv'] },
    forward: { kubescape: ['rule-can-portforward-v1'] },
    events: { kubescape: ['rule-can-delete-k8s-events-v1'] },
  },
  messages: {
    token: '`serviceaccounts/token` makes tokens of any service account; name the accounts',
    volume: 'A role that creates `persistentvolumes` can mount any path of a node; use claims',
    forward: '`pods/portforward` reaches ports that no Service shows; grant it to people in need only',
    events: 'A role that deletes `events` can erase its own traces; remove the verb',
  },
  notes: [],
  docs: {
    why: 'Each of these rights gives more than its name says. A token of a service account brings all of its rights. A persistent volume may be a path of the node. A forwarded port goes around the Services and, for the most part, around network policies. Events tell what was done, until somebody deletes them.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [serviceaccounts/token]\n    verbs: [create]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [serviceaccounts/token]\n    resourceNames: [shop]\n    verbs: [create]\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request',
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          if (resourceNamesOf(rule).length > 0) continue;
          for (const [message, rights] of RIGHTS) {
            const found = grants(rule, ...rights);
            if (found && isNew(found.resource.span)) ctx.report({ message, span: found.resource.span });
          }
        }
      },
    };
  },
});
