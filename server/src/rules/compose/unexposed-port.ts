import { defineRule } from '../../core/rule';
import { buildOf } from '../../languages/compose/build';
import { effectiveService } from '../../languages/compose/facts';
import { portsOf } from '../../languages/compose/ports';

export default defineRule({
  id: 'compose/unexposed-port',
  summary: 'Publish ports that the Dockerfile exposes',
  category: 'correctness',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { other: '`{{file}}` exposes {{exposed}}, not `{{port}}`; does the program listen there?' },
  notes: ['compose-ports'],
  docs: {
    why: '`EXPOSE` in the Dockerfile says where the program listens. A port that leads to another one is mostly a slip, and connections to it are refused.\n\nThe rule speaks only when the Dockerfile exposes other ports, since `EXPOSE` is no duty.',
    invalid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n    ports: ["80:80"]\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    valid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n    ports: ["80:8080"]\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    exceptions: 'A program may listen on ports that nobody has documented.',
    references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  },
  check: (ctx) => ({
    Service(service) {
      const ports = portsOf(service).filter(({ known, fault }) => known && !fault);
      const whole = effectiveService(service, ctx.facts);
      const exposed = ports.length > 0 && buildOf(whole) ? ctx.facts.builtFrom(whole)?.exposed : undefined;
      const ranges = (exposed ?? []).map(readRange);
      if (!exposed || exposed.length === 0 || ranges.includes(undefined)) return;
      for (const { target, targetSpan, protocol, value } of ports) {
        if (!target || !targetSpan || value.file !== ctx.doc.file || target.first !== target.last) continue;
        const listed = ranges.some(
          (range) => range && range.protocol === protocol && range.first <= target.first && target.last <= range.last,
        );
        if (listed) continue;
        const file = ctx.facts.builtFrom(whole)?.path ?? 'Dockerfile';
        const shown = exposed.map((port) => `\`${port.replace(/\/tcp$/, '')}\``).join(', ');
        ctx.report({ message: 'other', span: targetSpan, data: { file, exposed: shown, port: target.first } });
      }
    },
  }),
});

interface Exposed {
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
}

/** `8080/tcp`, `8000-8010/udp`. */
function readRange(text: string): Exposed | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?\/(tcp|udp|sctp)$/.exec(text);
  if (!match?.[1] || !match[3]) return undefined;
  return { first: Number(match[1]), last: Number(match[2] ?? match[1]), protocol: match[3] };
}
