import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { isVerbatim, places } from '../../languages/compose/places';
import type { Port } from '../../languages/compose/ports';
import type { Service } from '../../languages/compose/service';
import { asScalar } from '../../languages/compose/tree';

export default defineRule({
  id: 'compose/port-format',
  summary: 'Say on which port of the host a port is published',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    random: 'Port `{{port}}` is published on a random port of the host; write `{{example}}`, or use `expose`',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'With the port of the container alone, Docker takes a free port of the host, another one after each start: `docker compose port` tells which. Often it was meant that other services can reach the port, and for that nothing has to be published.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80"\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n  api:\n    image: shop/api:1.4\n    expose:\n      - "3000"\n',
      },
    ],
    exceptions:
      'A free port is what several replicas on one host need; there, and where `0` or an empty place says that it is meant (`127.0.0.1::80`), the rule is silent.',
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Port(port) {
        const { known, published, target, targetSpan, ip, long, service } = port;
        if (!known || published || !target || !targetSpan || (!long && ip !== undefined)) return;
        if (takesAnyPort(effectiveService(service, ctx.facts)) || !isNew(targetSpan)) return;
        const { first, last } = target;
        const text = first === last ? `${first}` : `${first}-${last}`;
        const host = first < 1024 && first === last ? `${first + 8000}` : text;
        const example = long ? `published: ${host}` : `${host}:${text}`;
        ctx.report({ message: 'random', span: targetSpan, data: { port: text, example }, fixes: snippet(port, host) });
      },
    };
  },
});

/** Several containers cannot have one port of the host; in the network of the host, or of another, nothing is published. */
const takesAnyPort = (service: Service): boolean =>
  service.has('network_mode') ||
  [service.at('scale'), service.at('deploy', 'replicas')].some((count) => {
    const scalar = asScalar(count);
    return scalar !== undefined && scalar.text !== '1' && scalar.text !== '0';
  });

/** A place for the port of the host, before that of the container. */
function snippet({ long, value }: Port, host: string): readonly Fix[] {
  if (long || value.kind !== 'scalar' || !value.node || value.node.tag || !isVerbatim(value)) return [];
  const { span, style, text } = value.node;
  if (style !== 'plain' && style !== 'single' && style !== 'double') return [];
  const quote = style === 'single' ? "'" : '"';
  const edits = () => [{ span, text: `${quote}\${1:${host}}:${text}${quote}` }];
  return [{ title: 'Publish on a port of your choice …', safety: 'manual', snippet: true, edits }];
}
