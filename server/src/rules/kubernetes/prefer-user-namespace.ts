import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import {
  entryWith,
  isComplete,
  mayLack,
  places,
  repairsNear,
  standsAlone,
  valueSpan,
} from '../../languages/kubernetes/security';
import { insertEntry, setPath } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/prefer-user-namespace',
  summary: 'Give pods users of their own',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { kubesec: ['HostUsers'] },
  messages: {
    missing: 'Users of `{{name}}` are users of the node; set `hostUsers: false`',
    on: '`hostUsers: {{value}}` makes users of the pod users of the node; set it to `false`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'With `hostUsers: false` the users of the pod are others outside of it: root in the pod is nobody on the node, and its capabilities end at the pod. Many holes that led out of containers lead nowhere then. Nodes with Linux 6.3 and a recent runtime can do it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostUsers: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostUsers: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety:
      'Nodes with an older kernel or runtime do not start the pod; some volumes cannot be mounted in such a pod.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        const { spec, manifest } = pod;
        // A pod in a namespace of the node cannot have users of its own.
        if (pod.windows || ['hostNetwork', 'hostPID', 'hostIPC'].some((key) => entryWith(spec, key, true))) return;
        const written = entryOf(spec, 'hostUsers');
        const on = entryWith(spec, 'hostUsers', true);
        if (on && isNew(valueSpan(on))) {
          ctx.report({
            message: 'on',
            span: valueSpan(on),
            data: { value: asScalar(on.value)?.text ?? '' },
            fixes: () =>
              repairsNear('Set hostUsers: false', 'unsafe', spec, () => setPath(spec, ['hostUsers'], 'false')),
          });
        }
        if (written || !mayLack(pod, ctx.facts) || !(standsAlone(pod) || pod.containers.some(isComplete))) return;
        const span = objectSpan(manifest);
        if (!isNew(span)) return;
        const first = ['initContainers', 'containers']
          .flatMap((key) => entryOf(spec, key) ?? [])
          .filter(({ mapping }) => mapping === spec)
          .sort((a, b) => a.index - b.index)[0];
        ctx.report({
          message: 'missing',
          span,
          data: { name: manifest.name ?? manifest.kind ?? '' },
          fixes: () =>
            repairsNear('Set hostUsers: false', 'unsafe', spec, () =>
              insertEntry(spec, 'hostUsers: false', first ? { before: first } : {}),
            ),
        });
      },
    };
  },
});
