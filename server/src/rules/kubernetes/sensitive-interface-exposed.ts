import { globMatcher } from '../../core/glob';
import { defineRule } from '../../core/rule';
import { podsBehind, specOf } from '../../languages/kubernetes/objects';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/sensitive-interface-exposed',
  summary: 'Keep dashboards of administrators inside',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { kubescape: ['exposed-sensitive-interfaces-v1'] },
  options: {
    names: {
      type: 'strings',
      description: 'Names of Services and workloads that are for administrators only, as globs.',
      default: [
        '*dashboard*',
        '*kubeflow*',
        'argo*',
        'workflow-controller*',
        '*weave-scope*',
        '*jenkins*',
        '*nifi*',
        '*prometheus*',
        'minio*',
        'postgres*',
      ],
    },
  },
  messages: { exposed: '`{{type}}` opens `{{name}}` to the outside; use `ClusterIP` and a login before it' },
  notes: ['services'],
  lessons: ['K18'],
  docs: {
    why: 'Who reaches such an interface runs programs in the cluster or reads what it holds, and some of them ask for no password. Clusters have been taken over that way.',
    instead: '`kubectl port-forward`, or an Ingress with a login before it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: kubernetes-dashboard\nspec:\n  type: NodePort\n  ports:\n    - port: 443\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: kubernetes-dashboard\nspec:\n  ports:\n    - port: 443\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/access-application-cluster/web-ui-dashboard/'],
  },
  check: (ctx) => {
    const matchers = ctx.options.names.map(globMatcher);
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'Service' || manifest.otherFormat) return;
        const type = asScalar(get(specOf(manifest), 'type'));
        if (type?.text !== 'NodePort' && type?.text !== 'LoadBalancer') return;
        const workloads = podsBehind(ctx.doc, manifest).map((pod) => pod.manifest.name);
        const name = [manifest.name, ...workloads].find(
          (each) => each !== undefined && matchers.some((matches) => matches(each)),
        );
        if (name !== undefined) ctx.report({ message: 'exposed', span: type.span, data: { type: type.text, name } });
      },
    };
  },
});
