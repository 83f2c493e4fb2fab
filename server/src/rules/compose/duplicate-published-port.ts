import type { Fix, Severity } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { areTogether, once, removed, servicesOf, textIn } from '../../languages/compose/own';
import { type Port, portsOf } from '../../languages/compose/ports';
import type { Service } from '../../languages/compose/service';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/duplicate-published-port',
  summary: 'Publish each port of the host once',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['no-duplicate-exported-ports'] },
  messages: {
    taken: 'Host port `{{port}}` is already published by service `{{other}}`; choose another',
    twice: 'Host port `{{port}}` is published twice by `{{other}}`; choose another',
    repeated: '`{{port}}` is published twice in the same way; remove one',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'A port of the host belongs to one container for each protocol and address. Compose does not look: the second container fails to start with "port is already allocated". An address of its own, another protocol, profiles that exclude each other and ranges from which Docker takes a free port are no conflict.\n\nWhere the two only meet when profiles are asked for, it is a warning. The very same line twice is left out by Compose.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n  api:\n    image: nginx:1.29\n    ports: ["8080:3000"]\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  dns:\n    image: example.com/dns:2\n    ports: ["53:53/tcp", "53:53/udp"]\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => ({
    Compose(file) {
      const all = bindingsOf(servicesOf(file, ctx.facts));
      const names = new Map(file.services.map((service) => [service.name, service.nameSpan]));
      const first = once();
      for (const [here, there, severity] of conflicts(all, (port) => port.value.file === file.file)) {
        // What an anchor or a base brings to both is shown where it is brought to.
        const shared = here.port.value === there.port.value ? names.get(here.service.name) : undefined;
        const span = shared ?? here.port.publishedSpan ?? here.port.value.span;
        if (!first(span)) continue;
        const port = textOfRange(here);
        const other = shown(there.service.name);
        if (isSame(here, there)) {
          if (here.port.value.file !== there.port.value.file) continue;
          const fixes = removals(here.port);
          ctx.report({ message: 'repeated', span, data: { port: here.port.text ?? port }, fixes, severity: 'hint' });
        } else {
          const message = here.service === there.service ? 'twice' : 'taken';
          ctx.report({ message, span, data: { port, other }, severity });
        }
      }
    },
  }),
});

interface Binding {
  readonly service: Service;
  readonly port: Port;
  readonly first: number;
  readonly last: number;
  /** Place in the project. */
  readonly index: number;
}

/** What is published for sure: known ports, on a network of its own, of services that are started. */
function bindingsOf(services: Iterable<Service>): readonly Binding[] {
  const found: Binding[] = [];
  for (const service of services) {
    if (textIn(service.get('network_mode')) !== undefined || service.number('scale') === 0) continue;
    if (service.number('deploy', 'replicas') === 0) continue;
    for (const port of portsOf(service)) {
      const { published, target } = port;
      if (!port.known || !published || !target || published.first === 0) continue;
      // Docker takes a free one of them.
      if (published.first !== published.last && target.first === target.last) continue;
      found.push({ service, port, first: published.first, last: published.last, index: found.length });
    }
  }
  return found;
}

/** Earlier bindings that another is compared with, at most. */
const MAX_COMPARED = 200;

/** Bindings of the linted file that cannot be had beside another, each once: of two the later, or the one that stands here. */
function conflicts(
  all: readonly Binding[],
  isHere: (port: Port) => boolean,
): readonly (readonly [Binding, Binding, Severity | undefined])[] {
  const result: (readonly [Binding, Binding, Severity | undefined])[] = [];
  const told = new Set<Binding>();
  let active: Binding[] = [];
  for (const binding of all.toSorted((a, b) => a.first - b.first || a.index - b.index)) {
    active = active.filter(({ last }) => last >= binding.first).slice(-MAX_COMPARED);
    for (const other of active) {
      const together = meet(other, binding);
      if (together === false) continue;
      const [early, late] = other.index < binding.index ? [other, binding] : [binding, other];
      const [here, there] = isHere(late.port) ? [late, early] : [early, late];
      if (!isHere(here.port) || told.has(here)) continue;
      told.add(here);
      result.push([here, there, together ? undefined : 'warning']);
      break;
    }
    active.push(binding);
  }
  return result.sort(([a], [b]) => a.index - b.index);
}

function meet(one: Binding, other: Binding): boolean | undefined {
  if (one.port.protocol !== other.port.protocol || !isSameAddress(one.port.ip, other.port.ip)) return false;
  return one.service === other.service ? true : areTogether(one.service, other.service);
}

/** Without an address, and for `0.0.0.0` and `::`, a port is taken on all addresses (of the one kind). */
function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other || one === other) return true;
  if (one.includes(':') !== other.includes(':')) return false;
  return [one, other].some((ip) => ip === '0.0.0.0' || ip === '::');
}

const isSame = (one: Binding, other: Binding): boolean =>
  one.service === other.service &&
  one.first === other.first &&
  one.last === other.last &&
  one.port.ip === other.port.ip &&
  one.port.target?.first === other.port.target?.first &&
  one.port.target?.last === other.port.target?.last;

const textOfRange = ({ first, last }: Binding): string => (first === last ? `${first}` : `${first}-${last}`);

function removals({ item }: Port): readonly Fix[] {
  const { written } = item;
  return written && removed(written) ? [fix('Remove the second one', 'safe', () => removed(written))] : [];
}
