import { defineRule } from '../../core/rule';
import type { BuildPackage } from '../../languages/dockerfile/stages/build-packages';
import { buildToolsOf } from '../../languages/dockerfile/stages/findings';
import { splitRepair } from '../../languages/dockerfile/stages/split';

export default defineRule({
  id: 'dockerfile/no-build-tools-in-final-stage',
  aka: ['dockerfile/devel-final-image'],
  summary: 'Leave compilers, SDKs and -dev packages in a build stage',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/gpu/prefer-runtime-final-stage', 'tally/prefer-multi-stage-build'], droast: ['DF011'] },
  messages: {
    toolchain: 'The image ships the {{toolchain}} of `{{image}}`; build in a stage of its own',
    packages: 'The image ships {{packages}}, which only the build needs; build in a stage of its own',
  },
  notes: ['multi-stage', 'distroless'],
  lessons: ['D04'],
  docs: {
    why: 'A compiler, an SDK or a JDK in a production image makes it several times as large, brings packages that need security updates, and hands tools to whoever breaks in. The program needs none of it once it is built.',
    instead:
      'Build in a first stage and take the result out of it with `COPY --from`. The quick fix does that for npm, pip and Go; for other tools the shape is the same.',
    invalid: [
      {
        code: 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /usr/local/bin/shop ./cmd/shop\nENTRYPOINT ["/usr/local/bin/shop"]\n',
        files: { 'go.mod': 'module example.com/shop\n', 'cmd/shop/main.go': 'package main\n\nfunc main() {}\n' },
      },
    ],
    valid: [
      {
        code: 'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /usr/local/bin/shop ./cmd/shop\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /usr/local/bin/shop /usr/local/bin/shop\nENTRYPOINT ["/usr/local/bin/shop"]\n',
      },
    ],
    fixSafety:
      'The image that runs has another base: for Go one without a shell, as an unprivileged user. Nothing but what the new `COPY --from` lines name crosses over. Where the sources or the build context could not be read whole, the title says so.',
    exceptions: 'Leave it off for images that are meant to build or to test in.',
    references: [
      'https://docs.docker.com/build/building/multi-stage/',
      'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
    ],
  },
  check: (ctx) => ({
    Document() {
      const tools = buildToolsOf(ctx.doc, ctx.facts);
      if (!tools) return;
      const { shipped } = tools;
      const repair = splitRepair(ctx.doc, shipped, ctx.facts);
      const [first] = tools.kind === 'packages' ? tools.packages : [];
      const image = shipped.last.from.image?.span;
      if (tools.kind === 'toolchain' && image) {
        const { name } = tools.toolchain;
        ctx.report({
          message: 'toolchain',
          span: image,
          data: { toolchain: name, image: shipped.imageText },
          ...repair,
        });
      } else if (tools.kind === 'packages' && first) {
        const packages = quotedList(tools.packages);
        ctx.report({ message: 'packages', span: first.item.word.span, data: { packages }, ...repair });
      }
    },
  }),
});

const MAX_NAMED = 4;

/** `a`, `b` and `c`; the rest of a long list as a number. */
function quotedList(packages: readonly BuildPackage[]): string {
  const names = [...new Set(packages.map(({ item }) => item.name))];
  const shown = names.length > MAX_NAMED ? names.slice(0, MAX_NAMED - 1) : names;
  const parts = shown.map((name) => `\`${name}\``);
  if (names.length > shown.length) parts.push(`${names.length - shown.length} more`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
