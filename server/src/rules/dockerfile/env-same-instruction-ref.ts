import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { EnvInstruction, Pair } from '../../languages/dockerfile/nodes';
import { baseMaySet } from '../../languages/dockerfile/scope';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/env-same-instruction-ref',
  summary: 'Use a variable in a later ENV than the one that sets it',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3044'], droast: ['DF062'] },
  messages: {
    unset: '`${{name}}` is still unset here: this ENV sets it for later lines; use a second ENV',
    old: '`${{name}}` is still `{{value}}` here: this ENV sets it for later lines; use a second ENV',
  },
  notes: ['env-and-arg', 'variables'],
  lessons: ['D15'],
  docs: {
    why: 'All values of one `ENV` are worked out before any of them is set. `ENV HOME=/srv DATA=$HOME/data` therefore takes the old `HOME`, or nothing if there is none.',
    invalid: [
      {
        code: 'FROM debian:13\nENV APP_DIR=/srv/app DATA_DIR=$APP_DIR/data\n',
        fixed: 'FROM debian:13\nENV APP_DIR=/srv/app\nENV DATA_DIR=$APP_DIR/data\n',
      },
    ],
    valid: [
      { code: 'FROM debian:13\nENV APP_DIR=/srv/app\nENV DATA_DIR=$APP_DIR/data\n' },
      { code: 'FROM debian:13\nENV APP_DIR=/srv/app PATH=/srv/app/bin:$PATH\n' },
    ],
    fixSafety: 'Other values of the same ENV that mean an old value on purpose would get the new one.',
    references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  },
  check: (ctx) => {
    /** The pair's value if it stood in an ENV of its own; undefined when that is not known. */
    const valueOf = (pair: Pair, env: EnvInstruction): string | undefined => {
      if (!pair.value) return undefined;
      return pair.value.evaluate((name) => {
        const found = ctx.doc.resolve(name, env);
        return found.value === undefined ? 'unknown' : { value: found.value };
      });
    };
    const selfish = new Map<Pair, boolean>();
    /** `A=$A`: the old value and the new one are the same, more or less. */
    const takesItself = (pair: Pair): boolean => {
      const name = pair.key.literal ?? pair.key.raw;
      const found = selfish.get(pair) ?? pair.value?.variables.some((variable) => variable.name === name) ?? false;
      selfish.set(pair, found);
      return found;
    };
    /** What to report of a use of `name`, which an earlier pair sets. */
    const judge = (name: string, setter: Pair, env: EnvInstruction): { value: string | undefined } | undefined => {
      const stage = ctx.doc.stageOf(env);
      if (!stage || takesItself(setter)) return undefined;
      const before = ctx.doc.resolve(name, env);
      if (before.kind === 'undeclared') return baseMaySet(stage, name) ? undefined : { value: undefined };
      const after = valueOf(setter, env);
      if (before.value === undefined || after === undefined || before.value === after) return undefined;
      return { value: before.value };
    };
    const splitBefore = (env: EnvInstruction, index: number, safe: boolean): Fix[] => {
      const previous = env.pairs[index - 1];
      const pair = env.pairs[index];
      if (!previous || !pair || env.onbuild) return [];
      const span = { start: previous.span.end, end: pair.span.start };
      const between = ctx.source.text.slice(span.start, span.end);
      const comments = between.split(/\r?\n/).flatMap((line) => (/^\s*#/.test(line) ? [`${line.trim()}\n`] : []));
      const text = `\n${comments.join('')}${env.keywordText} `;
      return [
        {
          title: `Split into two ${env.name} instructions`,
          safety: safe ? 'safe' : 'unsafe',
          edits: () => [{ span, text }],
        },
      ];
    };
    return {
      Env(env) {
        if (env.legacy || env.pairs.length < 2) return;
        const setters = new Map<string, Pair>();
        const hits: { index: number; name: string; value: string | undefined; nameSpan: Pair['span'] }[] = [];
        // Uses that are left alone and that a split would give another value.
        let quiet = false;
        for (const [index, pair] of env.pairs.entries()) {
          for (const { name, nameSpan, operator } of pair.value?.variables ?? []) {
            const setter = setters.get(name);
            if (!setter) continue;
            const found = operator === undefined ? judge(name, setter, env) : undefined;
            if (found) hits.push({ index, name, value: found.value, nameSpan });
            else quiet = true;
          }
          setters.set(pair.key.literal ?? pair.key.raw, pair);
        }
        for (const { index, name, value, nameSpan } of hits) {
          const fixes = splitBefore(env, index, !quiet);
          const shown = short(name);
          if (value === undefined) {
            ctx.report({ message: 'unset', span: nameSpan, data: { name: shown }, fixes });
          } else {
            ctx.report({ message: 'old', span: nameSpan, data: { name: shown, value: short(value) }, fixes });
          }
        }
      },
    };
  },
});
