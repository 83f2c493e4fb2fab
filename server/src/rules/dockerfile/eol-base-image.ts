import { defineRule } from '../../core/rule';
import { endOfLife } from '../../languages/dockerfile/end-of-life';

export default defineRule({
  id: 'dockerfile/eol-base-image',
  summary: 'Build on a release that still gets security fixes',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { tally: ['tally/ruby/eol-ruby-version'] },
  messages: {
    ended: '{{release}} has had no security fixes since {{since}}; use a supported release',
  },
  notes: ['base-images', 'trusted-images'],
  docs: {
    why: 'A release whose support has ended gets no security fixes any more, however often the image is built anew, and sooner or later its package index moves away and the build fails.',
    instead:
      'Take a newer release of the same image. The table is part of Plimsoll and holds only dates before its own release, so it never needs the network.',
    invalid: [{ code: 'FROM node:16-bullseye\n' }, { code: 'FROM debian:buster-slim\n' }],
    valid: [{ code: 'FROM node:22-bookworm\n' }, { code: 'FROM debian:bookworm-slim\n' }],
    exceptions: 'Releases for which you pay for extended support.',
    references: ['https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image'],
  },
  check: (ctx) => ({
    End() {
      for (const { base, from, reached } of ctx.doc.stages) {
        if (!reached || base.kind !== 'image' || !base.reference || !from.image) continue;
        const ended = endOfLife(base.reference);
        if (!ended) continue;
        const { image } = from;
        const { tagStart, tag } = base.reference;
        const isPlain = image.raw === base.reference.text && tagStart !== undefined && tag !== undefined;
        const span = isPlain ? image.at(tagStart, tagStart + tag.length) : image.span;
        ctx.report({ message: 'ended', span, data: { release: ended.release, since: ended.since } });
      }
    },
  }),
});
