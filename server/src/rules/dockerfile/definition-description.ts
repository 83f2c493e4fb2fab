import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import type { Comment } from '../../languages/dockerfile/lines';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

/** Comments that speak to a tool, `name: …` or `name ignore=…`, and lines drawn to part the file. */
const NO_PROSE = /^(?:[\w-]+[ \t]+(?:global[ \t]+)?(?:ignore|disable|skip)\b|[\w-]+:(?:ignore|skip)|[^\p{L}\p{N}]*$)/u;

export default defineRule({
  id: 'dockerfile/definition-description',
  summary: 'Begin the comment above a stage or ARG with its name, or part them',
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { buildkit: ['InvalidDefinitionDescription'], tally: ['buildkit/InvalidDefinitionDescription'] },
  messages: {
    other: 'A comment right above `{{name}}` describes it when it begins with `{{name}}`; write that, or part them',
  },
  notes: ['env-and-arg'],
  docs: {
    why: '`docker build --call=outline` and `--call=targets` show the comment above a stage or an ARG as its description, if it begins with the name. Another comment there is passed over.',
    instead: 'Begin the comment with the name, or leave an empty line between the two.',
    invalid: [
      {
        code: '# the usual release\nARG VERSION=3.22\nFROM alpine:${VERSION}\n',
        fixed: '# the usual release\n\nARG VERSION=3.22\nFROM alpine:${VERSION}\n',
      },
    ],
    valid: [{ code: '# VERSION is the release of Alpine\nARG VERSION=3.22\nFROM alpine:${VERSION}\n' }],
    references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],
  },
  check: (ctx) => {
    let comments: ReadonlyMap<number, Comment> | undefined;
    const judge = (instruction: Instruction, names: readonly string[]): void => {
      const [name] = names;
      if (name === undefined || instruction.onbuild) return;
      comments ??= byLine(ctx.doc);
      const above = commentsAbove(comments, instruction);
      const [nearest] = above;
      if (!nearest || above.some(({ text }) => NO_PROSE.test(text) || names.some((own) => describes(text, own))))
        return;
      const at = ctx.source.lineStarts[instruction.raw.firstLine] ?? instruction.span.start;
      const here: Span = { start: at, end: at };
      ctx.report({
        message: 'other',
        span: nearest.span,
        data: { name: short(name) },
        fixes: [{ title: 'Insert an empty line', safety: 'safe', edits: () => [{ span: here, text: '\n' }] }],
      });
    };
    return {
      From(from) {
        const name = from.as?.name?.raw;
        judge(from, name === undefined ? [] : [name]);
      },
      Arg(arg) {
        judge(
          arg,
          arg.pairs.map(({ key }) => key.raw),
        );
      },
    };
  },
});

const describes = (comment: string, name: string): boolean => comment === name || comment.startsWith(`${name} `);

function byLine(doc: DockerfileDocument): ReadonlyMap<number, Comment> {
  const directives = new Set(doc.directives.map(({ span }) => span.start));
  return new Map(
    doc.comments.flatMap((comment) =>
      comment.inside || directives.has(comment.span.start) ? [] : [[comment.line, comment]],
    ),
  );
}

/** The comments on the lines right above, the nearest first. */
function commentsAbove(comments: ReadonlyMap<number, Comment>, { raw }: Instruction): readonly Comment[] {
  const found: Comment[] = [];
  for (let line = raw.firstLine - 1; line >= 0; line--) {
    const comment = comments.get(line);
    if (!comment) return found;
    found.push(comment);
  }
  return found;
}
