import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { removeEntry } from '../../languages/yaml/edits';
import type { YamlDocument, YamlEntry, YamlProblem } from '../../languages/yaml/nodes';
import { nodeAt } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/duplicate-key',
  summary: 'Report keys that stand twice in one mapping',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kubeconform: ['-strict'], 'kubectl-validate': ['invalid'] },
  messages: {
    duplicate: 'The key `{{name}}` stands twice here and only the last counts; remove one',
  },
  notes: ['manifests'],
  docs: {
    why: 'Of two equal keys the last one wins without a word; `kubectl apply` refuses the object. What the first one says, often a whole list of variables or ports, is lost.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  colour: red\n  colour: blue\n',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  colour: blue\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  colour: blue\n' }],
    fixSafety: 'The earlier value is thrown away. It had no effect, but it may be the one that was meant.',
    references: [
      'https://yaml.org/spec/1.2.2/#mapping',
      'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    ],
  },
  check: (ctx) => ({
    Yaml(document) {
      for (const problem of document.problems) {
        if (problem.code !== 'duplicate-key') continue;
        const { span, related } = problem;
        const pair = entriesOfProblem(document, problem);
        ctx.report({
          message: 'duplicate',
          span,
          data: { name: shown(ctx.source.text.slice(span.start, span.end)) },
          ...(related ? { related: [{ span: related, message: 'The first one stands here' }] } : {}),
          ...(pair
            ? { fixes: [fix('Remove the earlier one', pair.equal ? 'safe' : 'unsafe', () => removeEntry(pair.first))] }
            : {}),
        });
      }
    },
  }),
});

interface Pair {
  readonly first: YamlEntry;
  readonly equal: boolean;
}

function entriesOfProblem(document: YamlDocument, { span, related }: YamlProblem): Pair | undefined {
  const first = related && entryAt(document, related.start);
  const last = entryAt(document, span.start);
  if (!first || !last || first.mapping !== last.mapping) return undefined;
  const { text } = document.source;
  const valueOf = ({ span: whole, key }: YamlEntry): string => text.slice(key.span.end, whole.end);
  return { first, equal: valueOf(first) === valueOf(last) };
}

function entryAt(document: YamlDocument, offset: number): YamlEntry | undefined {
  const node = nodeAt(document, offset);
  if (!node) return undefined;
  if (node.kind === 'entry') return node;
  return node.kind !== 'item' && node.holder?.kind === 'entry' && node.holder.key === node ? node.holder : undefined;
}
