import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { moveProfile } from '../../languages/kubernetes/annotated-profiles';
import { mapEntries, mappingAt } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
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
  local: 'facts',
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
    fixSafety:
      'An IngressClass of that name must exist in the cluster; controllers used to look at the word alone. A profile that an annotation named in vain begins to count.',
    references: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlEntry>();
    const judge = (entry: YamlEntry, table: readonly Old[], repair: () => readonly Fix[]): void => {
      const old = table.find(({ name }) => (name.endsWith('/') ? entry.name.startsWith(name) : entry.name === name));
      if (!old || seen.has(entry) || minorOf(ctx.facts.release) < (old.since ?? 0)) return;
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
          judge(entry, table, () => {
            const spec = mappingAt(root, 'spec');
            if (kind === 'Ingress')
              return apiVersion === 'networking.k8s.io/v1' ? moved(entry, spec, 'ingressClassName') : [];
            return entry.name === STORAGE_CLASS ? moved(entry, spec, 'storageClassName') : [];
          });
        }
      },
      Pod(pod) {
        for (const entry of mapEntries(pod.metadata, 'annotations')) judge(entry, PODS, () => moveProfile(entry, pod));
      },
    };
  },
});

interface Old {
  /** With a slash at its end: all that begin so. */
  readonly name: string;
  readonly field: string;
  readonly dead?: boolean;
  /** The minor release that has the field: before it there is nothing else to write. */
  readonly since?: number;
}

const PODS: readonly Old[] = [
  { name: 'seccomp.security.alpha.kubernetes.io/pod', field: 'securityContext.seccompProfile', dead: true },
  { name: 'container.seccomp.security.alpha.kubernetes.io/', field: 'securityContext.seccompProfile', dead: true },
  { name: 'container.apparmor.security.beta.kubernetes.io/', field: 'securityContext.appArmorProfile', since: 30 },
  { name: 'security.alpha.kubernetes.io/sysctls', field: 'securityContext.sysctls', dead: true },
  { name: 'security.alpha.kubernetes.io/unsafe-sysctls', field: 'securityContext.sysctls', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/critical-pod', field: 'priorityClassName', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/affinity', field: 'affinity', dead: true },
  { name: 'scheduler.alpha.kubernetes.io/tolerations', field: 'tolerations', dead: true },
  { name: 'pod.beta.kubernetes.io/init-containers', field: 'initContainers', dead: true },
  { name: 'pod.alpha.kubernetes.io/init-containers', field: 'initContainers', dead: true },
];

const STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

const STORAGE: readonly Old[] = [
  { name: STORAGE_CLASS, field: 'storageClassName' },
  { name: 'volume.beta.kubernetes.io/mount-options', field: 'mountOptions' },
];

const OBJECTS: ReadonlyMap<string, readonly Old[]> = new Map<string, readonly Old[]>([
  ['Ingress', [{ name: 'kubernetes.io/ingress.class', field: 'spec.ingressClassName' }]],
  ['PersistentVolume', STORAGE],
  ['PersistentVolumeClaim', STORAGE],
  [
    'Service',
    [
      { name: 'service.kubernetes.io/topology-aware-hints', field: 'spec.trafficDistribution', since: 31 },
      {
        name: 'service.alpha.kubernetes.io/tolerate-unready-endpoints',
        field: 'spec.publishNotReadyAddresses',
        dead: true,
      },
    ],
  ],
]);

/** Makes a field of `spec` out of an annotation that holds a name. */
function moved(entry: YamlEntry, spec: YamlMapping | undefined, field: string): readonly Fix[] {
  const scalar = asScalar(entry.value);
  if (!spec || !scalar || isPlaceholder(scalar.text) || entryOf(spec, field)) return [];
  if (!/^[a-z0-9][-a-z0-9.]*$/.test(scalar.text)) return [];
  return [
    fix(`Set ${field}: ${shown(scalar.text)}`, 'unsafe', () => {
      const removed = removeEntry(entry, { removeEmptyParent: true });
      const added = insertEntry(spec, `${field}: ${scalar.text}`, { first: true });
      return removed && added ? [...removed, ...added] : undefined;
    }),
  ];
}
