import type { Fix } from '../../../core/finding';
import { replaceValue } from '../../yaml/edits';
import type { YamlEntry, YamlScalar } from '../../yaml/nodes';
import { asScalar, entryOf } from '../../yaml/query';
import { mappingAt, type Pod, stringAt, stringOf } from '../model';
import {
  annotationsOf,
  contextsOf,
  hasUserNamespace,
  isOpen,
  ownSetting,
  podSetting,
  repairsNear,
  type Said,
  valueSpan,
} from '../security';
import { refused } from './host';
import { type Breach, type ControlId, isExemptWindows, type Lack, type Policy } from './policy';

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_ANNOTATION = /^(?:seccomp|container\.seccomp)\.security\.alpha\.kubernetes\.io\//;

/** A profile that is not one of the allowed kinds. */
export interface BadProfile {
  readonly scalar: YamlScalar;
  readonly allowed: string;
  readonly written: 'field' | 'annotation';
}

const KINDS: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);

const badField = (holder: YamlEntry | undefined): readonly BadProfile[] => {
  const scalar = asScalar(entryOf(holder?.value, 'type')?.value);
  const type = stringOf(scalar);
  if (!scalar || type === undefined || isOpen(type) || KINDS.has(type)) return [];
  return [{ scalar, allowed: 'RuntimeDefault', written: 'field' }];
};

const badAnnotation = (entry: YamlEntry): readonly BadProfile[] => {
  const scalar = asScalar(entry.value);
  const profile = stringOf(scalar);
  if (!scalar || profile === undefined || profile === '' || isOpen(profile)) return [];
  if (/^(?:runtime\/default$|docker\/default$|localhost\/)/.test(profile)) return [];
  return [{ scalar, allowed: 'runtime/default', written: 'annotation' }];
};

/** AppArmor profiles other than the runtime's and those of the node, in fields and annotations. */
export const badAppArmor = (pod: Pod): readonly BadProfile[] => [
  ...contextsOf(pod).flatMap(({ node }) => badField(entryOf(node, 'appArmorProfile'))),
  ...annotationsOf(pod)
    .filter(({ name }) => name.startsWith(APPARMOR_ANNOTATION))
    .flatMap(badAnnotation),
];

export const useProfile = ({ scalar, allowed }: BadProfile): readonly Fix[] =>
  repairsNear(`Replace with ${allowed}`, 'unsafe', scalar, () => replaceValue(scalar, allowed));

const breachOf = (control: ControlId, bad: BadProfile): Breach => ({
  control,
  span: bad.scalar.span,
  value: bad.scalar.text,
  fixes: useProfile(bad),
});

export const appArmorBreaches = (pod: Pod): readonly Breach[] =>
  badAppArmor(pod).map((bad) => breachOf('baseline/apparmorprofile', bad));

/** The first version of the policies read the annotations; since 1.19 there are fields. */
export function seccompBreaches(pod: Pod, policy: Policy): readonly Breach[] {
  const { level, minor } = policy;
  if (level === 'restricted' && isExemptWindows(pod, policy)) return [];
  const control =
    level === 'restricted' && minor >= 19 ? 'restricted/seccompprofile_restricted' : 'baseline/seccompprofile_baseline';
  const bad =
    minor >= 19
      ? contextsOf(pod).flatMap(({ node }) => badField(entryOf(node, 'seccompProfile')))
      : annotationsOf(pod)
          .filter(({ name }) => SECCOMP_ANNOTATION.test(name))
          .flatMap(badAnnotation);
  return bad.map((profile) => breachOf(control, profile));
}

const isSaid = (said: Said): boolean =>
  said === 'unknown' || (said !== undefined && entryOf(said.value, 'type') !== undefined);

/** Containers that make system calls unfiltered, since neither they nor their pod name a profile. */
export function seccompLacks(pod: Pod, policy: Policy): readonly Lack[] {
  if (policy.level === 'baseline' || policy.minor < 19 || isExemptWindows(pod, policy)) return [];
  if (isSaid(podSetting(pod, 'seccompProfile'))) return [];
  return pod.containers.flatMap((container): Lack[] => {
    if (isSaid(ownSetting(container, 'seccompProfile'))) return [];
    const path = ['seccompProfile', 'type'];
    const control = 'restricted/seccompprofile_restricted';
    return [{ control, container, place: 'pod', path, text: 'RuntimeDefault' }];
  });
}

/** The release 1.x whose policies allow a type of SELinux. */
const SELINUX_TYPES: ReadonlyMap<string, number> = new Map([
  ['container_t', 0],
  ['container_init_t', 0],
  ['container_kvm_t', 0],
  ['container_engine_t', 31],
]);

/** Users, roles and types of SELinux that a pod may not choose by itself. */
export const badSeLinux = (pod: Pod, minor: number): readonly YamlEntry[] =>
  contextsOf(pod).flatMap(({ node }) => {
    const options = mappingAt(node, 'seLinuxOptions');
    return ['type', 'user', 'role'].flatMap((key) => {
      const entry = entryOf(options, key);
      const value = stringAt(options, key);
      if (!entry || value === undefined || value === '' || isOpen(value)) return [];
      const since = key === 'type' ? SELINUX_TYPES.get(value) : undefined;
      return since !== undefined && since <= minor ? [] : [entry];
    });
  });

export const seLinuxBreaches = (pod: Pod, { minor }: Policy): readonly Breach[] =>
  badSeLinux(pod, minor).map((entry) => refused('baseline/selinuxoptions', entry));

/** In a user namespace `/proc` shows nothing of the node: since 1.35 `baseline` allows it there, `restricted` does not. */
export function procMountBreaches(pod: Pod, { level, minor }: Policy): readonly Breach[] {
  if (level === 'baseline' && minor >= 35 && hasUserNamespace(pod)) return [];
  return pod.containers.flatMap((container): Breach[] => {
    const said = ownSetting(container, 'procMount');
    if (said === undefined || said === 'unknown') return [];
    const value = stringOf(asScalar(said.value));
    if (value === undefined || value === 'Default' || isOpen(value)) return [];
    return [{ ...refused('baseline/procmount', said.entry), span: valueSpan(said.entry) }];
  });
}
