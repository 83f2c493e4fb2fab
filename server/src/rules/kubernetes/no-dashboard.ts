import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { places } from '../../languages/kubernetes/security';

/** `kubernetesui/dashboard`, `kubernetesui/dashboard-web` …, and `kubernetes-dashboard-amd64` of older days. */
const isDashboard = (repository: string): boolean =>
  /(?:^|\/)(?:kubernetesui\/dashboard(?:-[a-z]+)?|kubernetes-dashboard(?:-[a-z0-9]+)?)$/.test(repository);

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
  messages: {
    image: '`{{image}}` is the Kubernetes Dashboard, which is no longer maintained; remove it',
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
    };
  },
});
