import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { expandedWords, mayUseVariables } from '../../languages/dockerfile/expanded';
import type { Instruction, Pair } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/arg-shadowed-by-env',
  summary: 'Set no ENV over an ARG that nothing has used',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    shadowed: '`ENV {{name}}` replaces the unused `ARG {{name}}`, so `--build-arg {{name}}` does nothing',
  },
  notes: ['env-and-arg'],
  lessons: ['D15'],
  docs: {
    why: 'An `ENV` hides an `ARG` of the same name from its line on. When nothing between the two has read the argument, `--build-arg` changes nothing, and nothing says so.',
    instead: 'Let the ENV take the argument: `ENV NAME=${NAME:-default}`. Or remove the ARG.',
    invalid: [
      {
        code: 'FROM node:22\nARG NODE_ENV\nENV NODE_ENV=production\n',
        fixed: 'FROM node:22\nARG NODE_ENV\nENV NODE_ENV=${NODE_ENV:-production}\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nARG NODE_ENV=production\nENV NODE_ENV=$NODE_ENV\n' },
      { code: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nENV DEBIAN_FRONTEND=dialog\n' },
    ],
    fixSafety: 'A `--build-arg` that had no effect has one.',
    references: ['https://docs.docker.com/reference/dockerfile/#using-arg-variables'],
  },
  check: (ctx) => {
    /** ARGs of the stage at hand that nothing has read yet. */
    const unread = new Map<string, Pair>();
    const read = (instruction: Instruction): void => {
      if (unread.size === 0) return;
      // A RUN has all of them in its environment; a trigger runs in another build.
      if (instruction.kind === 'Run') unread.clear();
      if (unread.size === 0 || !mayUseVariables(ctx.doc, instruction)) return;
      for (const word of expandedWords(ctx.doc, instruction)) {
        for (const { name } of word.variables) unread.delete(name);
      }
    };
    return {
      Instruction(instruction) {
        if (instruction.onbuild) return;
        if (instruction.kind === 'From') {
          unread.clear();
          return;
        }
        read(instruction);
        if (instruction.kind === 'Arg' && ctx.doc.stageOf(instruction)) {
          for (const pair of instruction.pairs) unread.set(pair.key.raw, pair);
        }
        if (instruction.kind !== 'Env') return;
        for (const pair of instruction.pairs) {
          const name = pair.key.literal ?? pair.key.raw;
          const arg = unread.get(name);
          if (!arg || !pair.value) continue;
          unread.delete(name);
          ctx.report({
            message: 'shadowed',
            span: pair.key.span,
            data: { name: short(name, 24) },
            related: [{ span: arg.key.span, message: 'The argument' }],
            fixes: fixesFor(name, arg, pair),
          });
        }
      },
    };
  },
});

/** The ENV takes the argument, and its own value where none is given. An argument with another default has no such form. */
function fixesFor(name: string, arg: Pair, env: Pair): Fix[] {
  const { value } = env;
  const plain = value && /^[\w./:@+-]+$/.test(value.raw) ? value.raw : undefined;
  if (!value || plain === undefined || (arg.value && arg.value.literal !== plain)) return [];
  const text = arg.value ? `$${name}` : `\${${name}:-${plain}}`;
  return [{ title: `Replace with ${short(text)}`, safety: 'unsafe', edits: () => [{ span: value.span, text }] }];
}
