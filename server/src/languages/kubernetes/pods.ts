/** Where an object of a kind holds the specification of its pods. */
export interface PodPath {
  readonly spec: readonly string[];
  readonly metadata: readonly string[];
  /** The object is of a custom kind that only embeds a pod template: what must be there is its controller's business. */
  readonly custom: boolean;
}

const template = (...above: readonly string[]): PodPath => ({
  spec: [...above, 'template', 'spec'],
  metadata: [...above, 'template', 'metadata'],
  custom: false,
});

const custom = (path: PodPath): PodPath => ({ ...path, custom: true });

const PATHS: ReadonlyMap<string, PodPath> = new Map([
  ['Pod', { spec: ['spec'], metadata: ['metadata'], custom: false }],
  ['PodTemplate', template()],
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'Job', 'DeploymentConfig'].map(
    (kind) => [kind, template('spec')] as const,
  ),
  ['CronJob', template('spec', 'jobTemplate', 'spec')],
  ['Rollout', custom(template('spec'))],
  ['ScaledJob', custom(template('spec', 'jobTargetRef'))],
]);

/** By kind and not by apiVersion: a wrong or old version is another rule's business. */
export const podPathOf = (kind: string | undefined): PodPath | undefined =>
  kind === undefined ? undefined : PATHS.get(kind);

/** Kinds that keep pods running by themselves. */
export const CONTROLLERS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'DeploymentConfig',
]);
