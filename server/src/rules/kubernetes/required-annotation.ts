import { defineRule } from '../../core/rule';
import { isAssembled } from '../../languages/kubernetes/assembled';
import { mapEntries } from '../../languages/kubernetes/model';
import { keyMatcher } from '../../languages/kubernetes/name-globs';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { asScalar, get } from '../../languages/yaml/query';

/** A mailbox of a domain that has a dot; what else an address may be, no one asks here. */
function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && /[^.]\.[^.]/.test(text.slice(at + 1));
}

export default defineRule({
  id: 'kubernetes/required-annotation',
  summary: 'Give workloads the annotations of the project',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['required-annotation-email'] },
  options: {
    annotations: {
      type: 'strings',
      description: 'Keys of annotations that each workload has, as globs such as `example.com/*`; none means none.',
      default: ['email'],
    },
  },
  messages: {
    address: '`{{value}}` is no address; write whom to ask, such as `team@example.com`',
    missing: '{{kind}} `{{name}}` has no annotation {{annotations}}; add it under `metadata.annotations`',
  },
  notes: ['manifests'],
  docs: {
    why: 'A project can agree on annotations that say whom to ask, or that a tool needs. This rule finds the workloads that lack them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        options: { annotations: ['email'] },
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    email: shop@example.com\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        options: { annotations: ['email'] },
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  },
  check: (ctx) => {
    const wanted = ctx.options.annotations.map((annotation) => ({ annotation, matches: keyMatcher(annotation) }));
    const judged = wanted.length > 0 && !ctx.facts.fragment && !isAssembled(ctx.facts);
    return {
      Pod({ manifest, path }) {
        if (!judged || path.custom) return;
        const entries = mapEntries(manifest.metadata, 'annotations');
        const written = get(manifest.metadata, 'annotations');
        const isEmpty = written?.kind === 'mapping' && written.entries.length === 0;
        if (entries.length === 0 && !isEmpty && manifest.metadata && !lacks(manifest.metadata, 'annotations')) return;
        if (entries.some(({ name }) => isOpen(name))) return;
        const mail = asScalar(entries.find(({ name }) => name === 'email')?.value);
        if (mail && ctx.options.annotations.includes('email') && !isAddress(mail.text) && !isOpen(mail.text)) {
          ctx.report({ message: 'address', span: mail.span, data: { value: mail.text } });
        }
        const missing = wanted.filter(({ matches }) => !entries.some(({ name }) => matches(name)));
        if (missing.length === 0) return;
        const annotations = missing.map(({ annotation }) => `\`${annotation}\``).join(', ');
        const data = { kind: manifest.kind ?? '', name: manifest.name ?? '', annotations };
        ctx.report({ message: 'missing', span: objectSpan(manifest), data });
      },
    };
  },
});
