import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { officialSystem } from '../../languages/dockerfile/official-images';
import { isMountNumber } from '../../languages/dockerfile/stage-graph';
import { hasPlaceholder } from '../../languages/dockerfile/templates';
import type { Word } from '../../languages/dockerfile/word';
import { type ImageReference, imageProblem, officialName } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/unpinned-copy-image',
  summary: 'Name the version of an image that files are taken from',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    latest: '`{{image}}` means another image tomorrow; name a version instead of `latest`',
    untagged: '`{{image}}` has no tag, which means `latest`; name a version',
  },
  notes: ['image-references', 'digests'],
  lessons: ['D06'],
  docs: {
    why: 'What `COPY --from=image` or a mount takes out of an image becomes part of the build like a base image does. Without a version, two builds of one commit can get two different programs.',
    instead:
      'Name the version. The quick fix reads it from the project where that names one; it never invents one. An image that is used more than once is best given a stage: `FROM image:version AS name`.',
    invalid: [{ code: 'FROM debian:13\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n' }],
    valid: [
      { code: 'FROM debian:13\nCOPY --from=ghcr.io/astral-sh/uv:0.9.26 /uv /bin/\n' },
      { code: 'FROM debian:13\nCOPY --from=assets /dist /srv\n' },
    ],
    fixSafety: 'The image becomes the one of the named version, which may differ from what `latest` happened to be.',
    exceptions: 'A plain name without a tag that is no well-known image may be a build context, and is not reported.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#copy---from',
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    ],
  },
  check: (ctx) => {
    const fixesFor = (word: Word, image: ImageReference): Fix[] => {
      if (word.raw !== image.text) return [];
      const official = officialName(image);
      const version = official === undefined ? undefined : ctx.facts.projectVersion(official);
      const span = word.at(image.nameEnd, image.text.length);
      if (!version) {
        const edits = () => [{ span, text: ':${1:version}' }];
        return [{ title: 'Name a version …', safety: 'manual', snippet: true, edits }];
      }
      const title = `Pin to ${image.text.slice(0, image.nameEnd)}:${version.tag} (from ${version.source})`;
      return [{ title, safety: 'unsafe', edits: () => [{ span, text: `:${version.tag}` }] }];
    };
    return {
      End() {
        for (const stage of ctx.doc.stages) {
          for (const reference of stage.dependencies) {
            const { target, word } = reference;
            if (target.kind !== 'external' || isMountNumber(reference)) continue;
            const { image } = target;
            if (image.digest !== undefined || imageProblem(image) !== undefined || hasPlaceholder(word.raw)) continue;
            if (image.tag === undefined ? mayBeContext(image) : image.tag !== 'latest') continue;
            const plain = word.raw === image.text;
            ctx.report({
              message: image.tag === undefined ? 'untagged' : 'latest',
              span: plain && image.tagStart !== undefined ? word.at(image.tagStart, image.text.length) : word.span,
              data: { image: image.text },
              fixes: fixesFor(word, image),
            });
          }
        }
      },
    };
  },
});

/** `--build-context name=…` gives any name a meaning; people choose plain ones. */
const mayBeContext = (image: ImageReference): boolean =>
  image.text === 'scratch' || (!image.text.includes('/') && officialSystem(image) === undefined);
