import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { groupOf, type KindInfo, type KubernetesSchema } from '../../languages/kubernetes/schema/types';
import { kindsDefinedIn, schemaFor } from '../../languages/kubernetes/schema-problems';
import { replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/unknown-kind',
  summary: 'Report kinds that no Kubernetes release has in that version',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['schema-validation'],
    kubeconform: ['invalid'],
    'kubectl-validate': ['error_invalid_kind'],
  },
  messages: {
    version: '`{{kind}}` is not in `{{apiVersion}}`; use `{{right}}`',
    near: 'There is no kind `{{kind}}` in `{{apiVersion}}`; did you mean `{{right}}`?',
    unknown: 'There is no kind `{{kind}}` in `{{apiVersion}}`; check both',
  },
  notes: ['api-versions'],
  docs: {
    why: 'Each kind lives in a group and a version of the API. An object whose pair of `apiVersion` and `kind` does not exist is refused with “no matches for kind”.\n\nKinds of other groups come from custom resources and are left alone.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Deployment\nmetadata:\n  name: shop\n',
        fixed: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n',
      },
    ],
    valid: [{ code: 'apiVersion: example.com/v1\nkind: Shop\nmetadata:\n  name: shop\n' }],
    fixSafety: 'A kind with a similar name may not be the one that was meant.',
    references: ['https://kubernetes.io/docs/reference/kubernetes-api/'],
  },
  check: (ctx) => {
    let defined: readonly KindInfo[] | undefined;
    return {
      Manifest(manifest) {
        const { apiVersion, kind, apiVersionNode, kindNode, otherFormat } = manifest;
        const schema = schemaFor(ctx.doc, ctx.facts);
        if (!schema || otherFormat || !apiVersionNode || !kindNode) return;
        if (apiVersion === undefined || kind === undefined) return;
        if (isPlaceholder(apiVersion) || isPlaceholder(kind) || OPENSHIFT.has(kind)) return;
        if (schema.kindOf(apiVersion, kind) || kind.endsWith('List')) return;
        const data = { kind: shown(kind), apiVersion: shown(apiVersion) };
        // The definition beside it says which versions there are.
        defined ??= kindsDefinedIn(ctx.doc, schema);
        const own = defined.find((info) => info.kind === kind && groupOf(info.apiVersion) === groupOf(apiVersion));
        if (own) {
          ctx.report({ message: 'version', span: apiVersionNode.span, data: { ...data, right: own.apiVersion } });
          return;
        }
        if (!isOurs(schema, apiVersion)) return;
        const served = servedVersions(schema, kind);
        const [right] = served;
        if (right) {
          const safety = served.length === 1 ? 'safe' : 'unsafe';
          ctx.report({
            message: 'version',
            span: apiVersionNode.span,
            data: { ...data, right: right.apiVersion },
            fixes: [
              fix(`Replace with ${right.apiVersion}`, safety, () => replaceValue(apiVersionNode, right.apiVersion)),
            ],
          });
          return;
        }
        // A newer release may have more.
        if (/\/v\d+(?:alpha|beta)\d+$/.test(apiVersion)) return;
        const near = similarKind(schema, kind);
        if (near === undefined) {
          ctx.report({ message: 'unknown', span: kindNode.span, data });
          return;
        }
        const safety = near.toLowerCase() === kind.toLowerCase() ? 'safe' : 'unsafe';
        ctx.report({
          message: 'near',
          span: kindNode.span,
          data: { ...data, right: near },
          fixes: [fix(`Replace with ${near}`, safety, () => replaceValue(kindNode, near))],
        });
      },
    };
  },
});

/** OpenShift served these in the group without a name. */
const OPENSHIFT: ReadonlySet<string> = new Set([
  'Template',
  'Route',
  'BuildConfig',
  'Build',
  'ImageStream',
  'ImageStreamTag',
  'DeploymentConfig',
  'Project',
  'ProjectRequest',
  'SecurityContextConstraints',
  'User',
  'Group',
  'Policy',
  'OAuthClient',
]);

/** A group of Kubernetes itself: custom ones must have a dot in their name. */
function isOurs(schema: KubernetesSchema, apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  if (!group.includes('.')) return true;
  if (!group.endsWith('.k8s.io')) return false;
  let groups = known.get(schema);
  if (!groups) {
    groups = new Set(schema.kinds.filter(({ custom }) => !custom).map((info) => groupOf(info.apiVersion)));
    known.set(schema, groups);
  }
  return groups.has(group);
}

const known = new WeakMap<KubernetesSchema, ReadonlySet<string>>();

const servedVersions = (schema: KubernetesSchema, kind: string): readonly KindInfo[] =>
  schema.versionsOf(kind).filter(({ removed, custom, definition }) => !removed && !custom && definition !== undefined);

function similarKind(schema: KubernetesSchema, kind: string): string | undefined {
  const lower = kind.toLowerCase();
  const kinds = new Set(schema.kinds.filter(({ definition }) => definition !== undefined).map((info) => info.kind));
  for (const other of kinds) if (other.toLowerCase() === lower) return other;
  return closest(kind, kinds);
}
