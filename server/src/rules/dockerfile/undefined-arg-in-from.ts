import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { AUTOMATIC_ARGS, type Stage } from '../../languages/dockerfile/model';
import { flag } from '../../languages/dockerfile/nodes';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { stageArgs } from '../../languages/dockerfile/scope';
import { nearestOne, short } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';
import { isOrdinaryName, type VariableSegment, type Word } from '../../languages/dockerfile/word';
import { imageProblem } from '../../languages/image/reference';

/** More names than this are compared only in files that exist to slow a reader down. */
const MAX_CANDIDATES = 200;
const MAX_LOOKUPS = 500;

export default defineRule({
  id: 'dockerfile/undefined-arg-in-from',
  summary: 'Declare the variables of FROM above the first FROM',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { buildkit: ['UndefinedArgInFrom'], tally: ['buildkit/UndefinedArgInFrom'] },
  messages: {
    near: 'No ARG above the first FROM sets `${{name}}`; did you mean `${{near}}`?',
    stage: '`${{name}}` is an ARG of a stage, which FROM does not see; declare it above the first FROM',
    unset: 'No ARG above the first FROM sets `${{name}}`, so it is empty; declare it there',
  },
  notes: ['variables', 'env-and-arg', 'from'],
  lessons: ['D15'],
  docs: {
    why: '`FROM` sees only the variables that an `ARG` above the first `FROM` declares, and those that the builder sets by itself. Any other is empty, even with `--build-arg`; then the image has another name than was meant, or none.',
    invalid: [
      {
        code: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSON}-slim\n',
        fixed: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}-slim\n',
      },
      { code: 'FROM node:${NODE_VERSION}-slim\n' },
    ],
    valid: [
      { code: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}-slim\n' },
      { code: 'FROM node:${NODE_VERSION:-22}-slim\n' },
      { code: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
    ],
    fixSafety: 'The default of an ARG in a stage is repeated above the first FROM, and decides the image from then on.',
    references: [
      'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
      'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
    ],
  },
  check: (ctx) => {
    const near = new Map<string, string | undefined>();
    const nearTo = (name: string): string | undefined => {
      if (!near.has(name) && near.size < MAX_LOOKUPS) {
        const globals = ctx.doc.globalArgs.slice(0, MAX_CANDIDATES).map((binding) => binding.name);
        near.set(name, nearestOne(name, new Set([...globals, ...AUTOMATIC_ARGS])));
      }
      return near.get(name);
    };
    const declare = (text: string) => {
      const first = ctx.doc.stages[0]?.from;
      return first ? [insertAbove(ctx.doc, first, `${ctx.doc.keyword('ARG', first)} ${text}`)] : [];
    };
    const report = ({ name, nameSpan }: VariableSegment, breaks: boolean): void => {
      const common = { span: nameSpan, severity: breaks ? 'error' : undefined } as const;
      const candidate = nearTo(name);
      const shown = short(name);
      if (candidate !== undefined) {
        const edits = () => [{ span: nameSpan, text: candidate }];
        const fixes: Fix[] = [{ title: `Replace with ${candidate}`, safety: 'safe', edits }];
        ctx.report({ message: 'near', ...common, data: { name: shown, near: candidate }, fixes });
        return;
      }
      const first = stageArgs(ctx.doc).get(name)?.[0];
      const value = first?.pair.value;
      const text = value && value.variables.length === 0 && value.raw !== '' ? `${name}=${value.raw}` : undefined;
      const fixes: Fix[] =
        text === undefined
          ? [
              {
                title: `Declare ${shown} above the first FROM …`,
                safety: 'manual',
                snippet: true,
                edits: () => declare(`${name}=\${1:value}`),
              },
            ]
          : [{ title: `Declare ${short(text)} above the first FROM`, safety: 'unsafe', edits: () => declare(text) }];
      if (!first) {
        ctx.report({ message: 'unset', ...common, data: { name: shown }, fixes });
        return;
      }
      const related = [{ span: first.pair.key.span, message: 'Declared here, in a stage' }];
      ctx.report({ message: 'stage', ...common, data: { name: shown }, fixes, related });
    };
    return {
      From(from) {
        const stage = ctx.doc.stageOf(from);
        if (!stage || isTemplate(ctx.doc)) return;
        const seen = new Set<string>();
        const judge = (word: Word | undefined, breaks: boolean): void => {
          for (const variable of word?.variables ?? []) {
            const { name, operator } = variable;
            if (operator !== undefined || seen.has(name) || !isOrdinaryName(name)) continue;
            if (ctx.doc.resolve(name, from).kind !== 'undeclared') continue;
            seen.add(name);
            report(variable, breaks);
          }
        };
        const platform = flag(from, 'platform')?.value;
        judge(platform, platform?.segments.length === 1);
        judge(from.image, isRefused(stage));
      },
    };
  },
});

/** Without the variable's text no image is left that a registry could have. */
const isRefused = ({ imageText, base }: Stage): boolean =>
  imageText === '' ||
  (base.kind === 'image' && base.reference !== undefined && imageProblem(base.reference) !== undefined);
