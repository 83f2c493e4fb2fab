import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';

export default defineRule({
  id: 'kubernetes/invalid-document-separator',
  summary: 'Write --- on a line of its own',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: {
    separator: '`{{text}}` behind `---` is refused by kubectl; write it on a line of its own',
  },
  notes: ['manifests'],
  docs: {
    why: 'kubectl splits the file itself before it reads YAML, and a line that begins with `---` may then hold nothing but blanks and a comment. Anything else ends with “invalid Yaml document separator”.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n--- {apiVersion: v1, kind: Namespace, metadata: {name: b}}\n',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n{apiVersion: v1, kind: Namespace, metadata: {name: b}}\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n--- # the next one\n' }],
    references: ['https://github.com/kubernetes/apimachinery/blob/master/pkg/util/yaml/decoder.go'],
  },
  check: (ctx) => ({
    Yaml(document) {
      for (const problem of document.problems) {
        if (problem.code !== 'bad-separator') continue;
        const { span } = problem;
        const text = ctx.source.text.slice(span.start, span.end);
        const line = ctx.source.text.slice(ctx.source.text.lastIndexOf('\n', span.start - 1) + 1, span.start);
        const blank = /^\ufeff?---([ \t]+)$/.exec(line)?.[1];
        ctx.report({
          message: 'separator',
          span,
          data: { text: shown(text) },
          ...(blank === undefined
            ? {}
            : {
                fixes: [
                  fix('Start a new line', 'safe', () => [
                    { span: { start: span.start - blank.length, end: span.start }, text: '\n' },
                  ]),
                ],
              }),
        });
      }
    },
  }),
});
