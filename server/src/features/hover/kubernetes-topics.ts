import type { YamlPath } from '../../languages/yaml/query';

/** Fields about which, and about all below them, a topic of the notes speaks. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ...named('probes', 'livenessProbe', 'readinessProbe', 'startupProbe'),
  ...named('resources', 'resources'),
  ...named('pod-security', 'securityContext'),
  ...named('scheduling', 'tolerations', 'affinity', 'topologySpreadConstraints', 'nodeSelector', 'taints'),
  ...named('storage', 'volumes', 'volumeMounts', 'volumeDevices', 'volumeClaimTemplates'),
  ...named('configuration-objects', 'env', 'envFrom'),
]);

/** Fields that a topic speaks about, but not about what stands below them. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ...named('manifests', 'metadata', 'namespace', 'spec', 'status'),
  ...named('services', 'labels', 'selector', 'matchLabels', 'matchExpressions'),
  ...named('services', 'ports', 'containerPort', 'targetPort', 'nodePort', 'externalIPs', 'clusterIP', 'externalName'),
  ...named('controllers', 'template', 'containers', 'initContainers', 'replicas', 'restartPolicy', 'strategy'),
  ...named('image-references', 'image', 'imagePullPolicy'),
  ...named('entrypoint-and-cmd', 'command', 'args'),
  ...named('scheduling', 'nodeName', 'annotations'),
  ...named('pod-security', 'hostNetwork', 'hostPID', 'hostIPC', 'hostPort', 'hostUsers'),
  ...named('pod-security', 'serviceAccountName', 'automountServiceAccountToken'),
]);

/** What the notes say of a kind: of its name, and of the fields of its own `spec` or `data`. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ...named('controllers', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'),
  ...named('controllers', 'Job', 'CronJob', 'HorizontalPodAutoscaler'),
  ...named('services', 'Service'),
  ...named('traffic', 'Ingress', 'NetworkPolicy'),
  ...named('storage', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass'),
  ...named('configuration-objects', 'ConfigMap', 'Secret'),
  ...named('resources', 'ResourceQuota', 'LimitRange'),
  ...named('generated-manifests', 'CustomResourceDefinition'),
  ...named('manifests', 'Namespace', 'List'),
]);

/** Kinds of which all fields belong to one topic. */
const WHOLE = new Set(['traffic', 'storage', 'services', 'configuration-objects', 'resources']);

function named(topic: string, ...names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, topic]);
}

/** The topic of the notes that a field of an object belongs to. */
export function topicOf(kind: string, path: YamlPath): string | undefined {
  if (path.length === 1 && path[0] === 'apiVersion') return 'api-versions';
  const own = KINDS.get(kind);
  if (path.length === 1 && path[0] === 'kind') return own ?? 'manifests';
  const names = path.filter((step) => typeof step === 'string');
  const family = names.flatMap((name) => FAMILIES.get(name) ?? [])[0];
  if (family !== undefined) return family;
  if (own !== undefined && WHOLE.has(own) && names[0] !== 'metadata') return own;
  return FIELDS.get(names.at(-1) ?? '');
}
