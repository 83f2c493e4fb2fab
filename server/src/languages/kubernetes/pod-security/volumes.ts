import type { YamlEntry } from '../../yaml/nodes';
import { entriesOf } from '../../yaml/query';
import { mappingsAt, type Pod } from '../model';
import type { Breach, Policy } from './policy';

/** Kinds of volumes that reach a disk or a server past a claim. */
const DIRECT: ReadonlySet<string> = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

/** The volumes of a pod that only `restricted` refuses; paths of the node are a control of `baseline`. */
export const directVolumes = (pod: Pod): readonly YamlEntry[] =>
  mappingsAt(pod.spec, 'volumes').flatMap((volume) => entriesOf(volume).filter(({ name }) => DIRECT.has(name)));

export const volumeBreaches = (pod: Pod, { level }: Policy): readonly Breach[] =>
  level === 'baseline'
    ? []
    : directVolumes(pod).map((entry) => ({
        control: 'restricted/restrictedvolumes',
        span: entry.key.span,
        value: entry.name,
        fixes: [],
      }));
