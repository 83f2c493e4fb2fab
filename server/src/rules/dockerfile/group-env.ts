import { defineRule } from '../../core/rule';
import type { EnvInstruction, Instruction } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/group-env',
  summary: 'Set the environment in one ENV',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    adjacent: '`ENV` follows another one; write both as one instruction',
  },
  notes: ['env-and-arg', 'environment-configuration'],
  lessons: ['D30'],
  docs: {
    why: 'The environment of an application is read at a glance when it stands in one place. Several `ENV` lines in a row can be one.',
    invalid: [
      {
        code: 'FROM node:22\nENV NODE_ENV=production\nENV PORT=3000\n',
        fixed: 'FROM node:22\nENV NODE_ENV=production \\\n    PORT=3000\n',
      },
    ],
    valid: [
      { code: 'FROM node:22\nENV NODE_ENV=production \\\n    PORT=3000\n' },
      { code: 'FROM node:22\nENV APP=/app\nENV PATH=$APP/bin:$PATH\n' },
    ],
    references: ['https://docs.docker.com/reference/dockerfile/#env'],
  },
  check: (ctx) => {
    let previous: Instruction | undefined;
    return {
      Instruction(instruction) {
        const before = previous;
        previous = instruction.onbuild ? undefined : instruction;
        if (instruction.kind !== 'Env' || before?.kind !== 'Env' || instruction.onbuild) return;
        if (dependsOn(instruction, before) || !isPlain(before) || !isPlain(instruction)) return;
        const { text } = ctx.source;
        const end = before.span.start + text.slice(before.span.start, before.headEnd).trimEnd().length;
        const between = text.slice(end, instruction.span.start);
        const indent = /[^\n]*$/.exec(between)?.[0] ?? '';
        ctx.report({
          message: 'adjacent',
          span: instruction.keyword,
          related: [{ span: before.keyword, message: 'The ENV above' }],
          // Comments and blank lines between say that the two belong apart, or would have to move.
          fixes:
            /^\s*\n[ \t]*$/.test(between) && !/\n.*\n/.test(between)
              ? [
                  {
                    title: 'Join with the ENV above',
                    safety: 'safe',
                    edits: () => [
                      {
                        span: { start: end, end: instruction.body.start },
                        text: ` ${ctx.doc.escape}\n${indent}    `,
                      },
                    ],
                  },
                ]
              : [],
        });
      },
    };
  },
});

/** Variables of one instruction do not see what the same instruction sets. */
function dependsOn(env: EnvInstruction, before: EnvInstruction): boolean {
  const names = new Set(before.pairs.map((pair) => pair.key.literal ?? pair.key.raw));
  return env.pairs.some((pair) => {
    const same = names.has(pair.key.literal ?? pair.key.raw);
    return same || (pair.value?.variables.some((variable) => names.has(variable.name)) ?? false);
  });
}

const isPlain = (env: EnvInstruction): boolean =>
  !env.legacy && env.pairs.length > 0 && env.pairs.every((pair) => pair.value && pair.value.problems.length === 0);
