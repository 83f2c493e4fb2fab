import { defineRule } from '../../core/rule';

export default defineRule({
  id: 'dockerfile/prefer-digest',
  aka: ['dockerfile/pin-digest'],
  summary: 'Pin base images by digest',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { sonar: ['S7023'], semgrep: ['source-not-pinned'] },
  messages: {
    unpinned: '`{{image}}` can change behind its tag; add its digest, `@sha256:…`',
  },
  notes: ['digests', 'image-references'],
  lessons: ['D07'],
  docs: {
    why: 'A tag can be moved to another image at any time; a digest names one content for ever. With it a build takes the same base today and tomorrow, whatever happens in the registry.',
    instead: 'Let a bot keep the digest up to date, or security updates of the base never arrive.',
    invalid: [{ code: 'FROM debian:13-slim\n' }],
    valid: [
      {
        code: 'FROM debian:13-slim@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
      },
      { code: 'FROM scratch\nCOPY app /app\n' },
    ],
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  },
  check: (ctx) => ({
    From(from) {
      const base = ctx.doc.stageOf(from)?.base;
      if (!from.image || base?.kind !== 'image' || !base.reference) return;
      const { reference } = base;
      if (reference.digest !== undefined || reference.repository === '') return;
      ctx.report({ message: 'unpinned', span: from.image.span, data: { image: reference.text } });
    },
  }),
});
