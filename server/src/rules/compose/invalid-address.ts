import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { isAddress, isMac, isSubnet } from '../../languages/compose/addresses';
import { once } from '../../languages/compose/own';
import { networksOf } from '../../languages/compose/references';
import { asMap, at, scalarsOf, textOf, type Value } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-address',
  aka: ['compose/invalid-subnet', 'compose/invalid-ip', 'compose/invalid-mac', 'compose/invalid-dns'],
  summary: 'Write subnets, IP and MAC addresses that exist',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    subnet: '`{{text}}` is no subnet; write one such as `172.28.0.0/16`',
    ip: '`{{text}}` is no IP address; write one such as `172.28.0.10`',
    ipv4: '`{{text}}` is no IPv4 address; write one such as `172.28.0.10`',
    ipv6: '`{{text}}` is no IPv6 address; write one such as `2001:db8::10`',
    mac: '`{{text}}` is no MAC address; write one such as `02:42:ac:11:00:02`',
    dns: '`{{text}}` is no IP address, and a DNS server has no name; write its address',
  },
  notes: ['compose-networks'],
  docs: {
    why: 'Compose passes addresses on as they are. Docker refuses what is none when it creates the network or the container, so `docker compose config` is content and `docker compose up` fails.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      front:\n        ipv4_address: 172.28.0.300\nnetworks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      front:\n        ipv4_address: 172.28.0.30\nnetworks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n',
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/networks/#ipam',
      'https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address',
    ],
  },
  check: (ctx) => {
    const first = once();
    const judge = (value: Value | undefined, message: Message): void => {
      const text = textOf(value);
      if (!value || !text || CHECKS[message](text) || !first(value.span)) return;
      const span: Span = value.span;
      // Whether Docker looks at it depends on its version.
      const severity = message === 'dns' ? ('warning' as const) : undefined;
      ctx.report({ message, span, data: { text: shown(text) }, severity });
    };
    return {
      Service(service) {
        judge(service.get('mac_address'), 'mac');
        for (const scalar of scalarsOf(service.get('dns'))) judge(scalar, 'dns');
        for (const { more } of networksOf(service)) {
          const map = asMap(more);
          judge(map?.get('ipv4_address'), 'ipv4');
          judge(map?.get('ipv6_address'), 'ipv6');
          judge(map?.get('mac_address'), 'mac');
          for (const scalar of scalarsOf(map?.get('link_local_ips'))) judge(scalar, 'ip');
        }
      },
      Network({ value }) {
        const list = at(value, 'ipam', 'config');
        for (const { value: config } of list?.kind === 'list' ? list.items : []) {
          const map = asMap(config);
          judge(map?.get('subnet'), 'subnet');
          judge(map?.get('ip_range'), 'subnet');
          judge(map?.get('gateway'), 'ip');
          for (const entry of asMap(map?.get('aux_addresses'))?.entries ?? []) judge(entry.value, 'ip');
        }
      },
    };
  },
});

type Message = 'subnet' | 'ip' | 'ipv4' | 'ipv6' | 'mac' | 'dns';

const CHECKS: Readonly<Record<Message, (text: string) => boolean>> = {
  subnet: isSubnet,
  ip: isAddress,
  ipv4: (text) => isAddress(text) && !text.includes(':'),
  ipv6: (text) => isAddress(text) && text.includes(':'),
  mac: isMac,
  dns: isAddress,
};
