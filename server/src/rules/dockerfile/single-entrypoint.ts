import { defineRule } from '../../core/rule';
import { superseded } from '../../languages/dockerfile/superseded';

export default defineRule({
  id: 'dockerfile/single-entrypoint',
  aka: ['dockerfile/multiple-entrypoint'],
  summary: 'Write one ENTRYPOINT in a stage',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  tags: ['unnecessary'],
  equivalents: {
    hadolint: ['DL4004'],
    buildkit: ['MultipleInstructionsDisallowed'],
    tally: ['buildkit/MultipleInstructionsDisallowed'],
    trivy: ['DS-0007'],
    sonar: ['S6589'],
    droast: ['DF039'],
    'dockerfile-utils': ['MULTIPLE_INSTRUCTIONS'],
  },
  messages: {
    dead: 'This `ENTRYPOINT` has no effect, the one in line {{line}} replaces it; remove it',
  },
  notes: ['entrypoint-and-cmd'],
  lessons: ['D12'],
  docs: {
    why: 'Only the last `ENTRYPOINT` of a stage counts. An earlier one does nothing, and whoever reads it is misled.',
    invalid: [
      {
        code: 'FROM node:22\nENTRYPOINT ["tini"]\nENTRYPOINT ["node", "server.js"]\n',
        fixed: 'FROM node:22\nENTRYPOINT ["node", "server.js"]\n',
      },
    ],
    valid: [{ code: 'FROM node:22\nENTRYPOINT ["tini", "--", "node", "server.js"]\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#entrypoint'],
  },
  check: (ctx) => ({
    End() {
      for (const found of superseded(ctx.doc, 'Entrypoint')) ctx.report({ message: 'dead', ...found });
    },
  }),
});
