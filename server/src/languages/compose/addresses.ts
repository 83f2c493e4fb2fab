import { isIp } from './ports';

/** An IPv4 or IPv6 address, without brackets. */
export const isAddress = (text: string): boolean => !text.startsWith('[') && isIp(text);

/** An address with the length of its prefix: `172.28.0.0/16`. */
export function isSubnet(text: string): boolean {
  const slash = text.indexOf('/');
  const ip = text.slice(0, slash);
  const prefix = text.slice(slash + 1);
  if (slash < 0 || !isAddress(ip) || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) <= (ip.includes(':') ? 128 : 32);
}

/** A MAC address as Go's net.ParseMAC reads it: six, eight or twenty bytes, between colons, hyphens, or in groups of two between dots. */
export const isMac = (text: string): boolean =>
  [6, 8, 20].some(
    (bytes) =>
      isHex(text, ':', bytes, 2) || isHex(text, '-', bytes, 2) || (bytes % 2 === 0 && isHex(text, '.', bytes / 2, 4)),
  );

function isHex(text: string, separator: string, count: number, digits: number): boolean {
  const groups = text.split(separator);
  return groups.length === count && groups.every((group) => group.length === digits && /^[0-9a-f]+$/i.test(group));
}

/** An IPv4 address as a number; undefined for other texts. */
function ipv4(text: string): number | undefined {
  if (text.includes(':') || !isAddress(text)) return undefined;
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether an IPv4 address lies in a subnet; undefined when that cannot be told. */
export function isWithin(ip: string, subnet: string): boolean | undefined {
  const [base = '', prefix] = subnet.split('/');
  const [address, network] = [ipv4(ip), ipv4(base)];
  if (address === undefined || network === undefined || prefix === undefined) return undefined;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(address / size) === Math.floor(network / size);
}
