import { defineRule } from '../../core/rule';
import { mapEntries, mappingAt } from '../../languages/kubernetes/model';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { insertEntry, removeEntry } from '../../languages/yaml/edits';
import type { YamlEntry, YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/deprecated-annotation',
  summary: 'Use the fields that took the place of old annotations',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['deprecated'],
  equivalents: {},
  messages: {
    deprecated: 'The annotation `{{name}}` is deprecated; use `{{field}}`',
    dead: 'The annotation `{{name}}` has no effect any more; use `{{field}}`',
  },
  notes: ['api-versions'],
  docs: {
    why: 'Before a setting becomes a field it is often an annotation for a while. Once the field is there the annotation is deprecated, and some are not read at all any more: the protection that they name is gone without a word.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    kubernetes.io/ingress.class: nginx\n    team: shop\nspec: {}\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    team: shop\nspec:\n  ingressClassName: nginx\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  ingressClassName: nginx\n',
      },
    ],
    fixSafety: 'An IngressClass of that name must exist in the cluster; controllers used to look at the word alone.',
    references: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlEntry>();
    const judge = (entry: YamlEntry, table: readonly Old[], repair: () => ReturnType<typeof fix>[]): void => {
      const old = table.find(({ name }) => (name.endsWith('/') ? entry.name.startsWith(name) : entry.name === name));
      if (!old || seen.has(entry)) return;
      seen.add(entry);
      ctx.report({
        message: old.dead ? 'dead' : 'deprecated',
        span: entry.key.span,
        data: { name: shown(entry.name), field: old.field },
        fixes: repair(),
      });
    };
    return {
      Manifest({ kind, apiVersion, metadata, root }) {
        const table = kind === undefined ? undefined : OBJECTS.get(kind);
        if (!table || !metadata) return;
        for (const entry of mapEntries(metadata, 'annotations')) {
          judge(entry, table, () =>
            kind === 'Ingress' && apiVersion === 'networking.k8s.io/v1'
              ? ingressClass(entry, mappingAt(root, 'spec'))
              : [],
          );
        }
      },
      Pod({ metadata }) {
        for (const entry of mapEntries(metadata, 'annotations')) judge(entry, PODS, () => []);
      },
    };
  },
});

interface Old {
  /** With a slash at its end: all that begin so. */
  readonly name: string;
  readonly field: string;
  readonly dead?: boolean;
}

const PODS: readonly Old[] = [
  { name: 'seccomp.security.alpha.kubernetes.io/pod', field: 'securityContext.seccompProfile', dead: true },
  { name: 'container.seccomp.security.alpha.kubernetes.io/', field: 'securityContext.seccompProfile', dead: true },
  { name: 'container.apparmor.security.beta.kubernetes.io/', field: 'securityContext.appArmorProfile' },
  { name: 'security.alpha.kubernetes.io/sysctls', field: 'securityContext.sysctls', dead: true },
  { name: 'security.alpha.kubernetes.io/unsafe-sysctls', field: 'securityContext.sysctls', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/critical-pod', field: 'priorityClassName', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/affinity', field: 'affinity', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/tolerations', field: 'tolerations', dead: true },
  { name: 'pod.beta.kubernetes.io/init-containers', field: 'initContainers', dead: true },
  { name: 'pod.alpha.kubernetes.io/init-containers', field: 'initContainers', dead: true },
];

const STORAGE: readonly Old[] = [
  { name: 'volume.beta.kubernetes.io/storage-class', field: 'storageClassName' },
  { name: 'volume.beta.kubernetes.io/mount-options', field: 'mountOptions' },
];

const OBJECTS: ReadonlyMap<string, readonly Old[]> = new Map<string, readonly Old[]>([
  ['Ingress', [{ name: 'kubernetes.io/ingress.class', field: 'spec.ingressClassName' }]],
  ['PersistentVolume', STORAGE],
  ['PersistentVolumeClaim', STORAGE],
  [
    'Service',
    [
      { name: 'service.kubernetes.io/topology-aware-hints', field: 'spec.trafficDistribution' },
      {
        name: 'service.alpha.kubernetes.io/tolerate-unready-endpoints',
        field: 'spec.publishNotReadyAddresses',
        dead: true,
      },
    ],
  ],
]);

function ingressClass(entry: YamlEntry, spec: YamlMapping | undefined) {
  const scalar = asScalar(entry.value);
  if (!spec || !scalar || isPlaceholder(scalar.text) || entryOf(spec, 'ingressClassName')) return [];
  if (!/^[a-z0-9][-a-z0-9.]*$/.test(scalar.text)) return [];
  return [
    fix(`Set ingressClassName: ${shown(scalar.text)}`, 'unsafe', () => {
      const removed = removeEntry(entry, { removeEmptyParent: true });
      const added = insertEntry(spec, `ingressClassName: ${scalar.text}`, { first: true });
      return removed && added ? [...removed, ...added] : undefined;
    }),
  ];
}
