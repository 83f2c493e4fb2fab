import { defineRule } from '../../core/rule';
import type { CmdInstruction, EntrypointInstruction } from '../../languages/dockerfile/nodes';
import { jsonList } from '../../languages/dockerfile/quote';
import { shellForm } from '../../languages/dockerfile/shell-form';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/prefer-exec-form',
  aka: ['dockerfile/exec-form'],
  summary: 'Write CMD and ENTRYPOINT as JSON lists',
  category: 'reliability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    hadolint: ['DL3025'],
    buildkit: ['JSONArgsRecommended'],
    tally: ['buildkit/JSONArgsRecommended'],
    sonar: ['S7019'],
    droast: ['DF018', 'DF025'],
  },
  messages: {
    shell: '`{{instruction}}` runs under a shell, which may keep signals from the program; {{advice}}',
  },
  notes: ['exec-form-and-signals', 'entrypoint-and-cmd'],
  lessons: ['D13'],
  docs: {
    why: 'In plain form the command runs as a child of `/bin/sh -c`. `docker stop` sends SIGTERM to the shell, which need not pass it on, so the program is killed after ten seconds. A JSON list runs the program itself.',
    instead:
      'Where shell features are needed, put `exec` before the last command, so that the program takes the place of the shell.',
    invalid: [
      {
        code: 'FROM node:22\nCMD node server.js\n',
        fixed: 'FROM node:22\nCMD ["node", "server.js"]\n',
      },
      { code: 'FROM node:22\nCMD node server.js --port $PORT\n' },
    ],
    valid: [
      { code: 'FROM node:22\nCMD ["node", "server.js"]\n' },
      { code: 'FROM node:22\nCMD exec node server.js --port $PORT\n' },
    ],
    fixSafety: 'The program becomes process 1: it gets signals itself and must reap its children.',
    exceptions: 'A SHELL instruction says that the shell is wanted; the rule is silent there.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
      'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    ],
  },
  check: (ctx) => {
    const visit = (instruction: CmdInstruction | EntrypointInstruction): void => {
      const stage = ctx.doc.stageOf(instruction);
      const state = ctx.doc.stateAt(instruction);
      if (instruction.onbuild || !stage?.ships || state.shell || ctx.doc.os === 'windows') return;
      const final = ctx.doc.finalState(stage);
      if (final.cmd !== instruction && final.entrypoint !== instruction) return;
      const form = shellForm(ctx.doc, instruction);
      if (!form || form.endsInExec) return;
      const base = { message: 'shell', span: instruction.keyword } as const;
      const name = instruction.keywordText;
      if (form.words) {
        const text = jsonList(form.words);
        ctx.report({
          ...base,
          data: { instruction: name, advice: 'write a JSON list' },
          fixes: [
            {
              title: `Write ${name} ${short(text, 90)}`,
              safety: 'unsafe',
              edits: () => [{ span: form.span, text }],
            },
          ],
        });
      } else {
        ctx.report({
          ...base,
          data: { instruction: name, advice: 'put `exec` before the last command' },
          noFix: `the shell is needed: ${form.blocked}`,
        });
      }
    };
    return { Cmd: visit, Entrypoint: visit };
  },
});
