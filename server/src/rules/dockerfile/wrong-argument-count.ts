import { defineRule } from '../../core/rule';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { hasPlaceholder } from '../../languages/dockerfile/templates';
import { trailingCommentFix } from '../../languages/dockerfile/trailing-comment';

export default defineRule({
  id: 'dockerfile/wrong-argument-count',
  summary: 'Give each instruction the arguments that it needs',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'dockerfile-utils': ['ARGUMENT_MISSING'] },
  messageEquivalents: {
    destination: { 'dockerfile-utils': ['ARGUMENT_REQUIRES_AT_LEAST_TWO'] },
    extra: { 'dockerfile-utils': ['ARGUMENT_UNNECESSARY', 'ARGUMENT_REQUIRES_ONE_OR_THREE'] },
    comment: {},
  },
  messages: {
    missing: '`{{instruction}}` needs {{what}}',
    destination: '`{{instruction}}` has only one path; give it a source and a destination',
    extra: '`{{instruction}}` takes no more words here; remove `{{word}}`',
    comment: 'A comment cannot stand behind `{{instruction}}`; move it to a line of its own',
  },
  notes: [],
  docs: {
    why: 'The builder refuses an instruction with too few or too many arguments before it builds anything. A `#` begins a comment only at the start of a line; behind an instruction it is an argument like any other.',
    invalid: [
      { code: 'FROM debian:13\nCOPY app\n' },
      {
        code: 'FROM debian:13 # trixie\n',
        fixed: '# trixie\nFROM debian:13\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nCOPY app /app\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#format'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      const span = instruction.keyword;
      const name = instruction.keywordText;
      const what = missing(instruction);
      if (what !== undefined) ctx.report({ message: 'missing', span, data: { instruction: name, what } });
      if (instruction.kind === 'Copy' || instruction.kind === 'Add') {
        const { destination } = instruction;
        if (destination && instruction.sources.length === 0) {
          ctx.report({ message: 'destination', span: destination.span, data: { instruction: name } });
        }
      }
      if (instruction.kind !== 'From') return;
      const [extra] = instruction.extra;
      if (!extra || hasPlaceholder(instruction.bodyText)) return;
      if (extra.raw.startsWith('#')) {
        ctx.report({
          message: 'comment',
          span: extra.span,
          data: { instruction: name },
          fixes: trailingCommentFix(ctx.doc, instruction, instruction.as?.name ?? instruction.image, extra),
        });
      } else if (instruction.as) {
        ctx.report({ message: 'extra', span: extra.span, data: { instruction: name, word: short(extra.raw) } });
      }
    },
  }),
});

/** What an instruction lacks, as the rest of a sentence; undefined when it has all. */
function missing(instruction: Instruction): string | undefined {
  switch (instruction.kind) {
    case 'From':
      if (!instruction.image) return 'an image, or `scratch`';
      return instruction.as && !instruction.as.name ? 'a name behind `AS`' : undefined;
    case 'Copy':
    case 'Add':
      return instruction.destination ? undefined : 'a source and a destination';
    case 'Env':
    case 'Label':
      return instruction.pairs.length > 0 ? undefined : '`name=value`';
    case 'Arg':
      return instruction.pairs.length > 0 ? undefined : 'a name';
    case 'Expose':
      return instruction.ports.length > 0 ? undefined : 'a port';
    case 'Volume':
      if (instruction.paths.length === 0) return 'a path';
      return instruction.paths.some((path) => path.literal?.trim() === '') ? 'a path that is not empty' : undefined;
    case 'User':
      return instruction.value ? undefined : 'a user';
    case 'Workdir':
      return instruction.value ? undefined : 'a path';
    case 'Stopsignal':
      return instruction.value ? undefined : 'a signal';
    case 'Maintainer':
      return instruction.value ? undefined : 'a name';
    case 'Healthcheck':
      return instruction.type ? undefined : '`CMD` and a command, or `NONE`';
    case 'Onbuild':
      return instruction.trigger ? undefined : 'an instruction';
    case 'Shell':
      return instruction.form && (instruction.form.kind !== 'exec' || instruction.form.words.length > 0)
        ? undefined
        : 'a JSON list of words';
    default:
      return undefined;
  }
}
