import { defineRule } from '../../core/rule';
import { type CacheHabits, cacheLeft, callName, callSpan } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE: CacheHabits = {
  fills: (call) =>
    call.manager === 'yarn' &&
    call.action === 'install' &&
    !call.has('--cache-folder', '--help', '-h', '--version', '-v'),
  cleans: (call) => call.manager === 'yarn' && call.action === 'clean',
  folders: ['~/.cache/yarn', '/usr/local/share/.cache', '~/.yarn/berry/cache'],
};

/** They move the cache, mostly out of the image. */
const VARIABLES = ['YARN_CACHE_FOLDER', 'YARN_ENABLE_GLOBAL_CACHE'];

export default defineRule({
  id: 'dockerfile/yarn-cache-clean',
  summary: 'Empty the cache of Yarn in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3060'], droast: ['DF055'] },
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `yarn cache clean`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'Yarn keeps every archive that it downloads. In a stage that ships nobody installs again: the cache is weight without use.',
    instead: 'Empty it in the same `RUN`, install in a build stage and copy the result, or use a cache mount.',
    invalid: [
      {
        code: 'FROM node:22\nCOPY . .\nRUN yarn install --frozen-lockfile\n',
        fixed: 'FROM node:22\nCOPY . .\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nCOPY . .\nRUN yarn install --frozen-lockfile && yarn cache clean\n' },
      {
        code: 'FROM node:22 AS build\nCOPY . .\nRUN yarn install --frozen-lockfile\nFROM node:22-slim\nCOPY --from=build /app /app\n',
      },
    ],
    fixSafety: 'A later `RUN` that installs again downloads everything anew.',
    references: ['https://classic.yarnpkg.com/lang/en/docs/cli/cache/'],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call || VARIABLES.some((name) => ctx.doc.resolve(name, run).kind !== 'undeclared')) return;
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call) },
        fixes: appendFix(ctx.doc, call.node, 'yarn cache clean', 'unsafe'),
      });
    },
  }),
});
