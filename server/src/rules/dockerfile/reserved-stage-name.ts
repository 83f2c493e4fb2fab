import { defineRule } from '../../core/rule';
import type { Stage } from '../../languages/dockerfile/model';
import { freshStageNames } from '../../languages/dockerfile/stage-graph';
import { renameReferences } from '../../languages/dockerfile/stage-names';

const RESERVED: ReadonlySet<string> = new Set(['scratch', 'context']);

export default defineRule({
  id: 'dockerfile/reserved-stage-name',
  summary: 'Name no stage scratch or context',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    hadolint: ['DL3063'],
    buildkit: ['ReservedStageName'],
    tally: ['buildkit/ReservedStageName'],
  },
  messages: {
    reserved: '`{{name}}` is a name that the builder keeps for itself; rename the stage',
  },
  notes: ['stage-names', 'scratch'],
  docs: {
    why: '`scratch` means the empty image and `context` the files of the build. A stage of that name hides the one below it, and the other clashes with what builders use the name for.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS context\nFROM scratch\nCOPY --from=context /app /app\n',
        fixed: 'FROM golang:1.25 AS context-stage\nFROM scratch\nCOPY --from=context-stage /app /app\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /app\n' }],
    fixSafety: 'The stage gets another name here; a `--target` or a Compose file that names it must follow.',
    references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  },
  check: (ctx) => {
    const fresh = freshStageNames(ctx.doc);
    let bases: Set<Stage> | undefined;
    const isBase = (stage: Stage): boolean => {
      bases ??= new Set(ctx.doc.stages.flatMap(({ base }) => (base.kind === 'stage' ? [base.stage] : [])));
      return bases.has(stage);
    };
    return {
      From(from) {
        const word = from.as?.name;
        const stage = ctx.doc.stageOf(from);
        if (!word || stage?.name === undefined || !RESERVED.has(stage.name)) return;
        const { name } = stage;
        const report = { message: 'reserved', span: word.span, data: { name } } as const;
        // Whether the empty image is meant there, or this stage, only its author knows.
        if (isBase(stage)) {
          ctx.report({ ...report, noFix: `\`FROM ${name}\` below may mean the stage or what the name stands for` });
          return;
        }
        const other = fresh(`${name}-stage`);
        ctx.report({
          ...report,
          fixes: [
            {
              title: `Rename to ${other}`,
              safety: 'unsafe',
              edits: () => [{ span: word.span, text: other }, ...renameReferences(ctx.doc, stage, other)],
            },
          ],
        });
      },
    };
  },
});
