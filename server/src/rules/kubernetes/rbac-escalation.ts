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

const RBAC = 'rbac.authorization.k8s.io';
const BINDINGS = ['rolebindings', 'clusterrolebindings'];
const ROLES = ['roles', 'clusterroles'];

const RAISE = [
  { group: RBAC, resources: ROLES, verbs: ['escalate', 'bind'] },
  { group: RBAC, resources: BINDINGS, verbs: ['bind'] },
];
const IMPERSONATE = [
  { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
  { group: 'authentication.k8s.io', resources: ['userextras', 'uids'], verbs: ['impersonate'] },
];
const CHANGE = { group: RBAC, resources: [...ROLES, ...BINDINGS], verbs: WRITE };
const NOTHING = { ...CHANGE, verbs: IDLE };

export default defineRule({
  id: 'kubernetes/rbac-escalation',
  summary: 'Let no role widen its own rights',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: {
    bind: {
      checkov: ['CKV_K8S_157', 'CKV2_K8S_1'],
      trivy: ['KSV-0051', 'KSV-0052', 'KSV-0055'],
      kubescape: ['rule-can-bind-escalate'],
    },
    escalate: {
      checkov: ['CKV_K8S_158'],
      trivy: ['KSV-0051', 'KSV-0052'],
      kubescape: ['rule-can-bind-escalate'],
    },
    impersonate: {
      trivy: ['KSV-0043'],
      checkov: ['CKV2_K8S_3'],
      kubescape: ['rule-can-impersonate-users-groups-v1'],
    },
    change: { trivy: ['KSV-0050', 'KSV-0051', 'KSV-0052', 'KSV-0055'] },
    idle: { trivy: ['KSV-0050'] },
    all: {
      trivy: ['KSV-0050', 'KSV-0051', 'KSV-0052', 'KSV-0055'],
      checkov: ['CKV_K8S_157', 'CKV_K8S_158', 'CKV2_K8S_1'],
      kubescape: ['rule-can-bind-escalate'],
    },
  },
  messages: {
    bind: '`{{verb}}` on `{{resource}}` grants rights that the role itself lacks; remove it',
    escalate: '`{{verb}}` on `{{resource}}` grants rights that the role itself lacks; remove it',
    impersonate: '`impersonate` on `{{resource}}` acts with the rights of others; remove it or name them',
    idle: '{{verb}} allows nothing on `{{resource}}`; remove it',
    change: '{{verb}} on `{{resource}}` changes who may do what; grant it to administrators only',
    all: '`*` on `{{resource}}` holds `escalate` and `bind`: every right there is; name the verbs',
  },
  notes: [],
  docs: {
    why: 'Kubernetes lets nobody grant rights that they do not have, with these exceptions: `escalate` writes any right into a role, `bind` binds any role, and `impersonate` is to be somebody else. Who holds one of them holds the cluster, or at least the namespace.\n\nWho may write roles and bindings passes on all of the rights that they have, and takes them from others.',
    instead:
      'Bind the roles that a program needs by hand. Where an operator must bind some, name them in `resourceNames`.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [rbac.authorization.k8s.io]\n    resources: [clusterroles]\n    verbs: [bind]\n',
      },
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [groups]\n    verbs: [impersonate]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [rbac.authorization.k8s.io]\n    resources: [clusterroles]\n    resourceNames: [view]\n    verbs: [bind]\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb',
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          if (resourceNamesOf(rule).length > 0) continue;
          const raise = grants(rule, ...RAISE);
          const impersonate = grants(rule, ...IMPERSONATE);
          const change = grants(rule, CHANGE);
          const found = raise ?? impersonate ?? change ?? grantsInVain(rule, NOTHING);
          if (!found) continue;
          const { verb, resource } = found;
          const all = verb.text === '*';
          const span = all || (!raise && !impersonate) ? resource.span : verb.span;
          if (!isNew(span)) continue;
          const data = { resource: resource.text, verb: all ? '*' : verb.text };
          if (raise) ctx.report({ message: all ? 'all' : verb.text === 'bind' ? 'bind' : 'escalate', span, data });
          else if (impersonate) ctx.report({ message: 'impersonate', span, data: { resource: resource.text } });
          else
            ctx.report({
              message: change ? 'change' : 'idle',
              span,
              data: { resource: resource.text, verb: wordFor(found) },
            });
        }
      },
    };
  },
});
