import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlProblem } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/yaml-syntax',
  aka: ['compose/merge-marker', 'compose/tab-indent'],
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
    marker: 'This is left over from a merge of Git; keep one side and remove the markers',
    anchor: '`&{{name}}` is no anchor; use letters, digits, `-` and `_`, or quote the text',
    version: 'Compose reads only YAML 1.1 by name, not `{{version}}`; remove the directive',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Docker Compose stops at the first mistake in the text and starts nothing. An unclosed quote or bracket often shows many lines below the place where it was forgotten: the report stands at that place.',
    invalid: [{ code: 'services:\n  web:\n    image: "nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: "nginx:1.29"\n' }],
    fixSafety: 'A tab has no width in YAML: two spaces for each is a guess at the level that was meant.',
    references: ['https://yaml.org/spec/1.2.2/', 'https://docs.docker.com/reference/compose-file/'],
  },
  check: (ctx) => ({
    Compose() {
      const { text } = ctx.source;
      const [, above = '', directive, version] = DIRECTIVE.exec(text.slice(0, MAX_ABOVE)) ?? [];
      if (directive !== undefined && version !== undefined && version !== '1.1') {
        const span = { start: above.length, end: above.length + directive.length };
        ctx.report({ message: 'version', span, data: { version } });
      }
      for (const span of markersIn(text)) ctx.report({ message: 'marker', span });
    },
    Yaml(document) {
      const { text } = ctx.source;
      // What Git left is told once; the mistakes that it makes of the text are no others.
      if (markersIn(text).some(({ start }) => start >= document.span.start && start <= document.span.end)) return;
      walk(document.root, ({ anchor }) => {
        if (!anchor || /^[A-Za-z0-9_-]*$/.test(anchor.name)) return;
        ctx.report({ message: 'anchor', span: anchor.span, data: { name: shown(anchor.name) } });
      });
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

/** `%YAML 1.2` below nothing but comments. */
const DIRECTIVE = /^(\ufeff?(?:[ \t]*(?:#[^\n]*)?\n)*)(%YAML[ \t]+(\d{1,3}\.\d{1,3}))(?=\s)/;
const MAX_ABOVE = 4000;

/** Rules of their own report these. */
const OTHERS: ReadonlySet<string> = new Set(['duplicate-key', 'unknown-anchor', 'alias-cycle', 'too-many-aliases']);

/** What the linter does not read is no mistake. */
const LIMITS: ReadonlySet<string> = new Set(['too-large', 'too-deep']);

/** The lines that Git puts around what it could not merge; only where all three are there. */
function markersIn(text: string): readonly Span[] {
  if (!text.includes('<<<<<<< ') || !text.includes('>>>>>>> ')) return [];
  const found = [...text.matchAll(/^(?:<{7} .*|={7}\r?|>{7} .*)$/gm)];
  return found.length < 3 ? [] : found.map(({ index }) => ({ start: index, end: index + 7 }));
}

function spaces(text: string, { span }: YamlProblem) {
  const tabs = text.slice(span.start, span.end);
  if (!/^\t+$/.test(tabs)) return [];
  return [fix('Indent with spaces', 'unsafe', () => [{ span, text: '  '.repeat(tabs.length) }])];
}
