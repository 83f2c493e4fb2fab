import { defineRule } from '../../core/rule';
import type { Stage } from '../../languages/dockerfile/model';

export default defineRule({
  id: 'dockerfile/require-healthcheck',
  aka: ['dockerfile/missing-healthcheck'],
  summary: 'Give the image a HEALTHCHECK',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {
    hadolint: ['DL3057'],
    trivy: ['DS-0026'],
    checkov: ['CKV_DOCKER_2'],
    droast: ['DF012'],
  },
  messages: {
    missing: 'The image has no HEALTHCHECK; add one, or `HEALTHCHECK NONE` where others check',
  },
  notes: ['health-checks'],
  lessons: ['D29'],
  docs: {
    why: 'A running process need not be able to serve. With a `HEALTHCHECK` Docker asks the service itself, shows the answer and lets other containers wait for it.',
    invalid: [{ code: 'FROM nginx:1.29\nCMD ["nginx", "-g", "daemon off;"]\n' }],
    valid: [{ code: 'FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\nCMD ["nginx"]\n' }],
    exceptions:
      'Kubernetes ignores HEALTHCHECK and uses probes. A base image may bring one, which the file cannot tell.',
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  },
  check: (ctx) => ({
    End() {
      const last = ctx.doc.lastStage;
      if (!last) return;
      const { cmd, entrypoint } = ctx.doc.finalState(last);
      const starts = [cmd, entrypoint].find((instruction) => instruction && ctx.doc.stageOf(instruction) === last);
      if (!starts) return;
      for (
        let stage: Stage | undefined = last;
        stage;
        stage = stage.base.kind === 'stage' ? stage.base.stage : undefined
      ) {
        if (stage.instructions.some((instruction) => instruction.kind === 'Healthcheck')) return;
      }
      const at = ctx.source.lineStarts[starts.raw.firstLine] ?? starts.span.start;
      ctx.report({
        message: 'missing',
        span: starts.keyword,
        fixes: [
          {
            title: 'Add a HEALTHCHECK …',
            safety: 'manual',
            snippet: true,
            edits: () => [
              { span: { start: at, end: at }, text: 'HEALTHCHECK --interval=30s --timeout=3s CMD ${1:command}\n' },
            ],
          },
        ],
      });
    },
  }),
});
