import { defineRule } from '../../core/rule';
import { booleanAt, stringAt } from '../../languages/kubernetes/model';
import { inSameNamespace, objectsOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { mayLackAnywhere } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/explicit-token-mount',
  summary: 'Say for each pod that it gets no token',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    polaris: ['automountServiceAccountToken'],
    trivy: ['KSV-0036'],
    checkov: ['CKV_K8S_38'],
    kubesec: ['AutomountServiceAccountToken'],
    kubescape: ['automount-service-account'],
  },
  messageEquivalents: { account: { kubescape: ['automount-service-account'] } },
  messages: {
    account: 'Pods of ServiceAccount `{{name}}` get a token for the API; write `automountServiceAccountToken: false`',
    missing: '{{kind}} `{{name}}` gets a token for the API; write `automountServiceAccountToken: false`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'A token of the API is mounted into each pod that does not refuse it, also when its account is its own. Only programs that talk to the API need one. This rule reports every pod that has not said no; `no-automount-service-account-token` is content with an account of its own.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccountName: shop\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  automountServiceAccountToken: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Programs that do talk to the API: controllers, operators.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'ServiceAccount' || manifest.otherFormat || ctx.facts.fragment) return;
      if (booleanAt(manifest.root, 'automountServiceAccountToken') === false) return;
      ctx.report({ message: 'account', span: objectSpan(manifest), data: { name: manifest.name ?? '' } });
    },
    Pod(pod) {
      if (!mayLackAnywhere(pod, ctx.facts) || booleanAt(pod.spec, 'automountServiceAccountToken') === false) return;
      const { kind = '', name = '' } = pod.manifest;
      // polaris asks the account too.
      const account = objectsOf(ctx.doc, 'ServiceAccount').find(
        (each) =>
          each.name === (stringAt(pod.spec, 'serviceAccountName') ?? 'default') && inSameNamespace(each, pod.manifest),
      );
      const isOff = account !== undefined && booleanAt(account.root, 'automountServiceAccountToken') === false;
      const ownWord = booleanAt(pod.spec, 'automountServiceAccountToken') === true;
      const equivalents = isOff && !ownWord ? { polaris: [] } : undefined;
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { kind, name }, equivalents });
    },
  }),
});
