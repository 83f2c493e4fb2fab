import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { buildOf } from '../../languages/compose/build';
import { effectiveService } from '../../languages/compose/facts';
import { renameKey } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

/** What the builder knows without an ARG. */
const isPredefined = (name: string): boolean =>
  /^(?:https?_proxy|ftp_proxy|no_proxy|all_proxy)$/i.test(name) ||
  /^(?:BUILDKIT|BUILDX|SOURCE_DATE|TARGET|BUILD)/.test(name);

export default defineRule({
  id: 'compose/unknown-build-arg',
  summary: 'Pass build arguments that the Dockerfile declares',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    near: '`{{file}}` declares no argument `{{name}}`; did you mean `{{near}}`?',
    none: '`{{file}}` declares no argument `{{name}}`; nothing reads it',
  },
  notes: ['env-and-arg'],
  docs: {
    why: 'A build argument that no `ARG` line of the Dockerfile declares is dropped: the builder prints a warning at the end of a long output, and the image is made with the default.',
    invalid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n      args:\n        VERSON: 1.4.0\n',
        fixed: 'services:\n  shop:\n    build:\n      context: .\n      args:\n        VERSION: 1.4.0\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    valid: [
      {
        code: 'services:\n  shop:\n    build:\n      context: .\n      args:\n        VERSION: 1.4.0\n',
        files: {
          Dockerfile:
            'FROM golang:1.25 AS build\nARG VERSION=dev\nRUN go build -o /shop .\nFROM scratch AS final\nEXPOSE 8080\nCOPY --from=build /shop /shop\nUSER 65532\nENTRYPOINT ["/shop"]\n',
        },
      },
    ],
    fixSafety: 'The build gets a value that it did not get before.',
    references: ['https://docs.docker.com/reference/compose-file/build/#args'],
  },
  check: (ctx) => ({
    Service(service) {
      const args = buildOf(service)?.args ?? [];
      const built = args.length > 0 ? ctx.facts.builtFrom(effectiveService(service, ctx.facts)) : undefined;
      if (!built) return;
      for (const { name, nameSpan, entry, item } of args) {
        if (built.args.has(name) || isPredefined(name) || (entry ?? item)?.file !== ctx.doc.file) continue;
        const near = closest(name, built.args.keys());
        const written = entry?.written;
        const data = { file: built.path, name };
        if (near === undefined) ctx.report({ message: 'none', span: nameSpan, data });
        else
          ctx.report({
            message: 'near',
            span: nameSpan,
            data: { ...data, near },
            fixes: [
              fix(`Rename to ${near}`, 'unsafe', () =>
                written ? renameKey(written, near) : [{ span: nameSpan, text: near }],
              ),
            ],
          });
      }
    },
  }),
});
