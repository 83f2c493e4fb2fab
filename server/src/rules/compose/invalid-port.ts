import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { isIp, type Port, type PortFault } from '../../languages/compose/ports';
import { numberOf, textOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-port',
  summary: 'Write ports that Docker Compose can read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    'not-a-port': '`{{text}}` is no port; write a number from 1 to 65535, or a range',
    'too-large': 'Port `{{text}}` is above 65535; write a smaller one',
    'reversed-range': 'The range `{{text}}` runs backwards; write the smaller port first',
    'unequal-ranges': '`{{text}}` and the container ports `{{target}}` differ in length; write as many',
    'bad-protocol': '`{{text}}` is no protocol; use `tcp`, `udp` or `sctp`',
    'bad-ip': '`{{text}}` is no IP address; write one such as `127.0.0.1`',
    brackets: '`{{text}}` stands in brackets; write the address without them here',
    'unbracketed-ipv6': 'The IPv6 address `{{text}}` lacks its brackets; write `[{{text}}]`',
    colons: '`{{text}}` has too many colons; write `ip:host:container`',
    float: '`{{text}}` is read as a decimal number; ports are whole numbers',
    'no-target': '`{{text}}` names no port of the container; write it behind the colon',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'The short syntax is `[[ip:]host:]container[/protocol]`, with ranges on either side and IPv6 addresses in brackets. Compose refuses what it cannot read.\n\nIn the long syntax it takes any text as `published`, and it is Docker that refuses it at the start: that is a warning.',
    invalid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80800:80"\n' },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "::1:8080:80"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "[::1]:8080:80"\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n      - "127.0.0.1:9000-9001:9000-9001/udp"\n',
      },
    ],
    fixSafety: 'A range that runs backwards may be wrong in another way.',
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port(port) {
        const found = port.long ? longFault(port) : shortFault(port);
        if (!found || !first(found.span)) return;
        const { code, span, warning } = found;
        const text = shown(found.text);
        const severity = warning ? ('warning' as const) : undefined;
        if (code === 'unequal-ranges') {
          const target = shown(port.text?.split('/', 1)[0]?.split(':').at(-1) ?? '');
          ctx.report({ message: code, span, data: { text, target }, severity });
          return;
        }
        const fixes = repairs(found, ctx.source.text, port);
        ctx.report({ message: code, span, data: { text }, fixes, severity });
      },
    };
  },
});

interface Fault extends Pick<PortFault, 'span' | 'text'> {
  readonly code: PortFault['code'] | 'brackets' | 'colons';
  readonly warning?: boolean;
}

/** What Compose makes of the short syntax, where the model is stricter than it. */
function shortFault({ value, fault, target, targetSpan, text }: Port): Fault | undefined {
  if (value.kind === 'scalar' && value.yaml.kind === 'int') {
    const { value: number } = value.yaml;
    if (number > 0 && number <= 65_535) return undefined;
    const code = number === 0 ? 'no-target' : number > 0 ? 'too-large' : 'not-a-port';
    return { code, span: value.span, text: text ?? `${number}` };
  }
  if (!fault) {
    if (target?.last !== 0 || !targetSpan) return undefined;
    return { code: 'no-target', span: targetSpan, text: text ?? '0' };
  }
  if (fault.code !== 'unbracketed-ipv6') return fault;
  const ip = ipOf(fault.text);
  return ip === undefined ? { ...fault, code: 'colons' } : { ...fault, text: ip };
}

/** The address in front of two ports, when it is one. */
function ipOf(body: string): string | undefined {
  const ip = body.split(':').slice(0, -2).join(':');
  return isIp(ip) ? ip : undefined;
}

/** The types of the long syntax are the schema's business, a missing target has a rule of its own. */
function longFault({ value, fault, publishedSpan, targetSpan }: Port): Fault | undefined {
  if (value.kind !== 'map') return undefined;
  const host = value.get('host_ip');
  const ip = textOf(host);
  if (host && ip !== undefined && !isIp(ip)) return { code: 'bad-ip', span: host.span, text: ip };
  if (host && ip?.startsWith('[')) return { code: 'brackets', span: host.span, text: ip };
  const target = value.get('target');
  if (target && (numberOf(target) ?? 0) < 0)
    return { code: 'not-a-port', span: target.span, text: textOf(target) ?? '' };
  if (!fault || fault.code === 'no-target') return undefined;
  const published = value.get('published');
  const isNumber = published?.kind === 'scalar' && (published.yaml.kind === 'int' || published.yaml.kind === 'float');
  if (fault.span === publishedSpan) {
    return isNumber && fault.code !== 'too-large' ? undefined : { ...fault, warning: true };
  }
  return fault.span === targetSpan && fault.code === 'too-large' ? { ...fault, warning: true } : undefined;
}

function repairs({ code, span, text }: Fault, source: string, { value }: Port): readonly Fix[] {
  const written = source.slice(span.start, span.end);
  const node = value.kind === 'scalar' ? value.node : undefined;
  if (code === 'unbracketed-ipv6' && node?.text.startsWith(`${text}:`)) {
    // Without quotes a bracket would begin a list.
    const bracketed = `[${text}]${node.text.slice(text.length)}`;
    return [fix(`Write [${text}]`, 'safe', () => replaceValue(node, bracketed, 'go-yaml-3'))];
  }
  if (code === 'brackets' && written.includes(text) && text.endsWith(']')) {
    const start = span.start + written.indexOf(text);
    const bare = text.slice(1, -1);
    return [fix(`Write ${bare}`, 'safe', () => [{ span: { start, end: start + text.length }, text: bare }])];
  }
  const [low, high] = text.split('-');
  if (code !== 'reversed-range' || written !== text || low === undefined || high === undefined) return [];
  return [fix(`Write ${high}-${low}`, 'unsafe', () => [{ span, text: `${high}-${low}` }])];
}
