import { defineRule } from '../../core/rule';
import { stageCycles, titleOf } from '../../languages/dockerfile/stage-graph';
import { short } from '../../languages/dockerfile/suggest';

/** Longer circles are cut in the message. */
const MAX_NAMES = 5;
const MAX_RELATED = 20;

export default defineRule({
  id: 'dockerfile/circular-stage-deps',
  summary: 'Let no two stages need each other',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { tally: ['tally/circular-stage-deps'] },
  messages: {
    cycle: 'Stages need one another: `{{cycle}}`; take one of these references out',
  },
  notes: ['multi-stage', 'stage-names'],
  docs: {
    why: 'Each stage of a circle waits for the next one, so none can be built. Moving them does not help: one of the references has to go, often by putting what both need into a stage of its own.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS api\nCOPY --from=web /dist /dist\n\nFROM node:22 AS web\nCOPY --from=api /schema /schema\n',
      },
    ],
    valid: [
      {
        code: 'FROM golang:1.25 AS schema\n\nFROM node:22 AS web\nCOPY --from=schema /schema /schema\n\nFROM schema AS api\nCOPY --from=web /dist /dist\n',
      },
    ],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  check: (ctx) => ({
    End() {
      for (const cycle of stageCycles(ctx.doc).cycles) {
        const [first, ...others] = cycle;
        if (!first) continue;
        const names = cycle.map(({ instruction }) => short(titleOf(ctx.doc.stageOf(instruction)), 24));
        const shown = names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES), '…'] : names;
        ctx.report({
          message: 'cycle',
          span: first.word.span,
          data: { cycle: [...shown, names[0]].join(' → ') },
          related: others
            .slice(0, MAX_RELATED)
            .map(({ word }) => ({ span: word.span, message: 'A reference of the circle' })),
        });
      }
    },
  }),
});
