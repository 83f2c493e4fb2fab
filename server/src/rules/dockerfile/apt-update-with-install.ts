import { defineRule } from '../../core/rule';
import { callName, callSpan, packageCalls } from '../../languages/dockerfile/packages';
import { followingRun, joinRuns } from '../../languages/dockerfile/run-edits';
import { commandsOf } from '../../languages/dockerfile/scripts';

/** What may stand beside an update without being what the update is for. */
const HARMLESS = new Set(
  (
    'rm echo printf set cd mkdir true : cat sed export test [ ls dpkg chmod chown touch cp mv ln tee curl wget gpg install sleep ' +
    'apt-key add-apt-repository apt-add-repository date grep'
  ).split(' '),
);

export default defineRule({
  id: 'dockerfile/apt-update-with-install',
  aka: ['dockerfile/update-alone'],
  summary: 'Run apt-get update in the RUN that installs',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['DS-0017'], checkov: ['CKV_DOCKER_5'], droast: ['DF028'] },
  messages: {
    alone: '`{{command}}` alone goes stale in the layer cache; install in the same RUN',
  },
  notes: ['package-managers', 'layer-cache'],
  lessons: ['D11', 'D25'],
  docs: {
    why: 'The layer cache looks at the text of an instruction only. `RUN apt-get update` is therefore not repeated when the list of packages below it changes months later: the old lists then name versions that the server no longer has, and the install fails, or brings old software.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update\nRUN apt-get install -y curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update \\\n    && apt-get install -y curl\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n' },
    ],
    fixSafety: 'Both become one layer: an install that used old lists from the cache now gets the newest versions.',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  check: (ctx) => ({
    Run(run) {
      const calls = packageCalls(ctx.doc, run);
      const update = calls.find(({ family, action }) => family === 'apt' && action === 'update');
      if (!update) return;
      const harmless = commandsOf(ctx.doc, run).every(({ command }) => {
        const call = calls.find((other) => other.command === command);
        if (call && call.manager !== 'dpkg')
          return call.family === 'apt' && (call.action === 'update' || call.action === 'clean');
        return command.words.length === 0 || HARMLESS.has(command.program ?? '');
      });
      if (!harmless) return;
      const next = followingRun(ctx.doc, run);
      const installs =
        next !== undefined &&
        packageCalls(ctx.doc, next).some(
          ({ family, action }) => family === 'apt' && (action === 'install' || action === 'upgrade'),
        );
      const edit = next && installs ? joinRuns(ctx.doc, run, next) : undefined;
      ctx.report({
        message: 'alone',
        span: callSpan(ctx.doc, update),
        data: { command: callName(update) },
        fixes: edit ? [{ title: 'Join with the next RUN', safety: 'unsafe', edits: () => [edit] }] : [],
      });
    },
  }),
});
