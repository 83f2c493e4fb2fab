import { defineRule } from '../../core/rule';
import { isAssembled } from '../../languages/kubernetes/assembled';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { kindInfoOf } from '../../languages/kubernetes/schema-problems';
import { lacks } from '../../languages/kubernetes/workloads';
import { asScalar, get } from '../../languages/yaml/query';

/** Objects that the cluster itself keeps in each namespace, or in this one. */
const isOfCluster = (kind: string, name: string): boolean =>
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'Service' && name === 'kubernetes');

export default defineRule({
  id: 'kubernetes/no-default-namespace',
  summary: 'Keep objects out of the namespace default',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    'kube-linter': ['use-namespace'],
    trivy: ['KSV-0110'],
    checkov: ['CKV_K8S_21'],
    kubescape: ['pods-in-default-namespace'],
  },
  options: {
    missing: {
      type: 'boolean',
      description: 'Also report objects that name no namespace.',
      default: true,
    },
  },
  messages: {
    written: '`default` holds whatever nobody has placed; give `{{name}}` a namespace of its own',
    missing: '{{kind}} `{{name}}` names no namespace and may land in `default`; set one',
  },
  notes: ['manifests'],
  lessons: ['K11'],
  docs: {
    why: 'Rights, quotas and network policies are given by namespace. In `default` all programs share them, and a command that was meant for another namespace meets them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: default\n',
      },
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n',
        options: { missing: true },
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: store\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces'],
  },
  check: (ctx) => {
    const mayMiss = ctx.options.missing && !ctx.facts.fragment && !isAssembled(ctx.facts);
    return {
      Manifest(manifest) {
        const { metadata, otherFormat, kind = '', name = '' } = manifest;
        if (!metadata || otherFormat || isOfCluster(kind, name)) return;
        const namespace = asScalar(get(metadata, 'namespace'));
        if (namespace?.text === 'default') {
          ctx.report({ message: 'written', span: namespace.span, data: { name } });
        } else if (mayMiss && (lacks(metadata, 'namespace') || namespace?.text === '')) {
          // What has pods has a namespace, also where the kind itself is not known.
          if (kindInfoOf(ctx.doc, manifest, ctx.facts)?.namespaced !== true && kind !== 'DeploymentConfig') return;
          ctx.report({ message: 'missing', span: objectSpan(manifest), data: { kind, name } });
        }
      },
    };
  },
});
