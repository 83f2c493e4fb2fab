import { defineRule } from '../../core/rule';
import { fix } from '../../languages/kubernetes/repair-fixes';
import type { YamlProblem } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'kubernetes/yaml-syntax',
  summary: 'Report text that is not YAML',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: {
    syntax: '{{problem}}',
    tab: '{{problem}}',
    limit: '{{problem}}',
  },
  notes: ['manifests'],
  docs: {
    why: 'kubectl stops at the first mistake in the text, and nothing of the object is applied. An unclosed quote or bracket often shows many lines below the place where it was forgotten: the report stands at that place.',
    invalid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  key: "value\n' }],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  key: "value"\n' }],
    fixSafety: 'A tab has no width in YAML: two spaces for each is a guess at the level that was meant.',
    references: ['https://yaml.org/spec/1.2.2/'],
  },
  check: (ctx) => ({
    Yaml(document) {
      for (const problem of document.problems) {
        if (problem.code === 'duplicate-key' || problem.code === 'bad-separator') continue;
        const { span } = problem;
        const data = { problem: problem.message.replace(/[.\s]+$/, '') };
        if (LIMITS.has(problem.code)) ctx.report({ message: 'limit', span, data, severity: 'information' });
        else if (problem.code !== 'tab-indentation') ctx.report({ message: 'syntax', span, data });
        else ctx.report({ message: 'tab', span, data, fixes: spaces(ctx.source.text, problem) });
      }
    },
  }),
});

/** What the linter does not read is no mistake. */
const LIMITS: ReadonlySet<string> = new Set(['too-large', 'too-deep']);

function spaces(text: string, { span }: YamlProblem) {
  const tabs = text.slice(span.start, span.end);
  if (!/^\t+$/.test(tabs)) return [];
  return [fix('Indent with spaces', 'unsafe', () => [{ span, text: '  '.repeat(tabs.length) }])];
}
