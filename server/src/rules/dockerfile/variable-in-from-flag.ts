import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { AUTOMATIC_ARGS, type Stage, type StageReference } from '../../languages/dockerfile/model';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { countsStages, freshStageNames } from '../../languages/dockerfile/stage-graph';
import { isStageName } from '../../languages/dockerfile/stage-names';
import { short } from '../../languages/dockerfile/suggest';
import { hasPlaceholder } from '../../languages/dockerfile/templates';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/variable-in-from-flag',
  summary: 'Write no variables in --from and in the from of a mount',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'dockerfile-utils': ['FLAG_INVALID_FROM_VALUE'] },
  messages: {
    variable: 'Variables are not replaced in `{{text}}`; give the image a stage, `FROM … AS name`',
  },
  notes: ['stage-names', 'variables'],
  docs: {
    why: 'The builder has to know which stages need one another before it gives variables a value, so it refuses a variable in `COPY --from` and in the `from` of a mount. `FROM` does take variables: those that are declared above the first one.',
    invalid: [
      {
        code: 'ARG UV_VERSION=0.9.26\nFROM python:3.13-slim\nCOPY --from=ghcr.io/astral-sh/uv:${UV_VERSION} /uv /bin/\n',
        fixed:
          'ARG UV_VERSION=0.9.26\nFROM ghcr.io/astral-sh/uv:${UV_VERSION} AS uv\n\nFROM python:3.13-slim\nCOPY --from=uv /uv /bin/\n',
      },
    ],
    valid: [
      {
        code: 'ARG UV_VERSION=0.9.26\nFROM ghcr.io/astral-sh/uv:${UV_VERSION} AS uv\n\nFROM python:3.13-slim\nCOPY --from=uv /uv /bin/\n',
      },
    ],
    fixSafety:
      'A stage is added above. An ARG of the stage is declared above the first FROM too, with the same default, as FROM sees no other.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#copy---from',
      'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
    ],
  },
  check: (ctx) => {
    const globals = new Set([...ctx.doc.globalArgs.map(({ name }) => name), ...AUTOMATIC_ARGS]);
    const fresh = freshStageNames(ctx.doc);
    let byImage: Map<string, Stage> | undefined;
    /** A stage above that is there for the same image. */
    const existing = (image: string, stage: Stage): Stage | undefined => {
      byImage ??= new Map(
        ctx.doc.stages.flatMap((s) => (s.name !== undefined && s.from.image ? [[s.from.image.raw, s] as const] : [])),
      );
      const found = byImage.get(image);
      return found && found.index < stage.index && found.instructions.length === 0 ? found : undefined;
    };
    /** ARGs to declare above the first FROM; undefined when a variable has no value that can be taken there. */
    const missing = ({ word, instruction }: StageReference): string[] | undefined => {
      const lines: string[] = [];
      for (const { name } of word.variables) {
        if (globals.has(name)) continue;
        const found = ctx.doc.resolve(name, instruction);
        const value = found.kind === 'arg' ? found.binding.pair.value : undefined;
        if (!value || value.variables.length > 0 || value.raw === '') return undefined;
        const line = `${ctx.doc.keyword('ARG', instruction)} ${name}=${value.raw}`;
        if (!lines.includes(line)) lines.push(line);
      }
      return lines;
    };
    const fixOf = (reference: StageReference, stage: Stage): Fix | undefined => {
      const { word, instruction } = reference;
      const image = word.raw.replace(/^(["'])(.*)\1$/, '$2');
      if (instruction.onbuild || /["'\\`]/.test(image) || word.problems.length > 0) return undefined;
      const same = existing(image, stage);
      if (same?.name !== undefined) {
        const { name } = same;
        return { title: `Replace with ${name}`, safety: 'unsafe', edits: () => [{ span: word.span, text: name }] };
      }
      const args = missing(reference);
      const first = ctx.doc.stages[0];
      if (!args || !first) return undefined;
      const name = fresh(nameFor(word));
      const { keyword } = ctx.doc;
      return {
        title: `Add a stage ${name} for the image`,
        safety: 'unsafe',
        edits: () => {
          const line = `${keyword('FROM', instruction)} ${image} ${keyword('AS', instruction)} ${name}\n`;
          const edits: Edit[] = args.map((text) => insertAbove(ctx.doc, first.from, text));
          return [...edits, insertAbove(ctx.doc, stage.from, line), { span: word.span, text: name }];
        },
      };
    };
    return {
      End() {
        let counts: boolean | undefined;
        for (const stage of ctx.doc.stages) {
          for (const reference of stage.dependencies) {
            const { target, word } = reference;
            if (target.kind !== 'variable' || hasPlaceholder(word.raw)) continue;
            counts ??= countsStages(ctx.doc);
            const fix = counts ? undefined : fixOf(reference, stage);
            ctx.report({
              message: 'variable',
              span: word.span,
              data: { text: short(word.raw) },
              fixes: fix ? [fix] : [],
              noFix: counts ? 'other lines refer to stages by number, and a new stage would change these' : undefined,
            });
          }
        }
      },
    };
  },
});

/** What a stage for an image could be called: the image's last part, else the variable. */
function nameFor(word: Word): string {
  const [head = ''] = word.raw.replace(/^["']/, '').split('$');
  const last = head.slice(head.lastIndexOf('/') + 1).replace(/[:@].*$/, '');
  const variable = word.variables[0]?.name.toLowerCase() ?? '';
  return [last, variable].find((name) => isStageName(name) && name === name.toLowerCase()) ?? 'image';
}
