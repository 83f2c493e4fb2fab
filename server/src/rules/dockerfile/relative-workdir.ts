import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';

export default defineRule({
  id: 'dockerfile/relative-workdir',
  summary: 'Begin WORKDIR with an absolute path',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    hadolint: ['DL3000'],
    buildkit: ['WorkdirRelativePath'],
    tally: ['hadolint/DL3000', 'buildkit/WorkdirRelativePath'],
    trivy: ['DS-0009'],
    checkov: ['CKV_DOCKER_10'],
    sonar: ['S7021'],
    droast: ['DF009'],
    'dockerfile-utils': ['WORKDIR_IS_NOT_ABSOLUTE'],
  },
  messages: {
    relative: 'Where `{{path}}` lies depends on the base image; write an absolute path',
  },
  notes: ['workdir'],
  docs: {
    why: 'A relative path is joined to the WORKDIR before it. The first one of a stage is joined to that of the base image, which may be another in the next version.',
    invalid: [{ code: 'FROM node:22\nWORKDIR app\n', fixed: 'FROM node:22\nWORKDIR /app\n' }],
    valid: [{ code: 'FROM node:22\nWORKDIR /app\nWORKDIR src\n' }],
    fixSafety: 'The folder is another one where the base image has a WORKDIR other than `/`.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#workdir',
      'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
    ],
  },
  check: (ctx) => ({
    Workdir(instruction) {
      const { value } = instruction;
      const path = value && ctx.doc.valueOf(value, instruction)?.trim();
      if (!value || !path || instruction.onbuild || ctx.doc.os === 'windows') return;
      // Empty segments, drives and the place itself say nothing.
      if (path.startsWith('/') || /^[A-Za-z]:|^\\|^\.\/?$/.test(path)) return;
      const stage = ctx.doc.stageOf(instruction);
      const state = ctx.doc.stateAt(instruction);
      if (!stage || state.workdir || state.directory !== undefined) return;
      const at = { start: value.span.start, end: value.span.start };
      const isPlain = value.raw === path && /^[\w-]/.test(path);
      const fix: Fix = { title: `Write /${path}`, safety: 'unsafe', edits: () => [{ span: at, text: '/' }] };
      ctx.report({ message: 'relative', span: value.span, data: { path }, fixes: isPlain ? [fix] : [] });
    },
  }),
});
