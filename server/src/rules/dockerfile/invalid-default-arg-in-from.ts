import { defineRule } from '../../core/rule';
import { isTemplate } from '../../languages/dockerfile/templates';
import { imageProblem, parseImage } from '../../languages/image/reference';

export default defineRule({
  id: 'dockerfile/invalid-default-arg-in-from',
  summary: 'Give the ARGs of FROM a default with which the build works',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { buildkit: ['InvalidDefaultArgInFrom'], tally: ['buildkit/InvalidDefaultArgInFrom'] },
  messages: {
    empty: '`{{name}}` has no default, so that without `--build-arg` FROM names no image; give it one',
  },
  notes: ['variables', 'from'],
  lessons: ['D15'],
  docs: {
    why: 'An `ARG` without a default is empty until somebody gives it a value. Then `FROM` names an image that cannot be, and `docker build` without further arguments fails.',
    invalid: [{ code: 'ARG TAG\nFROM busybox:${TAG}\n' }],
    valid: [{ code: 'ARG TAG=1.37\nFROM busybox:${TAG}\n' }, { code: 'ARG TAG\nFROM busybox:${TAG:-1.37}\n' }],
    exceptions: 'An image that is meant to be built by a script alone, and should fail without it.',
    references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  },
  check: (ctx) => ({
    From(from) {
      const { image } = from;
      const [first] = image?.variables ?? [];
      if (!image || !first || isTemplate(ctx.doc) || image.variables.some(({ operator }) => operator !== undefined))
        return;
      const known = image.variables.map((variable) => ({ variable, found: ctx.doc.resolve(variable.name, from) }));
      if (known.some(({ found }) => found.kind !== 'global-arg' && found.kind !== 'arg')) return;
      const missing = known.find(({ found }) => found.value === undefined || found.value === '')?.variable;
      if (!missing) return;
      let text = ctx.source.text.slice(image.span.start, image.span.end);
      for (const { variable, found } of [...known].reverse()) {
        const start = variable.span.start - image.span.start;
        text = text.slice(0, start) + (found.value ?? '') + text.slice(variable.span.end - image.span.start);
      }
      if (text !== '' && imageProblem(parseImage(text)) === undefined) return;
      ctx.report({ message: 'empty', span: missing.nameSpan, data: { name: missing.name } });
    },
  }),
});
