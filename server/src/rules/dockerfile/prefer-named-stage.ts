import { defineRule } from '../../core/rule';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/model';
import { referencesTo } from '../../languages/dockerfile/stage-names';

export default defineRule({
  id: 'dockerfile/prefer-named-stage',
  summary: 'Refer to a stage by its name, not by its number',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    named: '`{{number}}` counts stages and breaks when one is added; write its name `{{name}}`',
    unnamed: '`{{number}}` counts stages and breaks when one is added; name that stage',
  },
  notes: ['stage-names', 'multi-stage'],
  lessons: ['D05'],
  docs: {
    why: 'A number means the position of a stage in the file. When a stage is added above or two change places, it silently means another one. A name stays with its stage and says what it is for.',
    invalid: [
      {
        code: 'FROM golang:1.25\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=0 /app /app\n',
        fixed: 'FROM golang:1.25 AS build\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\n\nFROM scratch\nCOPY --from=build /app /app\n' }],
    references: ['https://docs.docker.com/build/building/multi-stage/#name-your-build-stages'],
  },
  check: (ctx) => {
    const names = new Map<Stage, string>();
    let taken: Set<string | undefined> | undefined;
    /** A name of its own for each stage without one, as the fixes of several are applied together. */
    const nameFor = (stage: Stage): string => {
      const known = names.get(stage);
      if (known !== undefined) return known;
      taken ??= usedNames(ctx.doc);
      let number = 2;
      while (taken.has(`build${number}`)) number++;
      const name = ['build', 'builder'].find((candidate) => !taken?.has(candidate)) ?? `build${number}`;
      taken.add(name);
      names.set(stage, name);
      return name;
    };
    const edits = (stage: Stage, name: string) => {
      const { from } = stage;
      const numbers = referencesTo(ctx.doc, stage).filter(({ word }) => isNumber(word.literal));
      const end = from.image?.span.end ?? from.span.end;
      const as = ` ${ctx.doc.keyword('AS', from)} ${name}`;
      return [
        ...(stage.name === undefined ? [{ span: { start: end, end }, text: as }] : []),
        ...numbers.map(({ word }) => ({ span: word.span, text: name })),
      ];
    };
    return {
      End() {
        const counts = new Map<string | undefined, number>();
        for (const { name } of ctx.doc.stages) counts.set(name, (counts.get(name) ?? 0) + 1);
        for (const user of ctx.doc.stages) {
          for (const { target, word } of user.dependencies) {
            if (target.kind !== 'stage' || !isNumber(word.literal)) continue;
            const stage = ctx.doc.stages[target.stage];
            if (!stage) continue;
            const number = word.literal ?? '';
            // Of two stages with one name the later one would be meant.
            const unique = counts.get(stage.name) === 1 && !isNumber(stage.name);
            const fixable = stage.name === undefined ? stage.from.extra.length === 0 && !stage.from.as : unique;
            const name = stage.name ?? nameFor(stage);
            const fixes = fixable
              ? [
                  {
                    title: stage.name === undefined ? `Name the stage ${name}` : `Replace with ${name}`,
                    safety: 'safe' as const,
                    edits: () => edits(stage, name),
                  },
                ]
              : [];
            if (stage.name === undefined) ctx.report({ message: 'unnamed', span: word.span, data: { number }, fixes });
            else ctx.report({ message: 'named', span: word.span, data: { number, name }, fixes });
          }
        }
      },
    };
  },
});

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text);

/** Names of stages, and names that are used without being a stage's: images and build contexts. */
function usedNames(document: DockerfileDocument): Set<string | undefined> {
  const used = new Set<string | undefined>();
  for (const stage of document.stages) {
    used.add(stage.name);
    used.add(stage.imageText);
    for (const { word } of stage.dependencies) used.add(word.literal?.toLowerCase());
  }
  return used;
}
