import { globMatcher } from '../../core/glob';
import { defineRule } from '../../core/rule';
import type { Word } from '../../languages/dockerfile/word';
import { canonicalName, type ImageReference } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/trusted-registry',
  aka: ['dockerfile/untrusted-registry'],
  summary: 'Take images from trusted registries only',
  category: 'security',
  severity: 'error',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { hadolint: ['DL3026'], tally: ['hadolint/DL3026'], droast: ['DF065'] },
  options: {
    registries: {
      type: 'strings',
      description:
        'Names of registries that are trusted, such as `docker.io`, `*.example.com`, `ghcr.io/team/**`; none means all.',
      default: [],
    },
  },
  messages: {
    untrusted: '`{{registry}}` is no trusted registry; take the image from one of {{trusted}}',
  },
  notes: ['trusted-images', 'image-references'],
  lessons: ['D33'],
  docs: {
    why: 'An image runs with all that its publisher put into it. Where an organisation has checked registries, images from elsewhere are best found before they are built upon.',
    invalid: [{ code: 'FROM quay.io/team/app:1\n', options: { registries: ['docker.io', '*.example.com'] } }],
    valid: [{ code: 'FROM registry.example.com/app:1\n', options: { registries: ['*.example.com'] } }],
    references: ['https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image'],
  },
  check: (ctx) => {
    const { registries } = ctx.options;
    const names = registries.filter((name) => !name.includes('/')).map(globMatcher);
    const folders = registries.filter((name) => name.includes('/')).map(globMatcher);
    const judge = (word: Word, image: ImageReference): void => {
      const registry = image.registry === 'index.docker.io' ? 'docker.io' : (image.registry ?? 'docker.io');
      const name = canonicalName(image);
      if (names.some((matches) => matches(registry)) || folders.some((matches) => matches(name))) return;
      ctx.report({
        message: 'untrusted',
        span: word.span,
        data: { registry, trusted: registries.map((name) => `\`${name}\``).join(', ') },
      });
    };
    return {
      End() {
        if (registries.length === 0) return;
        for (const { base, from, dependencies } of ctx.doc.stages) {
          if (from.image && base.kind === 'image' && base.reference && base.reference.repository !== '') {
            judge(from.image, base.reference);
          }
          for (const { target, word } of dependencies) {
            // A plain name may be a build context.
            if (target.kind !== 'external' || (!target.image.registry && target.image.tag === undefined)) continue;
            judge(word, target.image);
          }
        }
      },
    };
  },
});
