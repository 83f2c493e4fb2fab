import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

/** The checks of BuildKit (frontend/dockerfile/linter/ruleset.go). */
const CHECKS = (
  'StageNameCasing FromAsCasing NoEmptyContinuation ConsistentInstructionCasing DuplicateStageName ReservedStageName ' +
  'JSONArgsRecommended MaintainerDeprecated UndefinedArgInFrom WorkdirRelativePath UndefinedVar ' +
  'MultipleInstructionsDisallowed LegacyKeyValueFormat InvalidBaseImagePlatform RedundantTargetPlatform ' +
  'SecretsUsedInArgOrEnv InvalidDefaultArgInFrom FromPlatformFlagConstDisallowed CopyIgnoredFile ' +
  'InvalidDefinitionDescription ExposeProtoCasing ExposeInvalidFormat'
).split(' ');
const OPTIONS = ['skip', 'error', 'experimental'];
const BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

export default defineRule({
  id: 'dockerfile/invalid-check-directive',
  summary: 'Name existing checks and options in `# check=`',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    near: 'BuildKit has no check `{{name}}`; did you mean `{{near}}`?',
    unknown: 'BuildKit has no check `{{name}}` and passes it over; remove it',
    option: '`{{option}}` is no option of `check`; write skip=…, error=… or experimental=…',
    boolean: '`{{value}}` is no value of `error`; write true or false',
    blank: 'The list ends at its first blank, so `{{rest}}` is not read; remove the blank',
  },
  notes: ['parser-directives'],
  docs: {
    why: 'A name that BuildKit does not know, or in another letter case, is passed over in silence: the check goes on to warn. A blank ends the list. An option that does not exist stops the build.',
    invalid: [
      {
        code: '# check=skip=JsonArgsRecommended;error=true\nFROM debian:13\n',
        fixed: '# check=skip=JSONArgsRecommended;error=true\nFROM debian:13\n',
      },
      {
        code: '# check=skip=StageNameCasing, FromAsCasing\nFROM debian:13\n',
        fixed: '# check=skip=StageNameCasing,FromAsCasing\nFROM debian:13\n',
      },
    ],
    valid: [
      { code: '# check=skip=JSONArgsRecommended,StageNameCasing;error=true\nFROM debian:13\n' },
      { code: '# check=skip=all\nFROM debian:13\n' },
    ],
    exceptions: 'A check that came with a later BuildKit than the one that this version of Plimsoll knows.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#check',
      'https://docs.docker.com/reference/build-checks/',
    ],
  },
  check: (ctx) => {
    const replace = (span: Span, text: string): Fix[] => [
      { title: `Replace with ${text}`, safety: 'safe', edits: () => [{ span, text }] },
    ];
    const judgeName = ({ text, span }: Part): void => {
      if (CHECKS.includes(text) || text === '') return;
      const near = nearestOne(text, CHECKS) ?? (/^all$/i.test(text) ? 'all' : undefined);
      const name = short(text);
      if (near === undefined) ctx.report({ message: 'unknown', span, data: { name } });
      else ctx.report({ message: 'near', span, data: { name, near }, fixes: replace(span, near) });
    };
    const judge = (list: Part, isDirective: boolean): void => {
      for (const option of parts(list, ';')) {
        const [key, value] = parts(option, '=', 2);
        if (!key || !value || !OPTIONS.includes(key.text)) {
          if (!isDirective) return;
          const near = key && value ? nearestOne(key.text, OPTIONS) : undefined;
          const span = key && key.text !== '' ? key.span : list.span;
          ctx.report({
            message: 'option',
            severity: 'error',
            span,
            data: { option: short(key?.text || option.text || ';') },
            fixes: near !== undefined && span !== list.span ? replace(span, near) : [],
          });
        } else if (key.text === 'error') {
          if (!isDirective || BOOLEAN.test(value.text)) continue;
          const near = nearestOne(value.text, ['true', 'false']);
          const span = value.text === '' ? option.span : value.span;
          ctx.report({
            message: 'boolean',
            severity: 'error',
            span,
            data: { value: short(value.text) },
            fixes: near === undefined || value.text === '' ? [] : replace(span, near),
          });
        } else if (value.text !== 'all') {
          for (const name of parts(value, ',')) judgeName(name);
        }
      }
    };
    const judgeBlanks = ({ text, span }: Part): void => {
      const blank = text.indexOf(' ');
      if (blank < 0) return;
      const rest = { start: span.start + blank + 1, end: span.end };
      const edits = () =>
        [...text.matchAll(/[ \t]{1,20}/g)].map(({ index, 0: { length } }) => ({
          span: { start: span.start + index, end: span.start + index + length },
          text: '',
        }));
      ctx.report({
        message: 'blank',
        span: rest,
        data: { rest: short(text.slice(blank + 1).trim()) },
        fixes: [{ title: 'Remove the blanks from the list', safety: 'safe', edits }],
      });
    };
    return {
      Document() {
        for (const { name, value, valueSpan, duplicate } of ctx.doc.directives) {
          if (name !== 'check' || duplicate) continue;
          const list = listIn(value, valueSpan.start);
          judge(list, true);
          judgeBlanks(list);
        }
        // Above an instruction the same text holds for that instruction.
        for (const { inside, text, span } of ctx.doc.comments) {
          const match = inside ? null : /^check=(?=skip=)/.exec(text);
          if (!match) continue;
          const start = span.start + ctx.source.text.slice(span.start, span.end).indexOf(text) + match[0].length;
          const list = listIn(text.slice(match[0].length), start);
          judge(list, false);
          judgeBlanks(list);
        }
      },
    };
  },
});

interface Part {
  readonly text: string;
  readonly span: Span;
}

/** What belongs to the list: a blank ends it unless a `,`, `;` or `=` stands on one side; ` // reason` may follow. */
function listIn(value: string, start: number): Part {
  let end = 0;
  for (const { index, 0: word } of value.matchAll(/[^ \t]+/g)) {
    if (end > 0 && !isSeparator(value[end - 1]) && !isSeparator(word[0])) break;
    end = index + word.length;
  }
  return { text: value.slice(0, end), span: { start, end: start + end } };
}

const isSeparator = (c: string | undefined): boolean => c === ',' || c === ';' || c === '=';

/** The trimmed pieces between separators. */
function parts({ text, span }: Part, separator: string, limit = Number.POSITIVE_INFINITY): Part[] {
  const out: Part[] = [];
  for (let at = 0; at <= text.length; ) {
    const found = out.length + 1 < limit ? text.indexOf(separator, at) : -1;
    const end = found < 0 ? text.length : found;
    const piece = text.slice(at, end);
    const from = span.start + at + (piece.length - piece.trimStart().length);
    const trimmed = piece.trim();
    out.push({ text: trimmed, span: { start: from, end: from + trimmed.length } });
    at = end + 1;
  }
  return out;
}
