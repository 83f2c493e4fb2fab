import { defineRule } from '../../core/rule';
import { joinDirectory } from '../../languages/dockerfile/model';

export default defineRule({
  id: 'dockerfile/sys-dir-workdir',
  summary: 'Do not work in a folder of the kernel',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { trivy: ['DS-0030'] },
  messages: {
    system: '`{{path}}` belongs to the system; work in a folder such as `/app`',
  },
  notes: ['workdir'],
  docs: {
    why: 'The kernel mounts file systems of its own at `/proc`, `/sys` and `/dev` when the container starts: what the image has there is hidden, and what a program writes there talks to the kernel.',
    invalid: [{ code: 'FROM alpine:3.22\nWORKDIR /proc/self\n' }],
    valid: [{ code: 'FROM alpine:3.22\nWORKDIR /app\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  },
  check: (ctx) => ({
    Workdir(instruction) {
      const { value } = instruction;
      const text = value && ctx.doc.valueOf(value, instruction);
      const path = joinDirectory(ctx.doc.stateAt(instruction).directory, text?.trim());
      if (!value || path === undefined || !/^\/(?:proc|sys|dev|boot)(?:\/|$)/.test(path)) return;
      ctx.report({ message: 'system', span: value.span, data: { path } });
    },
  }),
});
