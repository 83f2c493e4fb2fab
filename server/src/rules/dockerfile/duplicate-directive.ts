import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { wholeLines } from '../../core/text';
import type { Directive } from '../../languages/dockerfile/lines';

export default defineRule({
  id: 'dockerfile/duplicate-directive',
  summary: 'Give each parser directive once',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { 'dockerfile-utils': ['DUPLICATED_ESCAPE_DIRECTIVE'] },
  messages: {
    duplicate: 'A second `{{name}}` directive is refused; keep one',
    check: 'A second `check` directive is refused; write one list of rules',
  },
  notes: ['parser-directives'],
  docs: {
    why: 'Each parser directive may stand once at the top of a file. The builder refuses a second one, even with the same value.',
    invalid: [
      {
        code: '# check=skip=StageNameCasing\n# check=skip=FromAsCasing\nFROM debian:13\n',
        fixed: '# check=skip=StageNameCasing,FromAsCasing\nFROM debian:13\n',
      },
    ],
    valid: [{ code: '# syntax=docker/dockerfile:1\n# check=skip=StageNameCasing,FromAsCasing\nFROM debian:13\n' }],
    fixSafety: 'The first directive stays and the second goes, whose value is lost.',
    references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  },
  check: (ctx) => ({
    Document() {
      for (const directive of ctx.doc.directives) {
        if (!directive.duplicate) continue;
        const first = ctx.doc.directives.find((other) => other.name === directive.name);
        if (!first) continue;
        const merged = mergedChecks(first, directive);
        const same = first.value === directive.value;
        const line = wholeLines(ctx.source, directive.span);
        const removal = { span: line, text: '' };
        const fixes: Fix[] = [
          merged === undefined
            ? { title: 'Remove the second directive', safety: same ? 'safe' : 'unsafe', edits: () => [removal] }
            : {
                title: `Write one directive: ${merged}`,
                safety: 'safe',
                edits: () => [{ span: first.valueSpan, text: merged }, removal],
              },
        ];
        const found = {
          span: directive.nameSpan,
          related: [{ span: first.span, message: 'The first one' }],
          fixes,
        };
        if (directive.name === 'check') ctx.report({ message: 'check', ...found });
        else ctx.report({ message: 'duplicate', ...found, data: { name: directive.name } });
      }
    },
  }),
});

/** Both lists of skipped checks in one; undefined when a value holds anything else. */
function mergedChecks(first: Directive, second: Directive): string | undefined {
  const lists = [first, second].map(({ name, value }) =>
    name === 'check' ? /^skip=([\w,]+)$/.exec(value)?.[1] : undefined,
  );
  const [a, b] = lists;
  if (a === undefined || b === undefined) return undefined;
  return `skip=${[...new Set([...a.split(','), ...b.split(',')])].join(',')}`;
}
