import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { mapEntries, type Pod } from '../../languages/kubernetes/model';
import { places } from '../../languages/kubernetes/security';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

/** `kubernetesui/dashboard`, `kubernetesui/dashboard-web` …, and `kubernetes-dashboard-amd64` of older days. */
const isDashboard = (repository: string): boolean =>
  /(?:^|\/)(?:kubernetesui\/dashboard(?:-[a-z]+)?|kubernetes-dashboard(?:-[a-z0-9]+)?)$/.test(repository);

const NAME = 'kubernetes-dashboard';

/** The label of its own manifests, by which its pods are known whatever their image. */
function labelOf({ manifest, metadata }: Pod): YamlScalar | undefined {
  for (const holder of [metadata, manifest.metadata]) {
    for (const { name, value } of mapEntries(holder, 'labels')) {
      const scalar = asScalar(value);
      if (scalar?.text === NAME && /^(?:app|k8s-app|app\.kubernetes\.io\/name)$/.test(name)) return scalar;
    }
  }
  return undefined;
}

export default defineRule({
  id: 'kubernetes/no-dashboard',
  summary: 'Do not run the Kubernetes Dashboard',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV_K8S_33'], kubescape: ['rule-access-dashboard-wl-v1'] },
  messageEquivalents: { account: { kubescape: ['rule-access-dashboard-wl-v1'] } },
  messages: {
    image: '`{{image}}` is the Kubernetes Dashboard, which is no longer maintained; remove it',
    label: 'These pods are the Kubernetes Dashboard, which is no longer maintained; remove them',
    account: 'ServiceAccount `{{name}}` has the rights of the Kubernetes Dashboard; name another',
  },
  notes: [],
  lessons: ['K18'],
  docs: {
    why: 'The dashboard acts on the cluster for everybody who reaches it; open ones have let strangers run programs on clusters. The project was archived, so that new holes stay open.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: kubernetesui/dashboard:v2.7.0\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/access-application-cluster/web-ui-dashboard/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (!image || !isDashboard(image.reference.repository) || !isNew(image.scalar.span)) return;
        ctx.report({ message: 'image', span: image.scalar.span, data: { image: image.reference.text } });
      },
      Pod(pod) {
        if (pod.containers.some((container) => isDashboard(imageOf(container)?.reference.repository ?? ''))) return;
        const label = labelOf(pod);
        if (label) {
          if (isNew(label.span)) ctx.report({ message: 'label', span: label.span });
          return;
        }
        const account = asScalar(get(pod.spec, 'serviceAccountName'));
        if (account?.text !== NAME || !isNew(account.span)) return;
        ctx.report({ message: 'account', span: account.span, data: { name: NAME } });
      },
    };
  },
});
