import { defineRule } from '../../core/rule';
import { officialName } from '../../languages/image/reference';

/** Where `slim` stands in a tag with the name of a Debian release: `22-bookworm-slim`, `3.13-slim-bookworm`. */
const SLIM: Readonly<Record<string, 'behind' | 'before'>> = {
  node: 'behind',
  debian: 'behind',
  python: 'before',
  ruby: 'before',
  rust: 'before',
  perl: 'before',
};
const RELEASE = /^(?:(.+)-)?(buster|bullseye|bookworm|trixie)$/;

export default defineRule({
  id: 'dockerfile/prefer-small-base',
  summary: 'Take the small variant of a base image',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    small: '`{{image}}` has a smaller variant; `{{small}}` may do',
  },
  notes: ['base-images', 'distroless'],
  lessons: ['D20'],
  docs: {
    why: 'The plain image of a language brings compilers, version control and headers along, several hundred megabytes that a running program seldom needs. Its `slim` variant has the language alone, of the same release.',
    instead: 'A familiar official image still beats a tiny one that nobody knows.',
    invalid: [
      {
        code: 'FROM node:22-bookworm\nCMD ["node", "server.js"]\n',
        fixed: 'FROM node:22-bookworm-slim\nCMD ["node", "server.js"]\n',
      },
    ],
    valid: [{ code: 'FROM node:22-bookworm-slim\nCMD ["node", "server.js"]\n' }],
    fixSafety: 'What the small variant lacks, such as git, curl or compilers, has to be installed where it is needed.',
    references: ['https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image'],
  },
  check: (ctx) => ({
    End() {
      const last = ctx.doc.lastStage;
      if (!last) return;
      const { cmd, entrypoint } = ctx.doc.finalState(last);
      if (!cmd && !entrypoint) return;
      const stage = ctx.doc.stages.find((candidate) => candidate.ships);
      const image = stage?.from.image;
      if (!image || stage.base.kind !== 'image' || !stage.base.reference) return;
      const { reference } = stage.base;
      const place = SLIM[officialName(reference) ?? ''];
      const tag = reference.tag;
      if (!place || tag === undefined || reference.digest !== undefined) return;
      const small = slimTag(tag, place);
      if (small === undefined) return;
      const { tagStart } = reference;
      const text = `${reference.text.slice(0, tagStart)}${small}`;
      ctx.report({
        message: 'small',
        span: image.span,
        data: { image: reference.text, small: text },
        fixes:
          image.raw === reference.text && tagStart !== undefined
            ? [
                {
                  title: `Replace with ${text}`,
                  safety: 'unsafe',
                  edits: () => [{ span: image.at(tagStart, image.raw.length), text: small }],
                },
              ]
            : [],
      });
    },
  }),
});

/** The tag of the slim variant; undefined for tags that name another variant. */
function slimTag(tag: string, place: 'behind' | 'before'): string | undefined {
  if (/^(?:latest|lts|current|stable|\d+(?:\.\d+)*)$/.test(tag)) return tag === 'latest' ? 'slim' : `${tag}-slim`;
  const release = RELEASE.exec(tag);
  const version = release?.[1];
  const suite = release?.[2];
  if (suite === undefined || (version !== undefined && !/^(?:lts|current|\d+(?:\.\d+)*)$/.test(version)))
    return undefined;
  if (place === 'behind') return `${tag}-slim`;
  return version === undefined ? `slim-${suite}` : `${version}-slim-${suite}`;
}
