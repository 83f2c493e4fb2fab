import { defineRule } from '../../core/rule';
import type { Stage } from '../../languages/dockerfile/model';
import type { FromInstruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { hasPlaceholder } from '../../languages/dockerfile/templates';
import type { Word } from '../../languages/dockerfile/word';
import { type ImageReference, imageProblem } from '../../languages/image/reference';

const DIGESTS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

export default defineRule({
  id: 'dockerfile/invalid-image-reference',
  summary: 'Write image references that can be read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'dockerfile-utils': ['INVALID_REFERENCE_FORMAT'] },
  messages: {
    invalid: '`{{image}}` is no image reference: {{problem}}; write `name:tag`',
    capitals: 'Image `{{image}}` has capital letters; image names are lower case',
    blank: '`{{image}}` is empty here, so FROM has no image; give the variable a value',
  },
  notes: ['image-references'],
  docs: {
    why: 'An image reference is `registry/path:tag@digest`. The path has small letters, digits and single `.`, `_`, `-` between them; the builder refuses anything else before it asks a registry.',
    invalid: [{ code: 'FROM Debian:13\n', fixed: 'FROM debian:13\n' }, { code: 'FROM debian:13:slim\n' }],
    valid: [{ code: 'FROM registry.example.com:5000/team/debian:13\n' }],
    fixSafety: 'Another name may be meant than the same one in small letters.',
    references: ['https://docs.docker.com/reference/cli/docker/image/tag/'],
  },
  check: (ctx) => {
    const judge = (word: Word, image: ImageReference): void => {
      const problem = problemOf(image);
      if (problem === undefined || hasPlaceholder(image.text)) return;
      const capitals = image.repository !== image.repository.toLowerCase();
      const lower = image.repository.toLowerCase();
      const fixed = { ...image, repository: lower };
      const start = image.text.indexOf(image.repository);
      const name = short(image.text, 50);
      if (!capitals) {
        ctx.report({ message: 'invalid', span: word.span, data: { image: name, problem } });
        return;
      }
      ctx.report({
        message: 'capitals',
        span: word.span,
        data: { image: name },
        fixes:
          word.raw === image.text && problemOf(fixed) === undefined
            ? [
                {
                  title: `Replace with ${short(lower)}`,
                  safety: 'unsafe',
                  edits: () => [{ span: word.at(start, start + lower.length), text: lower }],
                },
              ]
            : [],
      });
    };
    const names = new Set<string>();
    /** A variable that nothing sets, and the name of a stage in other letter case, have rules of their own. */
    const isElsewhere = (from: FromInstruction, text: string | undefined): boolean =>
      (text !== undefined && names.has(text.toLowerCase())) ||
      (from.image?.variables ?? []).some(
        ({ name, operator }) => operator === undefined && ctx.doc.resolve(name, from).kind === 'undeclared',
      );
    const judgeFrom = ({ base, from, imageText }: Stage): void => {
      if (!from.image || isElsewhere(from, imageText)) return;
      if (imageText === '') {
        ctx.report({ message: 'blank', span: from.image.span, data: { image: short(from.image.raw) } });
      } else if (base.kind === 'image' && base.reference) {
        judge(from.image, base.reference);
      }
    };
    return {
      End() {
        for (const stage of ctx.doc.stages) {
          judgeFrom(stage);
          if (stage.name !== undefined) names.add(stage.name);
          for (const { target, word } of stage.dependencies) {
            if (target.kind === 'external' && target.image.text !== '') judge(word, target.image);
          }
        }
      },
    };
  },
});

function problemOf(image: ImageReference): string | undefined {
  if (/^[a-f0-9]{64}$/.test(image.text)) return 'it is an image id';
  if (image.repository.length > 255) return 'the name is too long';
  const host = image.registry?.replace(/:\d+$/, '') ?? '';
  if (
    host !== '' &&
    !host.startsWith('[') &&
    !host.split('.').every((part) => /^[a-zA-Z0-9-]+$/.test(part) && !/^-|-$/.test(part))
  ) {
    return 'the name of the registry is not valid';
  }
  const problem = imageProblem(image);
  if (problem !== undefined || image.digest === undefined) return problem;
  const [algorithm = '', hex = ''] = image.digest.split(':');
  const length = DIGESTS[algorithm];
  if (length === undefined) return `the digest's algorithm is not known`;
  return /^[a-f0-9]+$/.test(hex) && hex.length === length
    ? undefined
    : `the digest must have ${length} hexadecimal digits`;
}
