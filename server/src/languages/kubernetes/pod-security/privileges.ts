import { removeItem } from '../../yaml/edits';
import { type Container, mappingAt, type Pod } from '../model';
import {
  type Capability,
  capabilitiesOf,
  entryWith,
  hasUserNamespace,
  ownSetting,
  repairsNear,
  saidBoolean,
  setOnContainer,
  valueSpan,
} from '../security';
import { refused } from './host';
import { type Breach, type ControlId, isExemptWindows, type Lack, type Policy } from './policy';

/** What runtimes give a container anyway, or could: these may be added. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** What a program can do with a capability, as "lets `web` …". */
export const HANDS_OVER: ReadonlyMap<string, string> = new Map([
  ['ALL', 'do all that root may do'],
  ['BPF', 'load programs into the kernel'],
  ['DAC_READ_SEARCH', 'read every file of the node'],
  ['MAC_ADMIN', "change the rules of the kernel's guards"],
  ['MAC_OVERRIDE', "pass the kernel's guards"],
  ['SYS_ADMIN', 'mount disks and leave its container'],
  ['SYS_BOOT', 'restart the node'],
  ['SYS_MODULE', 'load modules into the kernel'],
  ['SYS_PTRACE', 'read and change other programs'],
  ['SYS_RAWIO', 'write to memory and disks of the node'],
]);

/** Less than the node, and much. */
export const RISKY: ReadonlyMap<string, string> = new Map([
  ['AUDIT_CONTROL', 'turn off the audit of the node'],
  ['NET_ADMIN', 'change routes and firewall rules'],
  ['PERFMON', 'watch programs of the whole node'],
  ['SYSLOG', 'read the messages of the kernel'],
  ['SYS_TIME', 'set the clock of the node'],
]);

/** Whether a capability reaches beyond the pod. In a user namespace it ends there. */
export const isDangerous = (pod: Pod, name: string): boolean =>
  !hasUserNamespace(pod) && (HANDS_OVER.has(name) || RISKY.has(name));

/** Capabilities that a container adds and a policy does not allow. The API compares the names letter by letter. */
export function addedBeyond(container: Container, allowed: ReadonlySet<string>): readonly Capability[] {
  return (capabilitiesOf(container, 'add') ?? []).filter(({ scalar }) => !allowed.has(scalar.text));
}

const RESTRICTED_CAPABILITIES: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

/** What `baseline` lets a container add and `restricted` does not. */
export const addedToNone = (container: Container): readonly Capability[] =>
  addedBeyond(container, RESTRICTED_CAPABILITIES).filter(({ scalar }) => BASELINE_CAPABILITIES.has(scalar.text));

export const removeCapability = ({ item, scalar }: Capability) =>
  repairsNear(`Remove ${scalar.text}`, 'unsafe', scalar, () => removeItem(item, { removeEmptyParent: true }));

/** Of 1.22 is the first version of the control of `restricted`. */
const restrictsCapabilities = (pod: Pod, policy: Policy): boolean =>
  policy.level === 'restricted' && policy.minor >= 22 && !isExemptWindows(pod, policy);

export function capabilityBreaches(pod: Pod, policy: Policy): readonly Breach[] {
  const restricted = restrictsCapabilities(pod, policy);
  const control: ControlId = restricted ? 'restricted/capabilities_restricted' : 'baseline/capabilities_baseline';
  return pod.containers.flatMap((container) =>
    addedBeyond(container, restricted ? RESTRICTED_CAPABILITIES : BASELINE_CAPABILITIES).map((capability) => ({
      control,
      span: capability.scalar.span,
      value: capability.scalar.text,
      fixes: removeCapability(capability),
    })),
  );
}

export const capabilityLacks = (pod: Pod, policy: Policy): readonly Lack[] =>
  restrictsCapabilities(pod, policy)
    ? pod.containers.flatMap((container): Lack[] => {
        const dropped = capabilitiesOf(container, 'drop');
        // Compared letter by letter here too, whatever runtimes make of `all`.
        if (!dropped || dropped.some(({ scalar }) => scalar.text === 'ALL')) return [];
        const path = ['capabilities', 'drop'];
        const control = 'restricted/capabilities_restricted';
        return [{ control, container, place: 'container', path, text: '[ALL]' }];
      })
    : [];

export const privilegedBreaches = (pod: Pod): readonly Breach[] =>
  pod.containers.flatMap(({ node }) => {
    const entry = entryWith(mappingAt(node, 'securityContext'), 'privileged', true);
    return entry ? [refused('baseline/privileged', entry)] : [];
  });

/** The field came with 1.8, and so did the control. */
const restrictsEscalation = (pod: Pod, policy: Policy): boolean =>
  policy.level === 'restricted' && policy.minor >= 8 && !isExemptWindows(pod, policy);

export const escalationBreaches = (pod: Pod, policy: Policy): readonly Breach[] =>
  !restrictsEscalation(pod, policy)
    ? []
    : pod.containers.flatMap((container): Breach[] => {
        const key = 'allowPrivilegeEscalation';
        const entry = entryWith(mappingAt(container.node, 'securityContext'), key, true);
        if (!entry) return [];
        const fixes = repairsNear(`Set ${key}: false`, 'unsafe', container.node, () =>
          setOnContainer(container, [key], 'false'),
        );
        const control = 'restricted/allowprivilegeescalation';
        return [{ control, span: valueSpan(entry), value: `${key}: true`, fixes }];
      });

export const escalationLacks = (pod: Pod, policy: Policy): readonly Lack[] =>
  !restrictsEscalation(pod, policy)
    ? []
    : pod.containers.flatMap((container): Lack[] => {
        const said = ownSetting(container, 'allowPrivilegeEscalation');
        if (saidBoolean(said) !== undefined) return [];
        const path = ['allowPrivilegeEscalation'];
        const control = 'restricted/allowprivilegeescalation';
        return [{ control, container, place: 'container', path, text: 'false' }];
      });
