import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { objectSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/dns-config',
  summary: 'Set options of the DNS resolver',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['dnsconfig-options'] },
  options: {
    option: { type: 'string', description: 'The option of the resolver that is to be set.', default: 'ndots' },
    value: { type: 'string', description: 'The value that it is to have; empty for any.', default: '2' },
  },
  messages: {
    missing: 'Pods of `{{name}}` do not set `{{option}}`; add it to `dnsConfig.options`',
    empty: '`{{option}}` has no value; set it to `{{value}}`',
    other: '`{{option}}` is `{{actual}}`; set it to `{{value}}`',
  },
  notes: ['services'],
  docs: {
    why: 'The resolver of a pod tries each name with less than five dots with every search domain of the cluster first: `api.example.com` costs four questions more than needed. With `ndots: 2` names from outside are asked for as they are.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  dnsConfig:\n    options:\n      - name: ndots\n        value: "2"\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { option, value } = ctx.options;
      const config = mappingAt(pod.spec, 'dnsConfig');
      const found = mappingsAt(config, 'options').find((each) => stringAt(each, 'name') === option);
      const scalar = asScalar(get(found, 'value'));
      if (found) {
        if (value === '' || scalar?.text === value || (scalar && isOpen(scalar.text))) return;
        const name = asScalar(get(found, 'name'));
        if (name && lacks(found, 'value')) {
          ctx.report({ message: 'empty', span: name.span, data: { option, value } });
        }
        if (!scalar || lacks(found, 'value')) return;
        const data = { option, value, actual: shown(scalar.text) };
        ctx.report({ message: 'other', span: scalar.span, data });
        return;
      }
      if (!mayLackAnywhere(pod, ctx.facts)) return;
      if (!lacks(pod.spec, 'dnsConfig') && !lacks(pod.spec, 'dnsConfig', 'options') && !config) return;
      const data = { option, name: pod.manifest.name ?? '' };
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data });
    },
  }),
});
