import { defineRule } from '../../core/rule';
import { agedVersion, migrate } from '../../languages/kubernetes/api-migration';
import { auditKind } from '../../languages/kubernetes/removed-elsewhere';
import { kindInfoOf, schemaFor, targetRelease } from '../../languages/kubernetes/schema-problems';
import { IN_TEMPLATE } from '../../languages/kubernetes/template';

/** kube-linter asks after this group alone. */
const kubeLinter = (apiVersion: string) => (apiVersion.startsWith('extensions/') ? undefined : { 'kube-linter': [] });

export default defineRule({
  id: 'kubernetes/deprecated-api',
  summary: 'Replace API versions that will be dropped',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  tags: ['deprecated'],
  equivalents: {
    'kube-linter': ['no-extensions-v1beta'],
    'kube-score': ['stable-version'],
    trivy: ['KSV-0107'],
    pluto: ['deprecated'],
    kubent: ['deprecated'],
  },
  messages: {
    deprecated: '{{kind}} `{{apiVersion}}` is deprecated since Kubernetes {{release}}; use `{{replacement}}`',
    alone: '{{kind}} `{{apiVersion}}` is deprecated since Kubernetes {{release}}; plan to replace it',
  },
  notes: ['api-versions'],
  lessons: ['K02'],
  docs: {
    why: 'A deprecated version still works, and a later release of Kubernetes drops it: then the cluster refuses the object. A stable version is there already.',
    invalid: [
      {
        code: 'apiVersion: resource.k8s.io/v1beta1\nkind: DeviceClass\nmetadata:\n  name: gpu\nspec: {}\n',
        fixed: 'apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata:\n  name: gpu\nspec: {}\n',
      },
    ],
    valid: [{ code: 'apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata:\n  name: gpu\nspec: {}\n' }],
    fixSafety:
      'Defaults of the new version may differ. Admission webhooks are said to have no side effects; fields of custom resources that their schema does not know are dropped.',
    references: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },
  check: (ctx) => ({
    TemplateObject({ apiVersion, kind }) {
      const schema = schemaFor(ctx.doc, ctx.facts);
      const info = schema?.kindOf(apiVersion.text, kind.text);
      const aged = schema && agedVersion(schema, info, targetRelease(ctx.facts));
      if (aged?.state !== 'deprecated') return;
      const { span, text } = apiVersion;
      const equivalents = kubeLinter(text);
      const data = { kind: kind.text, apiVersion: text, release: aged.since };
      if (!aged.replacement) ctx.report({ message: 'alone', span, data, equivalents });
      else {
        const replacement = aged.replacement.apiVersion;
        ctx.report({ message: 'deprecated', span, data: { ...data, replacement }, noFix: IN_TEMPLATE, equivalents });
      }
    },
    Manifest(manifest) {
      const schema = schemaFor(ctx.doc, ctx.facts);
      const node = manifest.apiVersionNode;
      if (!schema || !node) return;
      const info = kindInfoOf(ctx.doc, manifest, ctx.facts) ?? auditKind(schema, manifest);
      const aged = agedVersion(schema, info, targetRelease(ctx.facts));
      if (!info || aged?.state !== 'deprecated') return;
      const { kind, apiVersion } = info;
      const equivalents = kubeLinter(apiVersion);
      const data = { kind, apiVersion, release: aged.since };
      const to = aged.replacement;
      if (!to) {
        ctx.report({ message: 'alone', span: node.span, data, equivalents });
        return;
      }
      const { fixes, noFix } = migrate(manifest, info, to, schema);
      ctx.report({
        message: 'deprecated',
        span: node.span,
        data: { ...data, replacement: to.apiVersion },
        fixes,
        noFix,
        equivalents,
      });
    },
  }),
});
