import { defineRule } from '../../core/rule';
import type { EnvInstruction, LabelInstruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/legacy-key-value',
  summary: 'Write ENV and LABEL with an equals sign',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['deprecated'],
  equivalents: { buildkit: ['LegacyKeyValueFormat'], tally: ['buildkit/LegacyKeyValueFormat'] },
  messages: {
    legacy: '`{{instruction}} {{name}}` without `=` is the old form; write `{{name}}={{value}}`',
  },
  notes: ['env-and-arg'],
  docs: {
    why: 'In `ENV name value` everything behind the name is the value, to the end of the line. Docker calls this form legacy: it takes one name only, and a second pair on the line silently becomes part of the value.',
    invalid: [
      {
        code: 'FROM debian:13\nENV GREETING hello world\n',
        fixed: 'FROM debian:13\nENV GREETING="hello world"\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nENV GREETING="hello world"\n' }],
    references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  },
  check: (ctx) => {
    const visit = (instruction: EnvInstruction | LabelInstruction): void => {
      const pair = instruction.pairs[0];
      const value = pair?.value;
      if (!instruction.legacy || !pair || !value || value.raw.startsWith('=')) return;
      const { raw } = value;
      const gap = { start: pair.key.span.end, end: value.span.start };
      const oneLine = !/[\r\n]/.test(ctx.source.text.slice(gap.start, gap.end));
      const form = quoting(raw, ctx.doc.escape);
      const quote = form === 'quote' ? '"' : '';
      ctx.report({
        message: 'legacy',
        span: pair.key.span,
        data: {
          instruction: instruction.keywordText,
          name: short(pair.key.raw),
          value: form === undefined ? '…' : `${quote}${short(raw, 30)}${quote}`,
        },
        fixes:
          form !== undefined && oneLine && value.problems.length === 0
            ? [
                {
                  title: `Write ${short(pair.key.raw)}=${short(`${quote}${raw}${quote}`)}`,
                  safety: 'safe',
                  edits: () => [
                    { span: gap, text: `=${quote}` },
                    ...(quote ? [{ span: { start: value.span.end, end: value.span.end }, text: quote }] : []),
                  ],
                },
              ]
            : [],
      });
    };
    return { Env: visit, Label: visit };
  },
});

/** Whether the value stays one word as it is, or needs quotes; undefined where its own quotes and escapes would change their meaning. */
function quoting(raw: string, escape: string): 'plain' | 'quote' | undefined {
  let open = '';
  let blank = false;
  let marks = false;
  for (let at = 0; at < raw.length; at++) {
    const c = raw[at] ?? '';
    if (c === escape && open !== "'") {
      marks = true;
      at++;
    } else if (open === '' && (c === '"' || c === "'")) {
      marks = true;
      open = c;
    } else if (c === open) open = '';
    else if (open === '' && /\s/.test(c)) blank = true;
  }
  if (open !== '') return undefined;
  if (!blank) return 'plain';
  return marks ? undefined : 'quote';
}
