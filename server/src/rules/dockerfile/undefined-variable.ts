import { defineRule } from '../../core/rule';
import { expandedWords } from '../../languages/dockerfile/expanded';
import { AUTOMATIC_ARGS, PROXY_ARGS, type Stage } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { stageArgs } from '../../languages/dockerfile/scope';
import { nearestOne } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';
import { isOrdinaryName } from '../../languages/dockerfile/word';
import { officialName } from '../../languages/image/reference';

/** Names that images set themselves. */
const OF_IMAGES = /^(?:PATH|HOME|USER|HOSTNAME|LANG|LC_\w+|TERM|SHELL|PWD|.*_(?:VERSION|HOME|PATH|DIR|ROOT)|GO\w+)$/;
/** More names than this are compared only in files that exist to slow a reader down. */
const MAX_CANDIDATES = 200;
const MAX_LOOKUPS = 500;

/** Official images of plain distributions, which set no variable but `PATH`. */
const BARE = new Set(['alpine', 'busybox', 'debian', 'ubuntu']);

const setsPathAlone = (base: Stage['base']): boolean =>
  base.kind === 'scratch' ||
  (base.kind === 'image' && base.reference !== undefined && BARE.has(officialName(base.reference) ?? ''));

export default defineRule({
  id: 'dockerfile/undefined-variable',
  summary: 'Use only variables that are set above',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { buildkit: ['UndefinedVar'], tally: ['buildkit/UndefinedVar'] },
  messages: {
    near: '`${{name}}` is set nowhere above; did you mean `${{near}}`?',
    unset: '`${{name}}` is set nowhere above, so it is empty here; set it with ARG or ENV',
  },
  notes: ['variables', 'env-and-arg'],
  lessons: ['D15'],
  docs: {
    why: 'A variable that nothing sets is the empty text. The build goes on, with a path or a value that lacks a part.',
    instead: 'Set the variable with `ARG` or `ENV` above, or write `${NAME:-default}` where it may be missing.',
    invalid: [
      {
        code: 'FROM debian:13\nARG APP_DIR=/srv\nWORKDIR $APP_DRI\n',
        fixed: 'FROM debian:13\nARG APP_DIR=/srv\nWORKDIR $APP_DIR\n',
      },
      { code: 'FROM scratch\nCOPY app $TARGET/\n' },
      { code: 'FROM debian:13\nENV PATH=$HOME/.local/bin:$PATH\n' },
    ],
    valid: [
      { code: 'FROM debian:13\nARG APP_DIR=/srv\nWORKDIR $APP_DIR\n' },
      { code: 'FROM example.com/base:1\nWORKDIR $SET_BY_THE_BASE\n' },
    ],
    fixSafety: 'Another variable is used, whose value may differ from what was meant.',
    exceptions:
      'A base image may set variables of its own. On a base other than `scratch` and the plain images of distributions, only a name that resembles a known one is reported.',
    references: [
      'https://docs.docker.com/reference/build-checks/undefined-var/',
      'https://docs.docker.com/reference/dockerfile/#environment-replacement',
    ],
  },
  check: (ctx) => {
    const known = new Map<string, string | undefined>();
    const globals = new Set(ctx.doc.globalArgs.map((binding) => binding.name));
    const near = (name: string, instruction: Instruction, stage: Stage): string | undefined => {
      const key = `${stage.index} ${name}`;
      if (!known.has(key)) {
        if (known.size >= MAX_LOOKUPS) return undefined;
        known.set(key, nearestOne(name, candidates(stage)));
      }
      const found = known.get(key);
      return found !== undefined && ctx.doc.resolve(found, instruction).kind !== 'undeclared' ? found : undefined;
    };
    const candidates = (stage: Stage): Set<string> => {
      const names = new Set<string>();
      for (let at: Stage | undefined = stage; at; at = at.base.kind === 'stage' ? at.base.stage : undefined) {
        for (const binding of ctx.doc.bindings(at)) {
          if (names.size >= MAX_CANDIDATES) return names;
          names.add(binding.name);
        }
      }
      return names;
    };
    const bases = new Map<Stage, boolean>();
    const onBareBase = (stage: Stage): boolean => {
      // Not every stage below has been visited: those whose lines are as they were are not asked again.
      const chain: Stage[] = [];
      let at = stage;
      while (!bases.has(at) && at.base.kind === 'stage') {
        chain.push(at);
        at = at.base.stage;
      }
      const found = bases.get(at) ?? setsPathAlone(at.base);
      for (const above of [at, ...chain]) bases.set(above, found);
      return found;
    };
    return {
      Instruction(instruction) {
        const stage = ctx.doc.stageOf(instruction);
        if (!stage || ctx.doc.os === 'windows' || isTemplate(ctx.doc)) return;
        const complete = onBareBase(stage);
        if (instruction.kind === 'From' || instruction.onbuild) return;
        const own = new Set(
          instruction.kind === 'Env' ? instruction.pairs.map((pair) => pair.key.literal ?? pair.key.raw) : [],
        );
        for (const word of expandedWords(ctx.doc, instruction)) {
          for (const { name, nameSpan, operator } of word.variables) {
            if (operator !== undefined || !isOrdinaryName(name) || own.has(name)) continue;
            // What has to be declared in the stage, and what one line sets and uses, have rules of their own.
            if (globals.has(name) || AUTOMATIC_ARGS.has(name) || PROXY_ARGS.has(name) || name === 'PATH') continue;
            if (ctx.doc.resolve(name, instruction).kind !== 'undeclared') continue;
            if (stageArgs(ctx.doc).has(name)) {
              ctx.askAgain();
              continue;
            }
            const candidate = complete || !OF_IMAGES.test(name) ? near(name, instruction, stage) : undefined;
            if (candidate !== undefined) {
              ctx.report({
                message: 'near',
                span: nameSpan,
                data: { name, near: candidate },
                fixes: [
                  {
                    title: `Replace with ${candidate}`,
                    safety: 'unsafe',
                    edits: () => [{ span: nameSpan, text: candidate }],
                  },
                ],
              });
            } else if (complete) {
              ctx.report({ message: 'unset', span: nameSpan, data: { name } });
            }
          }
        }
      },
    };
  },
});
