import { defineRule } from '../../core/rule';
import { imageProblem, officialName, parseImage } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/no-latest-tag',
  aka: ['dockerfile/image-untagged'],
  summary: 'Name the version of a base image',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    hadolint: ['DL3007'],
    trivy: ['DS-0001'],
    checkov: ['CKV_DOCKER_7'],
    sonar: ['S6596'],
    droast: ['DF001', 'DF024'],
  },
  messageEquivalents: {
    untagged: {
      hadolint: ['DL3006'],
      trivy: ['DS-0001'],
      checkov: ['CKV_DOCKER_7'],
      sonar: ['S6596'],
      droast: ['DF001'],
    },
  },
  messages: {
    latest: '`{{image}}` means another image tomorrow; name a version instead of `latest`',
    untagged: '`{{image}}` has no tag, which means `latest`; name a version',
  },
  notes: ['image-references', 'digests'],
  lessons: ['D06', 'D34'],
  docs: {
    why: 'A tag is a movable name, and `latest` is merely the one that is taken when nobody names another. Two builds of one commit can get two different images, and a builder that already holds a `latest` may go on using an old one.',
    instead:
      'Name the version that the project is written for. The quick fix reads it from the project (`.nvmrc`, `.python-version`, `go.mod`, `global.json`, other Dockerfiles); it never invents one.',
    invalid: [{ code: 'FROM node:latest\nCMD ["node"]\n' }, { code: 'FROM node\nCMD ["node"]\n' }],
    valid: [{ code: 'FROM node:22-bookworm-slim\nCMD ["node"]\n' }, { code: 'FROM scratch\nCOPY app /\n' }],
    fixSafety: 'The image becomes the one of the named version, which may differ from what `latest` happened to be.',
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  },
  check: (ctx) => ({
    From(from) {
      const stage = ctx.doc.stageOf(from);
      if (!from.image || stage?.base.kind !== 'image' || !stage.base.reference) return;
      const { reference } = stage.base;
      if (reference.digest !== undefined || imageProblem(reference) !== undefined) return;
      if (reference.tag !== undefined && reference.tag !== 'latest') return;
      const written = from.image.literal === undefined ? undefined : parseImage(from.image.literal);
      const plain = written && from.image.raw === from.image.literal ? written : undefined;
      const official = officialName(reference);
      const version = official === undefined ? undefined : ctx.facts.projectVersion(official);
      const image = from.image;
      ctx.report({
        message: reference.tag === undefined ? 'untagged' : 'latest',
        span: plain?.tagStart !== undefined ? image.at(plain.tagStart, plain.tagStart + 'latest'.length) : image.span,
        data: { image: reference.text },
        fixes:
          plain && version
            ? [
                {
                  title: `Pin to ${plain.text.slice(0, plain.nameEnd)}:${version.tag} (from ${version.source})`,
                  safety: 'unsafe',
                  edits: () => [{ span: image.at(plain.nameEnd, plain.text.length), text: `:${version.tag}` }],
                },
              ]
            : plain
              ? [
                  {
                    title: 'Name a version …',
                    safety: 'manual',
                    snippet: true,
                    edits: () => [{ span: image.at(plain.nameEnd, plain.text.length), text: ':${1:version}' }],
                  },
                ]
              : [],
      });
    },
  }),
});
