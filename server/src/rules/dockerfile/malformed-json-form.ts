import { defineRule } from '../../core/rule';
import { listFix, listText } from '../../languages/dockerfile/list-fix';
import { looseList } from '../../languages/dockerfile/loose-list';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { isTemplate } from '../../languages/dockerfile/templates';

export default defineRule({
  id: 'dockerfile/malformed-json-form',
  summary: 'Write JSON lists that are valid JSON',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    tally: ['tally/invalid-json-form'],
    sonar: ['S7030'],
    'dockerfile-utils': ['JSON_IN_SINGLE_QUOTES'],
  },
  messages: {
    quotes: 'Single quotes are no JSON, so `{{instruction}}` takes this list as {{plain}}; use double quotes',
    typographic: 'These quotes are no JSON, so `{{instruction}}` takes this list as {{plain}}; use `"`',
    comma: 'A comma too many or too few: `{{instruction}}` takes this list as {{plain}}; write valid JSON',
    behind: 'Text behind `]` makes `{{instruction}}` take this list as {{plain}}; remove it',
    escape: 'This escape is no JSON, so `{{instruction}}` takes the list as {{plain}}; write `\\\\` for a backslash',
    words: 'Words without quotes are no JSON: `{{instruction}}` takes this list as {{plain}}; quote them',
    other: 'This list is no valid JSON, so `{{instruction}}` takes it as {{plain}}; write `["…", "…"]`',
  },
  notes: ['exec-form-and-signals'],
  docs: {
    why: 'A list in square brackets counts as one only if it is valid JSON from the first character to the end of the instruction. Otherwise the builder says nothing and takes it as shell text or plain words: a shell then looks for a program named `[node,`.',
    invalid: [
      {
        code: "FROM node:22\nCMD ['node', 'server.js']\n",
        fixed: 'FROM node:22\nCMD ["node", "server.js"]\n',
      },
      {
        code: 'FROM node:22\nCMD ["node", "server.js",]\n',
        fixed: 'FROM node:22\nCMD ["node", "server.js"]\n',
      },
    ],
    valid: [{ code: 'FROM node:22\nRUN [ -f package.json ] && npm ci\nCMD ["node", "server.js"]\n' }],
    fixSafety: 'Words without quotes become one list element each.',
    references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      const plain = plainForm(instruction);
      const text = plain === undefined ? '' : listText(instruction);
      if (plain === undefined || !text.startsWith('[') || isTemplate(ctx.doc)) return;
      const list = looseList(text);
      if (!list) return;
      const from = instruction.raw.logical.text.trimEnd().length - text.length;
      ctx.report({
        message: list.mistake,
        span: instruction.raw.logical.span(from, from + 1),
        data: { instruction: instruction.keywordText, plain },
        fixes: listFix(ctx.doc, instruction, list),
      });
    },
  }),
});

/** What an instruction takes its arguments for when they are no JSON; undefined where JSON means nothing. */
function plainForm(instruction: Instruction): string | undefined {
  switch (instruction.kind) {
    case 'Run':
    case 'Cmd':
    case 'Entrypoint':
    case 'Healthcheck':
      return 'shell text';
    case 'Copy':
    case 'Add':
    case 'Volume':
      return 'plain words';
    default:
      return undefined;
  }
}
