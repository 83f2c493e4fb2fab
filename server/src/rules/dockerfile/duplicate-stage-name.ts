import { defineRule } from '../../core/rule';
import { freshStageNames } from '../../languages/dockerfile/stage-graph';
import { isStageName, renameReferences } from '../../languages/dockerfile/stage-names';
import { short } from '../../languages/dockerfile/suggest';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/duplicate-stage-name',
  summary: 'Give every stage a name of its own',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    hadolint: ['DL3024'],
    buildkit: ['DuplicateStageName'],
    tally: ['buildkit/DuplicateStageName'],
    trivy: ['DS-0012'],
    checkov: ['CKV_DOCKER_11'],
    droast: ['DF042'],
    'dockerfile-utils': ['DUPLICATE_BUILD_STAGE_NAME'],
  },
  messages: {
    duplicate: 'A stage above has the name `{{name}}` too; rename this one',
  },
  notes: ['stage-names', 'multi-stage'],
  docs: {
    why: 'Of two stages with one name `COPY --from` and `--target` mean the last, wherever they stand, while `FROM` means the nearest one above. A copy between the two then fails, or takes its files from the wrong place.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS build\nFROM node:22 AS build\nFROM scratch\nCOPY --from=build /dist /dist\n',
        fixed: 'FROM golang:1.25 AS build\nFROM node:22 AS build2\nFROM scratch\nCOPY --from=build2 /dist /dist\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS api\nFROM node:22 AS web\nFROM scratch\nCOPY --from=web /dist /dist\n' }],
    fixSafety:
      'The second stage and the lines below that refer to it get a new name; a `--target` or a Compose file that means it must follow.',
    references: [
      'https://docs.docker.com/reference/build-checks/duplicate-stage-name/',
      'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
    ],
  },
  check: (ctx) => {
    const first = new Map<string, Word>();
    const fresh = freshStageNames(ctx.doc);
    return {
      From(from) {
        const word = from.as?.name;
        const stage = ctx.doc.stageOf(from);
        if (!word || stage?.name === undefined || !isStageName(word.raw)) return;
        const earlier = first.get(stage.name);
        if (!earlier) {
          first.set(stage.name, word);
          return;
        }
        const name = fresh(stage.name);
        ctx.report({
          message: 'duplicate',
          span: word.span,
          data: { name: short(stage.name) },
          related: [{ span: earlier.span, message: 'The first stage of this name' }],
          fixes: [
            {
              title: `Rename to ${name}`,
              safety: 'unsafe',
              edits: () => [{ span: word.span, text: name }, ...renameReferences(ctx.doc, stage, name)],
            },
          ],
        });
      },
    };
  },
});
