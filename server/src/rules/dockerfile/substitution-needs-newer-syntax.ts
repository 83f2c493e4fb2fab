import { defineRule } from '../../core/rule';
import { slice } from '../../core/text';
import { expandedWords } from '../../languages/dockerfile/expanded';
import { frontendPin, isTooOld, leastTag, type Since } from '../../languages/dockerfile/frontend-pin';
import { short } from '../../languages/dockerfile/suggest';
import type { Operator } from '../../languages/dockerfile/word';

/** When substitutions came (frontend/dockerfile/shell/lex.go in the releases `dockerfile/1.x`). */
const SINCE: Readonly<Partial<Record<Operator, Since>>> = {
  ':?': { stable: 2 },
  '-': { stable: 6 },
  '+': { stable: 6 },
  '?': { stable: 6 },
  '#': { stable: 7 },
  '##': { stable: 7 },
  '%': { stable: 7 },
  '%%': { stable: 7 },
  '/': { stable: 7 },
  '//': { stable: 7 },
};

export default defineRule({
  id: 'dockerfile/substitution-needs-newer-syntax',
  summary: 'Pin a `# syntax=` release that knows the substitutions of the file',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  messages: {
    old: '`{{expression}}` needs Dockerfile syntax {{needed}}, and {{pinned}} is pinned; raise it',
  },
  notes: ['variables', 'parser-directives'],
  docs: {
    why: 'The `# syntax=` line names the release of the frontend that replaces variables. `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}` came with 1.7, `${name-word}` without a colon with 1.6; releases before refuse them as "unsupported modifier".',
    instead: 'Pin the release that has it, or write `docker/dockerfile:1`, which is always the newest.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1.4\nFROM alpine:3.22\nARG VERSION=v1.2.3\nENV SHORT=${VERSION#v}\n',
        fixed: '# syntax=docker/dockerfile:1.7\nFROM alpine:3.22\nARG VERSION=v1.2.3\nENV SHORT=${VERSION#v}\n',
      },
    ],
    valid: [
      { code: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\nARG VERSION=v1.2.3\nENV SHORT=${VERSION#v}\n' },
      { code: '# syntax=docker/dockerfile:1.4\nFROM alpine:3.22\nRUN echo "${VERSION#v}" ${VERSION:-1}\n' },
    ],
    references: [
      'https://docs.docker.com/reference/dockerfile/#environment-replacement',
      'https://docs.docker.com/build/buildkit/dockerfile-release-notes/',
    ],
  },
  check: (ctx) => {
    const pin = frontendPin(ctx.doc);
    if (!pin) return {};
    return {
      Instruction(instruction) {
        for (const word of expandedWords(ctx.doc, instruction)) {
          for (const { span, operator } of word.variables) {
            const since = operator && SINCE[operator];
            if (!since || !isTooOld(pin, since)) continue;
            const text = leastTag(pin, since);
            ctx.report({
              message: 'old',
              span,
              data: { expression: short(slice(ctx.source, span)), needed: text, pinned: pin.tag },
              related: [{ span: pin.span, message: 'Pinned here' }],
              fixes: [
                { title: `Pin Dockerfile syntax ${text}`, safety: 'safe', edits: () => [{ span: pin.span, text }] },
              ],
            });
          }
        }
      },
    };
  },
});
