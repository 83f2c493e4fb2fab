import { defineRule } from '../../core/rule';
import { type Manifest, nameNode } from '../../languages/kubernetes/model';
import { groupOf } from '../../languages/kubernetes/schema/types';
import { isOpen, places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/duplicate-object',
  summary: 'Write each object once',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    again: '{{kind}} `{{name}}` is in this file twice, the later one wins; rename or merge them',
  },
  notes: ['manifests'],
  docs: {
    why: 'When one file holds two objects of one kind, namespace and name, `kubectl apply` first makes the one and then changes it into the other. What only the first one said is lost, and Kustomize refuses such a file.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata: {a: b}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata: {c: d}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: other\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  },
  check: (ctx) => {
    const isNew = places();
    const first = new Map<string, Manifest>();
    return {
      Manifest(manifest) {
        const { apiVersion, kind, name, namespace, otherFormat } = manifest;
        if (otherFormat || ctx.facts.fragment || apiVersion === undefined || kind === undefined) return;
        if (name === undefined || name === '' || isOpen(name) || isOpen(namespace ?? '')) return;
        const key = [groupOf(apiVersion), kind, namespace ?? '', name].join('\0');
        const other = first.get(key);
        if (!other) first.set(key, manifest);
        const named = other && nameNode(manifest);
        // Patches may name one object again and again.
        if (!other || !named || isPatch(manifest) || isPatch(other) || !isNew(named.span)) return;
        const span = nameNode(other)?.span ?? other.root.span;
        ctx.report({
          message: 'again',
          span: named.span,
          data: { kind, name },
          related: [{ span, message: 'The first is here' }],
        });
      },
    };
  },
});

const isPatch = ({ root }: Manifest): boolean => root.entries.some(({ name }) => name.startsWith('$'));
