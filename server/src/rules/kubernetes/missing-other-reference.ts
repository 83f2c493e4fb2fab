import { defineRule } from '../../core/rule';
import { namedReferences } from '../../languages/kubernetes/named-references';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

/** Kinds without a rule of their own. */
const KINDS = new Set(['PriorityClass', 'RuntimeClass', 'StorageClass', 'IngressClass']);

export default defineRule({
  id: 'kubernetes/missing-other-reference',
  summary: 'Name classes that the workspace declares',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { none: 'There is no {{kind}} `{{name}}` here, though others are declared' },
  notes: ['manifests'],
  docs: {
    why: 'Priority, runtime, storage and ingress classes are named by text. A pod with a class that does not exist is refused, a claim waits for ever, and an Ingress is served by nobody.\n\nSuch classes often come with the cluster, so the rule is off unless somebody wants to know; it speaks where the folder declares others of the kind.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  ingressClassName: outsde\n  defaultBackend: {service: {name: a, port: {number: 80}}}\n---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: outside\nspec:\n  controller: example.com/ingress\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  ingressClassName: outside\n  defaultBackend: {service: {name: a, port: {number: 80}}}\n---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: outside\nspec:\n  controller: example.com/ingress\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  ingressClassName: outside\n  defaultBackend: {service: {name: a, port: {number: 80}}}\n---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: outside\nspec:\n  controller: example.com/ingress\n',
      },
    ],
    fixSafety: 'The object gets another class.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class'],
  },
  check: (ctx) => ({
    Document() {
      for (const { kind, name } of namedReferences(ctx.doc)) {
        if (!KINDS.has(kind)) continue;
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near } = lookUp(view, ANYWHERE, [kind], name.text);
        if (state !== 'missing') continue;
        ctx.report({
          message: 'none',
          span: name.span,
          data: { kind, name: name.text },
          fixes: nearFix(name, near),
          related: near ? [relatedTo(view, near, `${kind} ${near.name}`)] : [],
        });
      }
    },
  }),
});

/** Classes belong to no namespace. */
const ANYWHERE = { namespace: undefined };
