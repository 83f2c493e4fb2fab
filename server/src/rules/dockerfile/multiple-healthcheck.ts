import { defineRule } from '../../core/rule';
import { superseded } from '../../languages/dockerfile/superseded';

export default defineRule({
  id: 'dockerfile/multiple-healthcheck',
  summary: 'Write one HEALTHCHECK in a stage',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  tags: ['unnecessary'],
  equivalents: {
    hadolint: ['DL3012'],
    buildkit: ['MultipleInstructionsDisallowed'],
    tally: ['buildkit/MultipleInstructionsDisallowed'],
    trivy: ['DS-0023'],
    sonar: ['S6589'],
    droast: ['DF041'],
    'dockerfile-utils': ['MULTIPLE_INSTRUCTIONS'],
  },
  messages: {
    dead: 'This `HEALTHCHECK` has no effect, the one in line {{line}} replaces it; remove it',
  },
  notes: ['health-checks'],
  docs: {
    why: 'Only the last `HEALTHCHECK` of a stage counts. To check several things, let one command check them all.',
    invalid: [
      {
        code: 'FROM nginx:1.29\nHEALTHCHECK NONE\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n',
        fixed: 'FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n',
      },
    ],
    valid: [{ code: 'FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  },
  check: (ctx) => ({
    End() {
      for (const found of superseded(ctx.doc, 'Healthcheck')) ctx.report({ message: 'dead', ...found });
    },
  }),
});
