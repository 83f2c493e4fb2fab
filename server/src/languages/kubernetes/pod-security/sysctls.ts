import { removeItem } from '../../yaml/edits';
import type { YamlItem, YamlScalar } from '../../yaml/nodes';
import { asScalar, asSequence, get } from '../../yaml/query';
import { type Pod, stringOf } from '../model';
import { isOpen, podSetting, repairsNear } from '../security';
import type { Breach, Policy } from './policy';

/** What every kubelet allows, with the release 1.x that first did. */
export const SAFE_SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 18],
  ['net.ipv4.ip_unprivileged_port_start', 22],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

/** The policies knew these from their first version on, whatever kubelets did. */
const FIRST_POLICY = 22;

export interface Sysctl {
  /** Its parts with points between; slashes are allowed too. */
  readonly name: string;
  readonly item: YamlItem;
  readonly scalar: YamlScalar;
}

export function sysctlsOf(pod: Pod): readonly Sysctl[] {
  const said = podSetting(pod, 'sysctls');
  if (said === undefined || said === 'unknown') return [];
  return (asSequence(said.value)?.items ?? []).flatMap((item) => {
    const scalar = asScalar(get(item.value, 'name'));
    const name = stringOf(scalar);
    return scalar && name !== undefined && !isOpen(name) ? [{ name: name.replaceAll('/', '.'), item, scalar }] : [];
  });
}

export const removeSysctl = ({ item, scalar }: Sysctl) =>
  repairsNear('Remove the sysctl', 'unsafe', scalar, () => removeItem(item, { removeEmptyParent: true }));

/** Whether the policies of a release 1.x let a pod set this. */
export function isAllowedSysctl(name: string, minor: number): boolean {
  const since = SAFE_SYSCTLS.get(name);
  return since !== undefined && (since <= FIRST_POLICY || since <= minor);
}

export const sysctlBreaches = (pod: Pod, { minor }: Policy): readonly Breach[] =>
  sysctlsOf(pod).flatMap((sysctl): Breach[] => {
    if (isAllowedSysctl(sysctl.name, minor)) return [];
    const { scalar } = sysctl;
    return [{ control: 'baseline/sysctls', span: scalar.span, value: scalar.text, fixes: removeSysctl(sysctl) }];
  });
