import { defineRule } from '../../core/rule';
import { superseded } from '../../languages/dockerfile/superseded';

export default defineRule({
  id: 'dockerfile/single-cmd',
  aka: ['dockerfile/multiple-cmd'],
  summary: 'Write one CMD in a stage',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  tags: ['unnecessary'],
  equivalents: {
    hadolint: ['DL4003'],
    buildkit: ['MultipleInstructionsDisallowed'],
    tally: ['buildkit/MultipleInstructionsDisallowed'],
    trivy: ['DS-0016'],
    sonar: ['S6589'],
    droast: ['DF038'],
    'dockerfile-utils': ['MULTIPLE_INSTRUCTIONS'],
  },
  messages: {
    dead: 'This `CMD` has no effect, the one in line {{line}} replaces it; remove it',
  },
  notes: ['entrypoint-and-cmd'],
  lessons: ['D12'],
  docs: {
    why: 'Only the last `CMD` of a stage counts. An earlier one does nothing, and whoever reads it is misled.',
    invalid: [
      {
        code: 'FROM node:22\nCMD ["node", "old.js"]\nCMD ["node", "server.js"]\n',
        fixed: 'FROM node:22\nCMD ["node", "server.js"]\n',
      },
    ],
    valid: [{ code: 'FROM node:22\nCMD ["node", "server.js"]\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#cmd'],
  },
  check: (ctx) => ({
    End() {
      for (const found of superseded(ctx.doc, 'Cmd')) ctx.report({ message: 'dead', ...found });
    },
  }),
});
