import { defineRule } from '../../core/rule';
import {
  type CacheHabits,
  cacheLeft,
  callName,
  callSpan,
  indexUsedLater,
  packageCalls,
} from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const isApt = (manager: string): boolean => manager === 'apt-get' || manager === 'apt' || manager === 'aptitude';

const LISTS: CacheHabits = {
  fills: (call) => isApt(call.manager) && call.action === 'update',
  cleans: (call) => isApt(call.manager) && /^dist-?clean$/.test(call.subcommand),
  folders: ['/var/lib/apt/lists'],
};

const CLEAN = 'rm -rf /var/lib/apt/lists/*';

export default defineRule({
  id: 'dockerfile/apt-clean-lists',
  summary: 'Delete the package lists of apt in the RUN that fetches them',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3009'], droast: ['DF004'] },
  messages: {
    lists: '`{{command}}` leaves its lists in the image; end this RUN with `rm -rf /var/lib/apt/lists/*`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'The lists that `apt-get update` fetches take some twenty to fifty megabytes, are old the next day and are of no use in a running container. A later `RUN` that deletes them frees nothing: they stay in the layer that brought them.',
    instead:
      'Delete them at the end of the same `RUN`, or keep them out of the image with cache mounts on `/var/lib/apt` and `/var/cache/apt`.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n' },
      {
        code: 'FROM debian:bookworm\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl\n',
      },
    ],
    fixSafety:
      'A later `RUN` runs a script that cannot be read; if it installs packages without `apt-get update`, it does not find them any more.',
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, LISTS);
      if (!call) return;
      const later = indexUsedLater(ctx.doc, run, 'apt');
      const installs = packageCalls(ctx.doc, run).some(
        ({ family, action }) => family === 'apt' && action === 'install',
      );
      // An update without an install has its own finding, and the lists are still needed.
      if (later === 'certain' && !installs) return ctx.askAgain();
      // Another trigger may install from them.
      if (run.onbuild && !installs) return;
      ctx.report({
        message: 'lists',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call) },
        fixes: later === 'certain' ? [] : appendFix(ctx.doc, call.node, CLEAN, later ? 'unsafe' : 'safe'),
        noFix: later === 'certain' ? 'a later RUN installs from these lists without an update of its own' : undefined,
      });
    },
  }),
});
