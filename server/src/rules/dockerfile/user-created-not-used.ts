import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/model';
import { createdUsers, mayDropRoot } from '../../languages/dockerfile/privileges';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { isForDevelopment } from '../../languages/dockerfile/stages/shipped';
import { isComplete, startInstructions, startSites } from '../../languages/dockerfile/start-command';

export default defineRule({
  id: 'dockerfile/user-created-not-used',
  summary: 'Run as the user that the image creates',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/user-created-but-never-used'] },
  messages: {
    unused: '`{{user}}` is created, yet the program runs as root; add `USER {{user}}`',
  },
  notes: ['user', 'users'],
  lessons: ['D23'],
  docs: {
    why: 'A user that no USER names changes nothing: the program runs as root all the same, and the file looks as if it did not.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nCMD ["shop"]\n',
        fixed: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER app\nCMD ["shop"]\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER app\nCMD ["shop"]\n' }],
    fixSafety: 'The program can no longer write to folders that belong to root.',
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      if (!stage || ctx.doc.os === 'windows' || !isComplete(ctx.doc) || ctx.doc.finalState(stage).user) return;
      const users = createdUsers(ctx.doc, stage);
      const [only] = users;
      const word = only?.user.name;
      // With several users the file has a plan of its own.
      if (!only || !word || users.length > 1) return;
      if (mayDropRoot(ctx.doc, stage) || isForDevelopment(ctx.doc, stage, ctx.facts)) return;
      // Editors that work in a container bring a user of their own name.
      if (/^(?:vscode|gitpod|coder|developer|devcontainer)$/.test(only.name) || isMentioned(ctx.doc, stage, only.name))
        return;
      ctx.report({
        message: 'unused',
        span: word.span,
        data: { user: only.name },
        fixes: userFixes(ctx.doc, stage, only.name),
      });
    },
  }),
});

/** `--user=app`, `-u app`: the program changes to the user itself. */
const isMentioned = (doc: DockerfileDocument, stage: Stage, name: string): boolean =>
  startSites(doc, stage).some(({ script }) =>
    script.commands.some(({ args }) => args.some((word) => word.raw.includes(name) && !word.raw.includes('/'))),
  );

function userFixes(doc: DockerfileDocument, stage: Stage, name: string): Fix[] {
  const first = startInstructions(doc, stage)
    .filter((instruction) => doc.stageOf(instruction) === stage)
    .sort((a, b) => a.index - b.index)[0];
  if (!first || stage.instructions.some((i) => i.index > first.index && /^(?:RUN|COPY|ADD)$/.test(i.name))) return [];
  const edits = (): Edit[] => [insertAbove(doc, first, `${doc.keyword('USER', first)} ${name}`)];
  return [{ title: `Run as ${name}`, safety: 'unsafe', edits }];
}
