import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { moveField } from '../../languages/kubernetes/move-field';
import { fix, repairFixes, shown } from '../../languages/kubernetes/repair-fixes';
import type { UnknownField } from '../../languages/kubernetes/schema/problem';
import { wordsForPath } from '../../languages/kubernetes/schema/words';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/unknown-field',
  summary: 'Report fields that the kind does not have',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['schema-validation'], kubeconform: ['-strict'], 'kubectl-validate': ['invalid'] },
  messages: {
    unknown: '`{{holder}}` has no field `{{name}}`; remove it or check its place',
    near: '`{{holder}}` has no field `{{name}}`; did you mean `{{suggestion}}`?',
    misplaced: '`{{name}}` is unknown in `{{holder}}`; move it to `{{place}}`',
  },
  notes: ['manifests'],
  lessons: ['K08'],
  docs: {
    why: 'A misspelt field, or one at the wrong level, does nothing. `kubectl apply` refuses it; older clients and many tools drop it without a word, and the program runs without its probe, its limit or its volume.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selectors:\n    app: shop\n  ports:\n    - port: 80\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector:\n    app: shop\n  ports:\n    - port: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector:\n    app: shop\n  ports:\n    - port: 80\n',
      },
    ],
    fixSafety: 'A field that was ignored takes effect: what its value says then happens.',
    references: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('unknown-field', ctx.doc, manifest, ctx.facts)) {
        const { name, suggestion, advice, elsewhere, entry } = problem;
        // A key that is being typed is reported for its missing colon.
        if (entry.colon === undefined && !entry.mapping.flow) continue;
        const holder = wordsForPath(problem.path.slice(0, -1)) || (manifest.kind ?? '');
        const data = { name: shown(name), holder: lastOf(holder) };
        const [place] = elsewhere;
        if (advice === 'move' && place) {
          const path = wordsForPath(place.path);
          ctx.report({
            message: 'misplaced',
            span: problem.span,
            data: { ...data, place: path },
            fixes: moves(problem, path),
          });
        } else if (advice === 'rename' && suggestion !== undefined) {
          ctx.report({
            message: 'near',
            span: problem.span,
            data: { ...data, suggestion },
            fixes: repairFixes(problem.repair),
          });
        } else ctx.report({ message: 'unknown', span: problem.span, data });
      }
    },
  }),
});

/** The end of a long path is what tells. */
const lastOf = (path: string): string => (path.length > 40 ? path.slice(path.lastIndexOf('.') + 1) : path);

/** One place only, and the text allows it. */
function moves(problem: UnknownField, path: string): readonly Fix[] {
  if (problem.elsewhere.length !== 1) return [];
  const edits = moveField(problem);
  return edits ? [fix(`Move to ${path.length > 100 ? lastOf(path) : path}`, 'unsafe', () => edits)] : [];
}
