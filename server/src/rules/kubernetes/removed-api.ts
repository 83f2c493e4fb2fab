import { defineRule } from '../../core/rule';
import { agedVersion, migrate } from '../../languages/kubernetes/api-migration';
import { auditKind, droppedElsewhere } from '../../languages/kubernetes/removed-elsewhere';
import { kindInfoOf, schemaFor, targetRelease } from '../../languages/kubernetes/schema-problems';
import { IN_TEMPLATE } from '../../languages/kubernetes/template';

/** kube-linter asks after this group alone. */
const kubeLinter = (apiVersion: string) => (apiVersion.startsWith('extensions/') ? undefined : { 'kube-linter': [] });

export default defineRule({
  id: 'kubernetes/removed-api',
  summary: 'Replace API versions that the cluster no longer has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['no-extensions-v1beta'],
    'kube-score': ['stable-version'],
    trivy: ['KSV-0107'],
    pluto: ['removed'],
    kubent: ['removed'],
    kubeconform: ['invalid'],
    'kubectl-validate': ['error_invalid_kind'],
  },
  messageEquivalents: { elsewhere: { pluto: ['removed'] } },
  messages: {
    elsewhere: '{{kind}} `{{apiVersion}}` is gone since {{project}} {{release}}; use `{{replacement}}`',
    removed: '{{kind}} `{{apiVersion}}` is gone since Kubernetes {{release}}; use `{{replacement}}`',
    gone: '{{kind}} `{{apiVersion}}` is gone since Kubernetes {{release}}; nothing takes its place, remove it',
  },
  notes: ['api-versions'],
  lessons: ['K02'],
  docs: {
    why: 'Beta versions of an API are dropped some releases after the stable one has come. A cluster that no longer serves the version refuses the object.\n\nSome fields changed their form on the way: an Ingress names its service in `backend.service` and wants a `pathType`. The fix rewrites them where that is certain.',
    invalid: [
      {
        code: 'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            backend:\n              serviceName: shop\n              servicePort: 80\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: ImplementationSpecific\n            backend:\n              service:\n                name: shop\n                port:\n                  number: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  jobTemplate: {}\n',
      },
    ],
    fixSafety:
      'Workloads of `extensions/v1beta1` and `apps/v1beta1` had other defaults: how updates roll out, how much history is kept. A selector is added from the labels of the template. Admission webhooks get the defaults of the old version and are said to have no side effects; fields of custom resources that their schema does not know are dropped by the new version.',
    references: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },
  check: (ctx) => ({
    TemplateObject({ apiVersion, kind }) {
      const schema = schemaFor(ctx.doc, ctx.facts);
      const info = schema?.kindOf(apiVersion.text, kind.text);
      const aged = schema && agedVersion(schema, info, targetRelease(ctx.facts));
      if (aged?.state !== 'removed') return;
      const { span, text } = apiVersion;
      const equivalents = kubeLinter(text);
      const data = { kind: kind.text, apiVersion: text, release: aged.since };
      if (!aged.replacement) ctx.report({ message: 'gone', span, data, equivalents });
      else {
        const replacement = aged.replacement.apiVersion;
        ctx.report({ message: 'removed', span, data: { ...data, replacement }, noFix: IN_TEMPLATE, equivalents });
      }
    },
    Manifest(manifest) {
      const schema = schemaFor(ctx.doc, ctx.facts);
      const node = manifest.apiVersionNode;
      if (!schema || !node) return;
      const dropped = droppedElsewhere(schema, manifest);
      if (dropped) {
        const { project, release, replacement } = dropped;
        const named = { kind: manifest.kind ?? '', apiVersion: node.text };
        ctx.report({ message: 'elsewhere', span: node.span, data: { ...named, project, release, replacement } });
        return;
      }
      const info = kindInfoOf(ctx.doc, manifest, ctx.facts) ?? auditKind(schema, manifest);
      const aged = agedVersion(schema, info, targetRelease(ctx.facts));
      if (!info || aged?.state !== 'removed') return;
      const { kind, apiVersion } = info;
      const equivalents = kubeLinter(apiVersion);
      const data = { kind, apiVersion, release: aged.since };
      const to = aged.replacement;
      if (!to) {
        ctx.report({ message: 'gone', span: node.span, data, equivalents });
        return;
      }
      const { fixes, noFix } = migrate(manifest, info, to, schema);
      ctx.report({
        message: 'removed',
        span: node.span,
        data: { ...data, replacement: to.apiVersion },
        fixes,
        noFix,
        equivalents,
      });
    },
  }),
});
