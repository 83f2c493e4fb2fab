import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/stage-ref-casing',
  summary: 'Write the name of a stage in small letters behind FROM',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    casing: '`{{image}}` is not found, as FROM minds letter case; write `{{name}}` for the stage',
  },
  notes: ['stage-names', 'from'],
  docs: {
    why: 'The builder keeps names of stages in small letters, and `FROM` compares what it is given letter by letter. `FROM Build` therefore does not find the stage `build`: it is taken for an image, whose name may have no capitals.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS build\nFROM Build\nRUN go test ./...\n',
        fixed: 'FROM golang:1.25 AS build\nFROM build\nRUN go test ./...\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\nFROM build\nRUN go test ./...\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#from'],
  },
  check: (ctx) => {
    const names = new Set<string>();
    return {
      From(from) {
        const stage = ctx.doc.stageOf(from);
        const { image } = from;
        const text = stage?.imageText;
        if (image && text !== undefined && stage?.base.kind === 'image') {
          const name = text.toLowerCase();
          if (names.has(name)) {
            ctx.report({
              message: 'casing',
              span: image.span,
              data: { image: short(text), name: short(name) },
              fixes:
                image.raw === text
                  ? [
                      {
                        title: `Replace with ${short(name)}`,
                        safety: 'safe',
                        edits: () => [{ span: image.span, text: name }],
                      },
                    ]
                  : [],
            });
          }
        }
        if (stage?.name !== undefined) names.add(stage.name);
      },
    };
  },
});
