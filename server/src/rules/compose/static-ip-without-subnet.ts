import { defineRule } from '../../core/rule';
import { isAddress, isSubnet, isWithin } from '../../languages/compose/addresses';
import { once } from '../../languages/compose/own';
import { networksOf } from '../../languages/compose/references';
import { asMap, at, booleanOf, type MapValue, textOf, type Value } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

const KEYS = ['ipv4_address', 'ipv6_address'] as const;

export default defineRule({
  id: 'compose/static-ip-without-subnet',
  summary: 'Give a network with fixed addresses a subnet that holds them',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    none: '`{{ip}}` needs a subnet of network `{{network}}`; add `ipam.config` with one',
    outside: '`{{ip}}` is outside the subnet `{{subnet}}` of network `{{network}}`; choose another',
  },
  notes: ['compose-networks'],
  docs: {
    why: 'Docker gives out fixed addresses only on networks whose subnet is configured, and only from that subnet. Compose does not look, and the container fails to start.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      front:\n        ipv4_address: 172.28.0.10\nnetworks:\n  front:\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      front:\n        ipv4_address: 172.28.0.10\nnetworks:\n  front:\n    ipam:\n      config:\n        - subnet: 172.28.0.0/16\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const { fragment, whole, project } = ctx.facts;
        if (fragment || !whole || !project.complete) return;
        for (const { name, more } of networksOf(service)) {
          const network = name === undefined ? undefined : project.entry('networks', name);
          if (name === undefined || (!network && name !== 'default') || network?.value.kind === 'unknown') continue;
          const subnets = subnetsOf(asMap(network?.value));
          for (const key of subnets ? KEYS : []) {
            const value = asMap(more)?.get(key);
            const ip = textOf(value);
            if (!value || !ip || !isAddress(ip) || !subnets) continue;
            const same = subnets.filter((subnet) => subnet.includes(':') === ip.includes(':'));
            const data = { ip: shown(ip), network: shown(name) };
            const [subnet] = same;
            if (subnet === undefined) {
              if (first(value.span)) ctx.report({ message: 'none', span: value.span, data });
            } else if (same.every((one) => isWithin(ip, one) === false) && first(value.span)) {
              ctx.report({ message: 'outside', span: value.span, data: { ...data, subnet: shown(subnet) } });
            }
          }
        }
      },
    };
  },
});

/** The subnets of a network; undefined when they are not known: it is external, a variable hides one, another driver gives them out. */
function subnetsOf(network: MapValue | undefined): readonly string[] | undefined {
  const external = network?.get('external');
  if (external && booleanOf(external) !== false) return undefined;
  const driver = textOf(at(network, 'ipam', 'driver'));
  if (driver !== undefined && driver !== 'default') return undefined;
  const config: Value | undefined = at(network, 'ipam', 'config');
  if (config?.kind !== 'list') return config ? undefined : [];
  const values = config.items.flatMap(({ value }) => asMap(value)?.get('subnet') ?? []);
  const texts = values.map(textOf);
  return texts.every((text) => text !== undefined && isSubnet(text)) ? texts.flatMap((text) => text ?? []) : undefined;
}
