import { defineRule } from '../../core/rule';
import { mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { mappingSpan, objectSpan } from '../../languages/kubernetes/repair-fixes';
import { lacks } from '../../languages/kubernetes/workloads';
import { asScalar, get } from '../../languages/yaml/query';

const RANGE = ['default', 'defaultRequest', 'max', 'min'];
/** What a quota bounds, with the shorter names that mean the same. */
const QUOTA = [['requests.cpu', 'cpu'], ['requests.memory', 'memory'], ['limits.cpu'], ['limits.memory']];

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

export default defineRule({
  id: 'kubernetes/limit-range-and-quota',
  summary: 'Let limit ranges and quotas bound all that they can',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    range: { trivy: ['KSV-0039'] },
    untyped: { trivy: ['KSV-0039'] },
    quota: { trivy: ['KSV-0040'] },
  },
  messages: {
    range: 'The range of containers has no {{names}}; add it',
    untyped: 'The range does not say what it bounds; add `type: Container`',
    quota: 'Quota `{{name}}` does not bound {{names}}; add it under `hard`',
  },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'A LimitRange gives containers that say nothing their requests and limits, and bounds those that say something. A ResourceQuota bounds the sum of a namespace. What they leave out is without a bound: one namespace can take what the others need.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: shop\nspec:\n  hard:\n    requests.cpu: "4"\n    requests.memory: 8Gi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: shop\nspec:\n  hard:\n    requests.cpu: "4"\n    requests.memory: 8Gi\n    limits.cpu: "8"\n    limits.memory: 16Gi\n',
      },
    ],
    exceptions: 'Quotas for the number of objects, or for one class of pods; those with a scope are left alone.',
    references: [
      'https://kubernetes.io/docs/concepts/policy/limit-range/',
      'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    ],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = specOf(manifest);
      if (!spec || ctx.facts.fragment || manifest.otherFormat) return;
      if (manifest.kind === 'LimitRange') {
        for (const limit of mappingsAt(spec, 'limits')) {
          if (lacks(limit, 'type')) {
            ctx.report({ message: 'untyped', span: mappingSpan(limit) });
            continue;
          }
          const missing = RANGE.filter((key) => lacks(limit, key));
          const type = asScalar(get(limit, 'type'));
          if (stringAt(limit, 'type') !== 'Container' || !type || missing.length === 0) continue;
          ctx.report({ message: 'range', span: type.span, data: { names: listed(missing) } });
        }
      } else if (manifest.kind === 'ResourceQuota') {
        if (!lacks(spec, 'scopes') || !lacks(spec, 'scopeSelector')) return;
        const missing = QUOTA.filter((names) =>
          names.every((name) => lacks(spec, 'hard') || lacks(spec, 'hard', name)),
        ).flatMap(([name]) => name ?? []);
        if (missing.length === 0) return;
        const data = { name: manifest.name ?? '', names: listed(missing) };
        ctx.report({ message: 'quota', span: objectSpan(manifest), data });
      }
    },
  }),
});
