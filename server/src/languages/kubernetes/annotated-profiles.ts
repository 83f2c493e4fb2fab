import type { Edit, Fix } from '../../core/finding';
import { removeEntry } from '../yaml/edits';
import type { YamlEntry } from '../yaml/nodes';
import { asScalar } from '../yaml/query';
import type { Pod } from './model';
import { ownSetting, podSetting, repairs, setOnContainer, setOnPod } from './security';

const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const OF_CONTAINERS: Readonly<Record<string, string>> = {
  'container.seccomp.security.alpha.kubernetes.io/': 'seccompProfile',
  'container.apparmor.security.beta.kubernetes.io/': 'appArmorProfile',
};

/** What the fields call a profile; those that lie on the node have two parts and are left to people. */
const PROFILES: ReadonlyMap<string, string> = new Map([
  ['runtime/default', 'RuntimeDefault'],
  ['docker/default', 'RuntimeDefault'],
  ['unconfined', 'Unconfined'],
]);

/** Makes the field of a pod or container out of the annotation that names its profile. */
export function moveProfile(entry: YamlEntry, pod: Pod): readonly Fix[] {
  const type = PROFILES.get(asScalar(entry.value)?.text ?? '');
  if (type === undefined) return [];
  const field = fieldFor(entry.name, pod);
  if (!field) return [];
  return repairs(`Set ${field.name}: ${type}`, 'unsafe', () => {
    const removed = removeEntry(entry, { removeEmptyParent: true });
    const added = field.set(type);
    return removed && added ? [...removed, ...added] : undefined;
  });
}

interface ProfileField {
  readonly name: string;
  readonly set: (type: string) => readonly Edit[] | undefined;
}

/** The field, where nobody has set it yet. */
function fieldFor(annotation: string, pod: Pod): ProfileField | undefined {
  if (annotation === SECCOMP_OF_POD) {
    const name = 'seccompProfile';
    return podSetting(pod, name) === undefined
      ? { name, set: (type) => setOnPod(pod, [name, 'type'], type) }
      : undefined;
  }
  const prefix = annotation.slice(0, annotation.indexOf('/') + 1);
  const name = OF_CONTAINERS[prefix];
  const container = pod.containers.find((each) => each.name === annotation.slice(prefix.length));
  if (name === undefined || !container || ownSetting(container, name) !== undefined) return undefined;
  return { name, set: (type) => setOnContainer(container, [name, 'type'], type) };
}
