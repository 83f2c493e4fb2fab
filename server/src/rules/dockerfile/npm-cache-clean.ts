import { defineRule } from '../../core/rule';
import { type CacheHabits, cacheLeft, callName, callSpan } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE: CacheHabits = {
  fills: (call) => call.manager === 'npm' && call.action === 'install' && !call.has('--cache', '--dry-run', '--help'),
  cleans: (call) => call.manager === 'npm' && call.action === 'clean',
  folders: ['~/.npm'],
};

/** They move the cache, mostly out of the image. */
const VARIABLES = ['npm_config_cache', 'NPM_CONFIG_CACHE'];

export default defineRule({
  id: 'dockerfile/npm-cache-clean',
  summary: 'Empty the cache of npm in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `npm cache clean --force`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'npm keeps every archive that it downloads. In a stage that ships nobody installs again: the cache is weight without use.',
    instead: 'Empty it in the same `RUN`, install in a build stage and copy the result, or use a cache mount.',
    invalid: [
      {
        code: 'FROM node:22\nCOPY . .\nRUN npm ci\n',
        fixed: 'FROM node:22\nCOPY . .\nRUN npm ci && npm cache clean --force\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nCOPY . .\nRUN npm ci && npm cache clean --force\n' },
      { code: 'FROM node:22 AS build\nCOPY . .\nRUN npm ci\nFROM node:22-slim\nCOPY --from=build /app /app\n' },
    ],
    fixSafety: 'A later `RUN` that installs again downloads everything anew.',
    references: ['https://docs.npmjs.com/cli/v11/commands/npm-cache'],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call || VARIABLES.some((name) => ctx.doc.resolve(name, run).kind !== 'undeclared')) return;
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call) },
        fixes: appendFix(ctx.doc, call.node, 'npm cache clean --force', 'unsafe'),
      });
    },
  }),
});
