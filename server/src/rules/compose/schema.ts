import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { splitCommand } from '../../languages/compose/command';
import type { ComposeFacts } from '../../languages/compose/facts';
import { projectProblems } from '../../languages/compose/project-problems';
import { WORDS_FOR_FORMAT } from '../../languages/compose/schema/fits';
import type { ComposeProblem } from '../../languages/compose/schema/problem';
import { typesAt } from '../../languages/compose/schema/types';
import { ruleOf, schemaProblems } from '../../languages/compose/schema-problems';
import type { Value } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, repairFixes, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/schema',
  summary: 'Report values that Docker Compose does not accept',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: {
    type: '`{{key}}` must be {{expected}}, this is {{actual}}',
    value: '`{{key}}` must be {{expected}}, `{{value}}` is {{actual}}',
    empty: '`{{key}}` is empty; write {{expected}} or remove it',
    cast: '`{{key}}` must be {{expected}}, `{{value}}` is not',
    near: '`{{key}}` cannot be `{{value}}`; did you mean `{{suggestion}}`?',
    enum: '`{{key}}` cannot be `{{value}}`; use {{allowed}}',
    pattern: '`{{value}}` is no value for `{{key}}`; it must match `{{pattern}}`',
    quote: '`{{key}}` has a quote that is not closed; close it, or write a list',
    bracket: '`{{key}}` has a bracket outside of quotes; quote it, or write a list',
    backslash: '`{{key}}` ends with a backslash; remove it, or write a list',
    range: '`{{key}}` must be {{limits}}, `{{value}}` is not',
    misfit: '`{{key}}` is a mapping or a list below this, and can only be laid over by the same',
    missing: '`{{key}}` lacks `{{name}}`; add it',
    repeated: '`{{key}}` names `{{value}}` twice; remove one',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Docker Compose compares the file with its schema before it does anything, and stops at the first value of a wrong type: a number where text is wanted, one value where a list is. All of them are reported here, each where it stands. Values with variables are judged by what `.env` or their default makes of them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: 1000\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
      },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db: {}\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n    ports: [8080]\n' }],
    fixSafety:
      'A word that is near another may have been meant as a third, a number without a unit as another than seconds.',
    references: [
      'https://docs.docker.com/reference/compose-file/',
      'https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json',
    ],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const { name, span } of projectProblems(doc, ctx.facts, 'misfit')) {
        ctx.report({ message: 'misfit', span, data: { key: shown(name) } });
      }
      for (const problem of schemaProblems(ctx.doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/schema') continue;
        const { span } = problem;
        const key = keyOf(problem.path);
        switch (problem.code) {
          case 'invalid-type': {
            const { expected, actual, value } = problem;
            const data = { key, expected, actual };
            const fixes = withUnit(value, durationAt(ctx.facts, problem.path)) ?? repairFixes(problem.repair);
            if (actual === 'empty') ctx.report({ message: 'empty', span, data: { key, expected } });
            else if (value.kind !== 'scalar' || shown(value.raw) === '')
              ctx.report({ message: 'type', span, data, fixes });
            else ctx.report({ message: 'value', span, data: { ...data, value: shown(value.raw) }, fixes });
            break;
          }
          case 'invalid-cast': {
            const data = { key, expected: problem.expected, value: shown(problem.text) };
            ctx.report({ message: 'cast', span, data });
            break;
          }
          case 'invalid-enum': {
            const { suggestion, allowed } = problem;
            const data = { key, value: shown(problem.text) };
            if (suggestion === undefined)
              ctx.report({ message: 'enum', span, data: { ...data, allowed: oneOf(allowed) } });
            else
              ctx.report({ message: 'near', span, data: { ...data, suggestion }, fixes: repairFixes(problem.repair) });
            break;
          }
          case 'invalid-pattern': {
            const data = { key, value: shown(problem.text), pattern: problem.pattern };
            ctx.report({ message: 'pattern', span, data });
            break;
          }
          case 'invalid-format': {
            const { format, text } = problem;
            const fault = format === 'command' ? splitCommand(text).fault : undefined;
            if (fault) ctx.report({ message: fault, span, data: { key } });
            else
              ctx.report({
                message: 'cast',
                span,
                data: { key, expected: WORDS_FOR_FORMAT[format], value: shown(text) },
              });
            break;
          }
          case 'invalid-range': {
            ctx.report({
              message: 'range',
              span,
              data: { key, value: shown(problem.text), limits: limitsOf(problem) },
            });
            break;
          }
          case 'missing-key': {
            ctx.report({ message: 'missing', span, data: { key, name: problem.name } });
            break;
          }
          case 'repeated-item': {
            ctx.report({ message: 'repeated', span, data: { key, value: shown(problem.text) } });
            break;
          }
          default:
        }
      }
    },
  }),
});

/** Whether a duration is wanted at a path. */
const durationAt = ({ schema }: ComposeFacts, path: readonly (string | number)[]): boolean =>
  schema !== undefined && typesAt(schema, path).some(({ format }) => format === 'duration');

/** A bare number of a duration was meant as seconds: quotes alone would leave it without a unit. */
function withUnit(value: Value, isDuration: boolean): readonly Fix[] | undefined {
  const node = value.kind === 'scalar' && isDuration && !value.hasVariable ? value.node : undefined;
  if (!node || !/^\d{1,9}$/.test(node.text)) return undefined;
  return [fix(`Write ${node.text}s`, 'unsafe', () => replaceValue(node, `${node.text}s`, 'go-yaml-3'))];
}

/** The last key of a path, with the indices behind it. */
function keyOf(path: readonly (string | number)[]): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  const last = path.slice(Math.max(at, 0)).map((step) => (typeof step === 'number' ? `[${step}]` : step));
  return last.join('') || 'the file';
}

const oneOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

function limitsOf({ minimum, maximum }: Extract<ComposeProblem, { code: 'invalid-range' }>): string {
  if (minimum !== undefined && maximum !== undefined) return `between ${minimum} and ${maximum}`;
  return minimum === undefined ? `at most ${maximum ?? 0}` : `at least ${minimum}`;
}
