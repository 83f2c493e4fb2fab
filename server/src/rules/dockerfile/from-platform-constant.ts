import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/from-platform-constant',
  summary: 'Leave the platform of FROM to the build',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    hadolint: ['DL3029'],
    buildkit: ['FromPlatformFlagConstDisallowed'],
    tally: ['hadolint/DL3029', 'buildkit/FromPlatformFlagConstDisallowed'],
    droast: ['DF061'],
  },
  messages: {
    constant: '`{{platform}}` is built whatever is asked for; use `$BUILDPLATFORM` or leave the flag out',
  },
  notes: ['platforms', 'from'],
  docs: {
    why: 'A constant platform overrules `docker build --platform`: the image is labelled for one processor and holds programs for another, or runs emulated and slow.',
    invalid: [{ code: 'FROM --platform=linux/amd64 debian:13\n' }],
    valid: [
      { code: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
      {
        code: 'ARG TARGETARCH\nFROM --platform=linux/amd64 alpine:3.22 AS files-amd64\nFROM --platform=linux/arm64 alpine:3.22 AS files-arm64\nFROM files-${TARGETARCH}\n',
      },
    ],
    exceptions: 'A base image that exists for one platform only.',
    references: ['https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/'],
  },
  check: (ctx) => ({
    From(from) {
      const value = flag(from, 'platform')?.value;
      if (!value || value.literal === undefined || value.literal === '') return;
      // A stage for each platform, among which a later FROM chooses.
      const chosen = ctx.doc.stages.some((stage) =>
        (stage.from.image?.variables ?? []).some(({ name }) => /ARCH|PLATFORM/.test(name)),
      );
      if (chosen) return;
      ctx.report({ message: 'constant', span: value.span, data: { platform: value.literal } });
    },
  }),
});
