import { defineRule } from '../../core/rule';
import { KEYWORDS } from '../../languages/dockerfile/nodes';
import { nearest, short } from '../../languages/dockerfile/suggest';

const REFUSED: ReadonlySet<string> = new Set(['From', 'Onbuild', 'Maintainer']);

export default defineRule({
  id: 'dockerfile/invalid-onbuild-trigger',
  summary: 'Put only instructions behind ONBUILD that can be triggered',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    hadolint: ['DL3043'],
    droast: ['DF068'],
    tally: ['tally/invalid-onbuild-trigger', 'hadolint/DL3043'],
  },
  messageEquivalents: {
    chained: {
      hadolint: ['DL3043'],
      droast: ['DF068'],
      tally: ['hadolint/DL3043'],
      'dockerfile-utils': ['ONBUILD_CHAINING_DISALLOWED'],
    },
    refused: {
      hadolint: ['DL3043'],
      droast: ['DF068'],
      tally: ['hadolint/DL3043'],
      'dockerfile-utils': ['ONBUILD_TRIGGER_DISALLOWED'],
    },
    near: { tally: ['tally/invalid-onbuild-trigger'] },
    unknown: { tally: ['tally/invalid-onbuild-trigger'] },
  },
  messages: {
    chained: '`ONBUILD` cannot trigger `ONBUILD`; remove one',
    refused: '`ONBUILD` cannot trigger `{{trigger}}`; remove it',
    near: 'Unknown instruction `{{trigger}}` behind `ONBUILD`; did you mean `{{near}}`?',
    unknown: 'Unknown instruction `{{trigger}}` behind `ONBUILD`; use one that exists, such as COPY',
  },
  notes: ['onbuild'],
  docs: {
    why: '`ONBUILD` keeps an instruction for the images that are built on this one. `FROM`, `MAINTAINER` and `ONBUILD` itself cannot be kept: the builder refuses them. A misspelt instruction passes here and breaks every image that is built on this one.',
    invalid: [
      { code: 'FROM debian:13\nONBUILD ONBUILD RUN true\n', fixed: 'FROM debian:13\nONBUILD RUN true\n' },
      { code: 'FROM debian:13\nONBUILD CPOY . .\n', fixed: 'FROM debian:13\nONBUILD COPY . .\n' },
    ],
    valid: [{ code: 'FROM debian:13\nONBUILD COPY . .\n' }],
    fixSafety: 'Of two `ONBUILD` one goes.',
    references: ['https://docs.docker.com/reference/dockerfile/#onbuild'],
  },
  check: (ctx) => ({
    Onbuild(onbuild) {
      const { trigger } = onbuild;
      if (!trigger || onbuild.onbuild) return;
      const span = trigger.keyword;
      const data = { trigger: short(trigger.keywordText) };
      if (trigger.kind === 'Onbuild') {
        const start = trigger.keyword.start;
        ctx.report({
          message: 'chained',
          span,
          fixes: trigger.trigger
            ? [
                {
                  title: 'Remove the second ONBUILD',
                  safety: 'unsafe',
                  edits: () => [{ span: { start, end: trigger.trigger?.keyword.start ?? start }, text: '' }],
                },
              ]
            : [],
        });
      } else if (REFUSED.has(trigger.kind)) {
        ctx.report({ message: 'refused', span, data });
      } else if (trigger.kind === 'Unknown') {
        const [near, another] = nearest(trigger.keywordText, KEYWORDS);
        if (near === undefined) {
          ctx.report({ message: 'unknown', span, data });
          return;
        }
        const text = ctx.doc.keyword(near, onbuild);
        ctx.report({
          message: 'near',
          span,
          data: { ...data, near: text },
          fixes:
            another === undefined
              ? [{ title: `Replace with ${text}`, safety: 'safe', edits: () => [{ span, text }] }]
              : [],
        });
      }
    },
  }),
});
