import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';
import { nearestOne } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/unknown-copy-from',
  summary: 'Copy from stages of this file or from named images',
  category: 'correctness',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { hadolint: ['DL3022'], tally: ['hadolint/DL3022'] },
  messages: {
    near: 'No stage is called `{{name}}`; did you mean `{{near}}`?',
    unknown: 'No stage is called `{{name}}`; name a stage above, or an image with its tag',
  },
  notes: ['stage-names', 'multi-stage'],
  lessons: ['D05'],
  docs: {
    why: 'What is no stage is taken for a named context of the build command, then for an image of that name in a registry, which mostly does not exist, or is that of somebody else.',
    invalid: [
      { code: 'FROM golang:1.25 AS build\nRUN go build -o /shop\nFROM scratch\nCOPY --from=biuld /shop /shop\n' },
    ],
    valid: [
      { code: 'FROM golang:1.25 AS build\nRUN go build -o /shop\nFROM scratch\nCOPY --from=build /shop /shop\n' },
      { code: 'FROM debian:13\nCOPY --from=nginx:1.29 /etc/nginx /etc/nginx\n' },
    ],
    fixSafety: 'Files come from another stage, whose name was guessed from the letters.',
    exceptions: 'A named context, which the build command or a Compose file brings (`additional_contexts`).',
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  check: (ctx) => ({
    Copy(copy) {
      const value = flag(copy, 'from')?.value;
      const name = value?.literal;
      // A path, a tag or a digest means an image.
      if (!value || name === undefined || !/^[A-Za-z][\w-]*$/.test(name)) return;
      const names = ctx.doc.stages.flatMap((stage) => stage.name ?? []);
      if (names.includes(name.toLowerCase())) return;
      const near = nearestOne(name, new Set(names));
      const { span } = value;
      if (near === undefined) ctx.report({ message: 'unknown', span, data: { name } });
      else
        ctx.report({
          message: 'near',
          span,
          data: { name, near },
          fixes: [{ title: `Replace with ${near}`, safety: 'unsafe', edits: () => [{ span, text: near }] }],
        });
    },
  }),
});
