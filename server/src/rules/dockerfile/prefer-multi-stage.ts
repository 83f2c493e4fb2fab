import { defineRule } from '../../core/rule';
import { buildInOnlyStage, buildToolsOf, judgedImage } from '../../languages/dockerfile/stages/findings';
import { splitRepair } from '../../languages/dockerfile/stages/split';

export default defineRule({
  id: 'dockerfile/prefer-multi-stage',
  summary: 'Build in one stage and run in another',
  category: 'performance',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/prefer-multi-stage-build'] },
  messages: {
    single: 'One stage builds and runs: the tools of `{{build}}` ship with the image; build in a stage of its own',
  },
  notes: ['multi-stage'],
  lessons: ['D04'],
  docs: {
    why: 'What a build needs and a program does not (development packages, type checkers, bundlers, the sources) makes an image large and slow to pull, and each part of it needs security updates. A second stage takes over the result alone.',
    instead:
      'Name the first stage, prune its packages, and begin a second one that copies the built folder and `node_modules` out of it. The quick fix does that for npm projects.',
    invalid: [
      {
        code: 'FROM node:22-bookworm\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/server.js"]\n',
        files: {
          'package.json': '{ "scripts": { "build": "tsc -p ." } }\n',
          'package-lock.json': '{ "lockfileVersion": 3 }\n',
          '.dockerignore': 'node_modules\n',
        },
      },
    ],
    valid: [
      {
        code: 'FROM node:22-bookworm AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nRUN npm prune --omit=dev\n\nFROM node:22-bookworm-slim\nWORKDIR /app\nCOPY --from=build /app/package.json ./\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nCMD ["node", "dist/server.js"]\n',
      },
    ],
    fixSafety:
      'Nothing but what the new `COPY --from` lines name reaches the image that runs. Without a view of the project they name all of its folder, and the title says that behaviour may change.',
    exceptions: 'Leave it off for images that are meant to develop in, and where the program builds while it runs.',
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  check: (ctx) => ({
    Document() {
      if (buildToolsOf(ctx.doc, ctx.facts)) return;
      const shipped = judgedImage(ctx.doc, ctx.facts);
      const build = shipped && buildInOnlyStage(ctx.doc, shipped);
      const image = shipped?.last.from.image;
      if (!build || !image) return;
      ctx.report({ message: 'single', span: image.span, data: { build }, ...splitRepair(ctx.doc, shipped, ctx.facts) });
    },
  }),
});
