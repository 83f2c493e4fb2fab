import { defineRule } from '../../core/rule';
import { baseUser } from '../../languages/dockerfile/base-user';
import { rootStage, type Stage } from '../../languages/dockerfile/model';
import { isRoot, mayDropRoot, userOf } from '../../languages/dockerfile/privileges';
import { isForDevelopment } from '../../languages/dockerfile/stages/shipped';
import { startInstructions } from '../../languages/dockerfile/start-command';
import { officialName } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/last-user-root',
  summary: 'Switch back from root before the program starts',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    hadolint: ['DL3002'],
    tally: ['hadolint/DL3002'],
    trivy: ['DS-0002'],
    checkov: ['CKV_DOCKER_8'],
    sonar: ['S6471'],
    droast: ['DF002'],
  },
  messages: {
    root: 'The last `USER` is `{{user}}`, so the program runs as root; switch back',
  },
  notes: ['user', 'users'],
  lessons: ['D23'],
  docs: {
    why: 'The last USER of the image is the user of every container. A `USER root` that was needed for an installation and is not taken back makes the program run as root, even where the base image had taken care.',
    instead: 'End with the user of the program: its name, or better its number.',
    invalid: [{ code: 'FROM node:22\nUSER root\nRUN apt-get update\nCMD ["node", "server.js"]\n' }],
    valid: [{ code: 'FROM node:22\nUSER root\nRUN apt-get update\nUSER node\nCMD ["node", "server.js"]\n' }],
    exceptions: 'Programs that must be root: they administer the machine, or switch users themselves.',
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      const user = stage && userOf(ctx.doc, stage);
      const word = stage && ctx.doc.finalState(stage).user?.value;
      if (!stage || !word || user === undefined || !isRoot(user) || ctx.doc.os === 'windows') return;
      if (mayDropRoot(ctx.doc, stage) || isForDevelopment(ctx.doc, stage, ctx.facts)) return;
      if (startInstructions(ctx.doc, stage).length === 0 && startsByItself(stage)) return;
      ctx.report({ message: 'root', span: word.span, data: { user: word.raw } });
    },
  }),
});

/** An official server image: its own entry script hands over to a user of its own. */
function startsByItself(stage: Stage): boolean {
  const { base } = rootStage(stage);
  if (base.kind !== 'image' || !base.reference) return true;
  return officialName(base.reference) !== undefined && baseUser(base.reference) === undefined;
}
