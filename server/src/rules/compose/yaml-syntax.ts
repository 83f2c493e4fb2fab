import { defineRule } from '../../core/rule';
import { fix } from '../../languages/yaml/fixes';
import type { YamlProblem } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'compose/yaml-syntax',
  summary: 'Report text that is not YAML',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-yaml'] },
  messages: {
    syntax: '{{problem}}',
    tab: '{{problem}}',
    limit: '{{problem}}',
  },
  notes: [],
  docs: {
    why: 'Docker Compose stops at the first mistake in the text and starts nothing. An unclosed quote or bracket often shows many lines below the place where it was forgotten: the report stands at that place.',
    invalid: [{ code: 'services:\n  web:\n    image: "nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: "nginx:1.29"\n' }],
    fixSafety: 'A tab has no width in YAML: two spaces for each is a guess at the level that was meant.',
    references: ['https://yaml.org/spec/1.2.2/', 'https://docs.docker.com/reference/compose-file/'],
  },
  check: (ctx) => ({
    Yaml(document) {
      for (const problem of document.problems) {
        if (OTHERS.has(problem.code)) continue;
        const { span } = problem;
        const data = { problem: problem.message.replace(/[.\s]+$/, '') };
        if (LIMITS.has(problem.code)) ctx.report({ message: 'limit', span, data, severity: 'information' });
        else if (problem.code !== 'tab-indentation') ctx.report({ message: 'syntax', span, data });
        else ctx.report({ message: 'tab', span, data, fixes: spaces(ctx.source.text, problem) });
      }
    },
  }),
});

/** Rules of their own report these. */
const OTHERS: ReadonlySet<string> = new Set(['duplicate-key', 'unknown-anchor', 'alias-cycle', 'too-many-aliases']);

/** What the linter does not read is no mistake. */
const LIMITS: ReadonlySet<string> = new Set(['too-large', 'too-deep']);

function spaces(text: string, { span }: YamlProblem) {
  const tabs = text.slice(span.start, span.end);
  if (!/^\t+$/.test(tabs)) return [];
  return [fix('Indent with spaces', 'unsafe', () => [{ span, text: '  '.repeat(tabs.length) }])];
}
