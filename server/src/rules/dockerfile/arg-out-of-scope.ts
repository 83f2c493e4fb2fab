import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { expandedWords, mayUseVariables } from '../../languages/dockerfile/expanded';
import { AUTOMATIC_ARGS, type Binding, PROXY_ARGS, rootStage, type Stage } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { officialSystem } from '../../languages/dockerfile/official-images';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { baseMaySet, stageArgs } from '../../languages/dockerfile/scope';
import { unsetNames, unsetVariables } from '../../languages/dockerfile/shell-variables';
import { short } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';

export default defineRule({
  id: 'dockerfile/arg-out-of-scope',
  summary: 'Declare an ARG in every stage that uses it',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { sonar: ['S6579'] },
  messages: {
    global: '`${{name}}` is set before FROM only, so it is empty here; add `ARG {{name}}` above',
    stage: '`${{name}}` is an ARG of another stage, so it is empty here; declare it in this one',
    below: '`${{name}}` is declared further down, so it is empty here; move its ARG above',
  },
  notes: ['env-and-arg', 'variables'],
  lessons: ['D15'],
  docs: {
    why: 'An `ARG` above the first `FROM` is seen by `FROM` lines only, and an `ARG` in a stage ends with the stage. Elsewhere the variable is the empty text, and nothing complains.',
    instead: 'Repeat `ARG NAME` in the stage, without a value: it takes the one from above the first `FROM`.',
    invalid: [
      {
        code: 'ARG APP_VERSION=1.4\nFROM debian:13\nRUN curl -fO https://example.com/app-$APP_VERSION.tar.gz\n',
        fixed:
          'ARG APP_VERSION=1.4\nFROM debian:13\nARG APP_VERSION\nRUN curl -fO https://example.com/app-$APP_VERSION.tar.gz\n',
      },
    ],
    valid: [
      {
        code: 'ARG APP_VERSION=1.4\nFROM debian:13\nARG APP_VERSION\nRUN curl -fO https://example.com/app-$APP_VERSION.tar.gz\n',
      },
      { code: 'ARG SUFFIX=x\nFROM debian:13\nRUN for SUFFIX in a b; do touch /$SUFFIX; done\n' },
    ],
    fixSafety:
      'The line gets the value that it lacked, and so does what stands below it in the stage. The default of an ARG in another stage is repeated.',
    exceptions:
      'A base image may set the variable itself. A name that fits the image (`NODE_VERSION` on `node`) is not reported.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#scope',
      'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
    ],
  },
  check: (ctx) => {
    const globals = new Map(ctx.doc.globalArgs.map((binding) => [binding.name, binding]));
    const seen = new Set<string>();
    const own = new Map<string, Binding>();
    for (const [name, bindings] of stageArgs(ctx.doc)) {
      for (const binding of bindings) {
        const key = `${binding.stage} ${name}`;
        if (!own.has(key)) own.set(key, binding);
      }
    }
    const isDeclared = (name: string): boolean => globals.has(name) || stageArgs(ctx.doc).has(name);
    const related = ({ pair }: Binding) => [{ span: pair.key.span, message: 'Declared here' }];
    const declare = (instruction: Instruction, text: string): Fix[] => [
      {
        title: `Add ${short(`ARG ${text}`)} above`,
        safety: 'unsafe',
        edits: () => [insertAbove(ctx.doc, instruction, `${ctx.doc.keyword('ARG', instruction)} ${text}`)],
      },
    ];
    const judge = (name: string, span: Span, instruction: Instruction, stage: Stage): void => {
      const key = `${stage.index} ${name}`;
      const global = globals.get(name);
      const others = global ? undefined : stageArgs(ctx.doc).get(name);
      if ((!global && !others) || AUTOMATIC_ARGS.has(name) || PROXY_ARGS.has(name)) return;
      if (ctx.doc.resolve(name, instruction).kind !== 'undeclared' || baseMaySet(stage, name)) return;
      if (seen.has(key)) {
        ctx.askAgain();
        return;
      }
      seen.add(key);
      const data = { name: short(name) };
      if (global) {
        ctx.report({ message: 'global', span, data, fixes: declare(instruction, name), related: related(global) });
        return;
      }
      const later = own.get(key);
      if (later) {
        ctx.report({ message: 'below', span, data, related: related(later) });
        return;
      }
      const other = others?.[0];
      // Of other images it is not known what they set.
      const root = rootStage(stage).base;
      const known = root.kind === 'scratch' || (root.kind === 'image' && officialSystem(root.reference) !== undefined);
      if (!other || !known) return;
      const { value } = other.pair;
      const text = value && value.variables.length === 0 ? `${name}=${value.raw}` : name;
      ctx.report({ message: 'stage', span, data, fixes: declare(instruction, text), related: related(other) });
    };
    return {
      Instruction(instruction) {
        const stage = ctx.doc.stageOf(instruction);
        if (!stage || instruction.kind === 'From' || instruction.onbuild || own.size + globals.size === 0) return;
        if (ctx.doc.os === 'windows' || isTemplate(ctx.doc) || !mayUseVariables(ctx.doc, instruction)) return;
        // What one ENV sets and uses has a rule of its own.
        const set = new Set(
          instruction.kind === 'Env' ? instruction.pairs.map(({ key }) => key.literal ?? key.raw) : [],
        );
        for (const word of expandedWords(ctx.doc, instruction)) {
          for (const { name, nameSpan, operator } of word.variables) {
            if (operator === undefined && !set.has(name)) judge(name, nameSpan, instruction, stage);
          }
        }
        if (instruction.kind !== 'Run' || !unsetNames(ctx.doc, instruction).some(isDeclared)) return;
        for (const { name, span } of unsetVariables(ctx.doc, instruction)) judge(name, span, instruction, stage);
      },
    };
  },
});
