import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { lineAt, lineSpan, type SourceText } from '../../core/text';

const NAME = 'TARGETPLATFORM';

export default defineRule({
  id: 'dockerfile/redundant-target-platform',
  summary: 'Leave out --platform=$TARGETPLATFORM, the default of FROM',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  tags: ['unnecessary'],
  equivalents: {
    hadolint: ['DL3065'],
    buildkit: ['RedundantTargetPlatform'],
    tally: ['buildkit/RedundantTargetPlatform'],
  },
  messages: {
    redundant: '`{{flag}}` is what FROM does anyway; remove it',
  },
  notes: ['platforms', 'from'],
  docs: {
    why: 'Without `--platform` a `FROM` takes the image for the platform that is built for: that of `--platform` on the command line, which is what `$TARGETPLATFORM` holds.',
    invalid: [{ code: 'FROM --platform=$TARGETPLATFORM alpine:3.22\n', fixed: 'FROM alpine:3.22\n' }],
    valid: [{ code: 'FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nFROM alpine:3.22\n' }],
    references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  },
  check: (ctx) => ({
    From(from) {
      const flags = from.flags.filter(({ name }) => name === 'platform');
      const [platform] = flags;
      const { segments = [], raw } = platform?.value ?? {};
      const [only] = segments;
      if (!platform || flags.length > 1 || segments.length > 1 || only?.kind !== 'variable') return;
      if (only.name !== NAME || only.operator !== undefined || raw === undefined) return;
      // A global ARG with a default decides the platform.
      const meaning = ctx.doc.resolve(NAME, from);
      if (meaning.kind === 'global-arg' && meaning.binding.pair.value) return;
      ctx.report({
        message: 'redundant',
        span: platform.span,
        data: { flag: `--platform=${raw}` },
        fixes: [
          {
            title: `Remove --platform=${raw}`,
            safety: 'safe',
            edits: () => [{ span: withBlanks(ctx.source, platform.span), text: '' }],
          },
        ],
      });
    },
  }),
});

/** The flag with the blanks behind it; its whole line where it stands alone on one. */
function withBlanks(source: SourceText, { start, end }: Span): Span {
  const number = lineAt(source, start);
  const line = lineSpan(source, number);
  const behind = source.text.slice(end, line.end);
  const next = source.lineStarts[number + 1];
  if (next !== undefined && /^[ \t]*[\\`][ \t]*$/.test(behind) && source.text.slice(line.start, start).trim() === '') {
    return { start: line.start, end: next };
  }
  return { start, end: end + (behind.length - behind.trimStart().length) };
}
