import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { lineAt, lineSpan } from '../../core/text';
import { type DockerfileDocument, type Stage, withLeadingComments } from '../../languages/dockerfile/model';
import { countsStages, isMountNumber, stageCycles } from '../../languages/dockerfile/stage-graph';
import { short } from '../../languages/dockerfile/suggest';

/** To see whether a stage can move all others are looked at; a file with more cases is not one that a person wrote. */
const MAX_JUDGED = 50;

export default defineRule({
  id: 'dockerfile/stage-used-before-defined',
  summary: 'Write a stage above the lines that use it',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    later: 'Stage `{{name}}` stands below; move it above the stage that uses it',
  },
  notes: ['multi-stage', 'stage-names'],
  docs: {
    why: 'A stage takes files from stages above it only. The builder refuses a reference to a stage further down.',
    invalid: [
      {
        code: 'FROM debian:13 AS docs\nCOPY --from=build /docs /docs\n\nFROM golang:1.25 AS build\nRUN make docs\n\nFROM docs\n',
        fixed:
          'FROM golang:1.25 AS build\nRUN make docs\n\nFROM debian:13 AS docs\nCOPY --from=build /docs /docs\n\nFROM docs\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\nRUN make docs\n\nFROM debian:13\nCOPY --from=build /docs /docs\n' }],
    fixSafety: 'The stage and the comments directly above it move up as they are.',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  check: (ctx) => ({
    End() {
      const { stages } = ctx.doc;
      const cycles = stageCycles(ctx.doc);
      let judged = 0;
      for (const stage of stages) {
        for (const reference of stage.dependencies) {
          const { target, word, instruction } = reference;
          if (target.kind !== 'later' || instruction.onbuild || isMountNumber(reference)) continue;
          // A circle has a finding of its own: no order of the stages would do.
          if (cycles.together(stage.index, target.stage)) continue;
          const later = stages[target.stage];
          if (!later) continue;
          const movable = judged++ < MAX_JUDGED && canMove(ctx.doc, later, stage);
          ctx.report({
            message: 'later',
            span: word.span,
            data: { name: short(word.literal ?? word.raw) },
            related: [{ span: later.from.keyword, message: 'The stage begins here' }],
            fixes: movable
              ? [
                  {
                    title: `Move stage ${short(later.name ?? '')} up`,
                    safety: 'unsafe',
                    edits: () => moveUp(ctx.doc, later, stage),
                  },
                ]
              : [],
          });
        }
      }
    },
  }),
});

/** Whether the stage means the same further up, and all others do. */
function canMove(document: DockerfileDocument, stage: Stage, above: Stage): boolean {
  const { stages, lastStage } = document;
  if (stage === lastStage || stage.name === undefined || countsStages(document)) return false;
  const needs = stage.dependencies.every(({ target }) => target.kind !== 'stage' || target.stage < above.index);
  if (!needs || stage.dependencies.some(({ target }) => target.kind === 'later')) return false;
  // A FROM between the two that names an image would come to mean the stage.
  return stages.every(
    (other) =>
      other === stage || (other.name !== stage.name && (other.index > stage.index || other.imageText !== stage.name)),
  );
}

function moveUp(document: DockerfileDocument, stage: Stage, above: Stage): Edit[] {
  const next = document.stages[stage.index + 1];
  if (!next) return [];
  const start = topOf(document, stage);
  const end = topOf(document, next);
  const to = topOf(document, above);
  const { text } = document.source;
  return [
    { span: { start: to, end: to }, text: text.slice(start, end) },
    { span: { start, end }, text: '' },
  ];
}

/** The start of the first line of a stage, its leading comments included. */
function topOf(document: DockerfileDocument, stage: Stage): number {
  const { source } = document;
  const { start } = lineSpan(source, lineAt(source, withLeadingComments(document, stage.from).start));
  return start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : start;
}
