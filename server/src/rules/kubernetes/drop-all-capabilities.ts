import { defineRule } from '../../core/rule';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  capabilitiesOf,
  containerName,
  containerSpan,
  isComplete,
  mayLack,
  places,
  repairsNear,
  setOnContainer,
} from '../../languages/kubernetes/security';
import { insertItem, replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/drop-all-capabilities',
  summary: 'Drop all capabilities, and add back what is needed',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    polaris: ['insecureCapabilities'],
    trivy: ['KSV-0003', 'KSV-0106'],
    checkov: ['CKV_K8S_37'],
    kubesec: ['CapDropAll'],
    pss: ['restricted/capabilities_restricted'],
  },
  messageEquivalents: { spelled: { pss: ['restricted/capabilities_restricted'] } },
  messages: {
    missing: 'Container `{{name}}` keeps rights of root; drop `ALL` under `capabilities`',
    spelled: '`{{value}}` is not `ALL` to Pod Security admission, which refuses the pod; write `ALL`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The runtime leaves a container a dozen capabilities: to change owners of files, to send raw packets, to become another user. Hardly any service needs one of them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    fixSafety:
      'A program that binds a port below 1024, changes its user or owners of files fails without the capability for it.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!mayLack(container.pod, ctx.facts) || !isComplete(container)) return;
        const dropped = capabilitiesOf(container, 'drop');
        if (!dropped || dropped.some(({ scalar }) => scalar.text === 'ALL')) return;
        const other = dropped.find(({ name }) => name === 'ALL')?.scalar;
        if (other) {
          const fixes = repairsNear('Replace with ALL', 'safe', other, () => replaceValue(other, 'ALL'));
          if (isNew(other.span))
            ctx.report({ message: 'spelled', span: other.span, data: { value: other.text }, fixes });
          return;
        }
        const span = containerSpan(container);
        if (!isNew(span)) return;
        const list = dropped[0]?.item.sequence;
        ctx.report({
          message: 'missing',
          span,
          data: { name: containerName(container) },
          fixes: () =>
            repairsNear('Drop ALL', 'unsafe', container.node, () =>
              list
                ? insertItem(list, 'ALL', { first: true })
                : setOnContainer(container, ['capabilities', 'drop'], '[ALL]'),
            ),
          equivalents: minorOf(ctx.facts.release) < 22 ? { pss: [] } : undefined,
        });
      },
    };
  },
});
