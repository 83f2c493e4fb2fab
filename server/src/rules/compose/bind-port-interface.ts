import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { once, textIn } from '../../languages/compose/own';
import type { Port } from '../../languages/compose/ports';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/bind-port-interface',
  aka: ['compose/port-bound-to-all-interfaces'],
  summary: 'Bind published ports to an address',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    dclint: ['no-unbound-port-interfaces'],
    kics: ['451d79dc-0588-476a-ad03-3c7f0320abb3'],
  },
  messages: {
    all: 'Port `{{port}}` is published on all addresses of the host; name one, as `127.0.0.1`',
  },
  notes: ['compose-ports'],
  lessons: ['C09'],
  docs: {
    why: 'Without an address a port is published on all of the host, and Docker opens it past the rules of most firewalls. An explicit `0.0.0.0` says that this is meant.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["127.0.0.1:8080:80"]\n' }],
    fixSafety: 'The port can be reached from the host only.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#ports',
      'https://docs.docker.com/engine/network/port-publishing/',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port(port) {
        const { known, ip, service } = port;
        // Without a port of the host Docker takes a free one, on all addresses as well.
        const span = port.publishedSpan ?? port.targetSpan;
        const range = port.published ?? port.target;
        if (!known || !range || !span || ip) return;
        if (textIn(service.get('network_mode')) !== undefined || !first(span)) return;
        const data = { port: range.first === range.last ? range.first : `${range.first}-${range.last}` };
        ctx.report({ message: 'all', span, data, fixes: bound(port, ctx.source.text) });
      },
    };
  },
});

function bound({ long, published, publishedSpan, targetSpan, value }: Port, text: string): readonly Fix[] {
  const { start, end } = publishedSpan ?? targetSpan ?? { start: 0, end: 0 };
  // Digits that stand in the text as they are, at the start of the short syntax.
  if (long || !/^\d+(?:-\d+)?$/.test(text.slice(start, end)) || start - value.span.start > 1) return [];
  const address = published ? '127.0.0.1:' : '127.0.0.1::';
  return [fix('Bind to 127.0.0.1', 'unsafe', () => [{ span: { start, end: start }, text: address }])];
}
