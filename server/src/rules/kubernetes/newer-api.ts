import { defineRule } from '../../core/rule';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isLater } from '../../languages/kubernetes/schema/types';
import { kindInfoOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/newer-api',
  summary: 'Report API versions that came after the release that is aimed at',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['error_invalid_kind'] },
  messages: {
    newer:
      '{{kind}} `{{apiVersion}}` came with Kubernetes {{since}}; use a version that {{release}} has, or aim higher',
  },
  notes: ['api-versions'],
  docs: {
    why: 'The API server of an older cluster does not serve the version and refuses the object with “no matches for kind”.\n\nThe release is the one of `kubernetesVersion` in the configuration; without one the rule is silent.',
    invalid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  maxReplicas: 3\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shop\n',
        kubernetesVersion: '1.22',
      },
    ],
    valid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  maxReplicas: 3\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shop\n',
        kubernetesVersion: '1.30',
      },
    ],
    references: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const { release } = ctx.facts;
      const node = manifest.apiVersionNode;
      if (release === undefined || !node) return;
      const info = kindInfoOf(ctx.doc, manifest, ctx.facts);
      if (info?.introduced === undefined || !isLater(info.introduced, release)) return;
      const data = { kind: info.kind, apiVersion: shown(info.apiVersion), since: info.introduced, release };
      ctx.report({ message: 'newer', span: node.span, data });
    },
  }),
});
