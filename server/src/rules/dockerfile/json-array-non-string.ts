import { defineRule } from '../../core/rule';
import { jsonArray } from '../../languages/dockerfile/json';
import { listText } from '../../languages/dockerfile/list-fix';
import { short } from '../../languages/dockerfile/suggest';

const KINDS: ReadonlySet<string> = new Set([
  'Run',
  'Cmd',
  'Entrypoint',
  'Shell',
  'Healthcheck',
  'Copy',
  'Add',
  'Volume',
]);

export default defineRule({
  id: 'dockerfile/json-array-non-string',
  summary: 'Put only strings into a JSON list',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    element: '`{{element}}` is no string; put it in double quotes',
  },
  notes: ['exec-form-and-signals'],
  docs: {
    why: 'The list of an instruction holds words, so each element is a string. The builder refuses numbers, `true`, `null` and nested lists.',
    invalid: [
      {
        code: 'FROM debian:13\nCMD ["sleep", 60]\n',
        fixed: 'FROM debian:13\nCMD ["sleep", "60"]\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nCMD ["sleep", "60"]\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (!KINDS.has(instruction.kind)) return;
      const text = listText(instruction);
      if (!text.startsWith('[')) return;
      const form = jsonArray(text);
      if (!form || form.strings) return;
      const { logical } = instruction.raw;
      const from = logical.text.trimEnd().length - text.length;
      for (const { start, end, plain } of otherElements(text)) {
        const span = logical.span(from + start, from + end);
        const element = text.slice(start, end);
        ctx.report({
          message: 'element',
          span,
          data: { element: short(element) },
          fixes: plain
            ? [{ title: `Replace with "${element}"`, safety: 'safe', edits: () => [{ span, text: `"${element}"` }] }]
            : [],
        });
      }
    },
  }),
});

/** The elements of a valid JSON list that are no strings; `plain` are numbers and words. */
function otherElements(text: string): { start: number; end: number; plain: boolean }[] {
  const found: { start: number; end: number; plain: boolean }[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (c === '[' || c === '{') {
      if (++depth === 2) start = at;
    } else if (c === ']' || c === '}') {
      if (depth === 2) found.push({ start, end: at + 1, plain: false });
      depth--;
    } else if (depth === 1 && /[^\s,]/.test(c)) {
      start = at;
      while (/[^\s,\]]/.test(text[at] ?? ',')) at++;
      found.push({ start, end: at, plain: true });
      at--;
    }
  }
  return found;
}
