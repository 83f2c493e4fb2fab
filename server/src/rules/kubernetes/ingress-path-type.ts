import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt } from '../../languages/kubernetes/model';
import { fix, mappingSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { insertEntry, replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/ingress-path-type',
  summary: 'Say how the paths of an Ingress are matched',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: {
    missing: 'The path `{{path}}` has no `pathType`; add `Prefix` or `Exact`',
    relative: 'The path `{{path}}` does not begin with `/`; write `/{{path}}`',
  },
  notes: ['traffic'],
  lessons: ['K12'],
  docs: {
    why: 'Since `networking.k8s.io/v1` every path says whether it is matched as a whole, as a prefix, or as the controller likes; the API server refuses it otherwise. `Exact` and `Prefix` paths begin with a slash.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            backend: {service: {name: shop, port: {number: 80}}}\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend: {service: {name: shop, port: {number: 80}}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend: {service: {name: shop, port: {number: 80}}}\n',
      },
    ],
    fixSafety: '`Prefix` is what most paths mean; a path with wildcards needs `ImplementationSpecific`.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types'],
  },
  check: (ctx) => ({
    Manifest({ kind, apiVersion, root }) {
      if (kind !== 'Ingress' || apiVersion !== 'networking.k8s.io/v1') return;
      for (const rule of mappingsAt(mappingAt(root, 'spec'), 'rules')) {
        for (const path of mappingsAt(mappingAt(rule, 'http'), 'paths')) {
          const type = entryOf(path, 'pathType');
          const place = entryOf(path, 'path');
          const text = asScalar(place?.value);
          if (!type && !ctx.facts.fragment) {
            ctx.report({
              message: 'missing',
              span: text && text.text !== '' ? text.span : mappingSpan(path),
              data: { path: shown(text?.text ?? '/') },
              fixes: [
                fix('Add pathType: Prefix', 'unsafe', () =>
                  insertEntry(path, 'pathType: Prefix', place && place.mapping === path ? { after: place } : {}),
                ),
              ],
            });
          }
          const word = asScalar(type?.value)?.text;
          if (!text || text.text === '' || text.text.startsWith('/') || isPlaceholder(text.text)) continue;
          if (word !== 'Prefix' && word !== 'Exact') continue;
          ctx.report({
            message: 'relative',
            span: text.span,
            data: { path: shown(text.text) },
            fixes: [fix(`Write /${shown(text.text)}`, 'safe', () => replaceValue(text, `/${text.text}`))],
          });
        }
      }
    },
  }),
});
