import type { Pod } from '../model';
import { appArmorBreaches, procMountBreaches, seccompBreaches, seccompLacks, seLinuxBreaches } from './guards';
import {
  handlerHostBreaches,
  hostNamespaceBreaches,
  hostPathBreaches,
  hostPortBreaches,
  hostProcessBreaches,
} from './host';
import type { Breach, Lack, Policy } from './policy';
import {
  capabilityBreaches,
  capabilityLacks,
  escalationBreaches,
  escalationLacks,
  privilegedBreaches,
} from './privileges';
import { sysctlBreaches } from './sysctls';
import { nonRootBreaches, nonRootLacks, rootBreaches } from './users';
import { volumeBreaches } from './volumes';

const BREACHES: readonly ((pod: Pod, policy: Policy) => readonly Breach[])[] = [
  hostProcessBreaches,
  hostNamespaceBreaches,
  privilegedBreaches,
  capabilityBreaches,
  hostPathBreaches,
  hostPortBreaches,
  handlerHostBreaches,
  appArmorBreaches,
  seLinuxBreaches,
  procMountBreaches,
  seccompBreaches,
  sysctlBreaches,
  volumeBreaches,
  escalationBreaches,
  nonRootBreaches,
  rootBreaches,
];

const LACKS: readonly ((pod: Pod, policy: Policy) => readonly Lack[])[] = [
  nonRootLacks,
  seccompLacks,
  escalationLacks,
  capabilityLacks,
];

/** Everything written in a pod that a policy refuses. */
export const breachesOf = (pod: Pod, policy: Policy): readonly Breach[] =>
  BREACHES.flatMap((control) => control(pod, policy));

/** Everything that a policy asks of a pod and that is not written. */
export const lacksOf = (pod: Pod, policy: Policy): readonly Lack[] => LACKS.flatMap((control) => control(pod, policy));
