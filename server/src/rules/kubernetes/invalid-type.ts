import { defineRule } from '../../core/rule';
import { repairFixes, shown } from '../../languages/kubernetes/repair-fixes';
import type { InvalidFormat } from '../../languages/kubernetes/schema/problem';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/invalid-type',
  summary: 'Report values of a type that the field cannot hold',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['schema-validation'], kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messageEquivalents: { again: { 'kubectl-validate': ['invalid'] } },
  messages: {
    type: '`{{field}}` wants {{expected}}, this is {{actual}}; write {{expected}}',
    value: '`{{field}}` wants {{expected}}, `{{value}}` is {{actual}}; write {{expected}}',
    format: '`{{value}}` is no value for `{{field}}`; write {{wanted}}',
    count: '`{{field}}` has {{value}} items; give it {{wanted}}',
    again: '`{{value}}` is in `{{field}}` twice; remove one',
  },
  notes: ['manifests'],
  docs: {
    why: 'The API server reads each field as one type and refuses the object when the value has another: `"3"` in quotes is text, not a number, and a single object is not a list of one.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: "3"\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - port: 80\n' }],
    references: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('invalid-type', ctx.doc, manifest, ctx.facts)) {
        const { span, expected, actual, node } = problem;
        if (node.kind === 'scalar' && isBlank(node.text)) continue;
        const data = { field: fieldOf(problem.path), expected, actual };
        const fixes = repairFixes(problem.repair);
        if (node.kind !== 'scalar' || shown(node.text) === '') ctx.report({ message: 'type', span, data, fixes });
        else ctx.report({ message: 'value', span, data: { ...data, value: shown(node.text) }, fixes });
      }
      for (const problem of problemsOf('invalid-format', ctx.doc, manifest, ctx.facts)) {
        const data = { field: fieldOf(problem.path), value: shown(problem.value) };
        if (problem.format === 'again') ctx.report({ message: 'again', span: problem.span, data });
        else {
          const message = isCount(problem.format) ? 'count' : 'format';
          ctx.report({ message, span: problem.span, data: { ...data, wanted: wanted(problem) } });
        }
      }
    },
  }),
});

/** The last key of a path, with the indices behind it. */
function fieldOf(path: readonly (string | number)[]): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  return path
    .slice(Math.max(at, 0))
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('');
}

const isCount = (format: InvalidFormat['format']): boolean => format.endsWith('Items') || format.endsWith('Entries');

function wanted({ format, limit = 0 }: InvalidFormat): string {
  switch (format) {
    case 'int32':
      return 'a number of 32 bits';
    case 'int64':
      return 'a number of 64 bits';
    case 'date-time':
      return 'a time as `2030-01-31T12:00:00Z`';
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'minLength':
      return `at least ${limit} characters`;
    case 'maxLength':
      return `at most ${limit} characters`;
    case 'multipleOf':
      return `a multiple of ${limit}`;
    case 'minEntries':
    case 'minItems':
      return `${limit} or more`;
    case 'maxEntries':
    case 'maxItems':
      return `${limit} or fewer`;
    case 'pattern':
      return 'what its pattern allows';
    case 'again':
      return 'another';
  }
}

/** `<number of the unit>`: to be filled in by hand. */
const isBlank = (text: string): boolean => /^<[^<>]*>$/.test(text);
