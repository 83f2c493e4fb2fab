import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import {
  containerName,
  containerSpan,
  hasUserNamespace,
  isJudged,
  mayLack,
  places,
  repairsNear,
  saidInteger,
  setOnPod,
  settingOf,
  valueSpan,
} from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';

/** Not all who ask for this take the number itself for too low. */
function lowMessage(isUser: boolean, id: number): 'low' | 'lowGroup' | 'edge' {
  if (!isUser) return 'lowGroup';
  return id === LOWEST ? 'edge' : 'low';
}

/** Below it, users of the node begin. */
const LOWEST = 10_000;

export default defineRule({
  id: 'kubernetes/high-user-id',
  summary: 'Run containers as a user that the node does not have',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-score': ['container-security-context-user-group-id'],
  },
  messageEquivalents: {
    missing: {
      'kube-score': ['container-security-context-user-group-id'],
      trivy: ['KSV-0020'],
      checkov: ['CKV_K8S_40'],
      kubesec: ['RunAsUser'],
    },
    low: {
      'kube-score': ['container-security-context-user-group-id'],
      trivy: ['KSV-0020'],
      checkov: ['CKV_K8S_40'],
      kubesec: ['RunAsUser'],
    },
    edge: { trivy: ['KSV-0020'], kubesec: ['RunAsUser'] },
    noGroup: {
      'kube-score': ['container-security-context-user-group-id'],
      trivy: ['KSV-0021'],
      kubesec: ['RunAsGroup'],
    },
    lowGroup: {
      'kube-score': ['container-security-context-user-group-id'],
      trivy: ['KSV-0021'],
      kubesec: ['RunAsGroup'],
    },
  },
  messages: {
    noGroup: 'No `runAsGroup` is set for `{{name}}`; name a number above 10000, such as 10001',
    lowGroup: '`runAsGroup: {{id}}` may be a group of the node; name a number above 10000',
    missing: 'No `runAsUser` is set for `{{name}}`; name a number above 10000, such as 10001',
    edge: '`runAsUser: {{id}}` may be a user of the node; name a number above 10000',
    low: '`runAsUser: {{id}}` may be a user of the node; name a number above 10000',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Numbers of users mean the same in a container and on its node. With a number below 10000 a program that gets out of its container, or a mounted path of the node, may meet a user of the node with this number.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n        runAsGroup: 20001\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 10001\n        runAsGroup: 20001\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsGroup: 10001\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'Files in the image and on volumes may belong to another user, and the program cannot write to them.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNewUser = places();
    const isNewGroup = places();
    const judge = (container: Container, key: 'runAsUser' | 'runAsGroup'): void => {
      const { pod } = container;
      const isUser = key === 'runAsUser';
      const isNew = isUser ? isNewUser : isNewGroup;
      const said = settingOf(container, key);
      const id = saidInteger(said);
      if (id === 'unknown' || (id !== undefined && id > LOWEST)) return;
      if (said === undefined || said === 'unknown' || id === undefined) {
        const span = containerSpan(container);
        if (!mayLack(pod, ctx.facts) || !isJudged(container) || !isNew(span)) return;
        ctx.report({
          message: isUser ? 'missing' : 'noGroup',
          span,
          data: { name: containerName(container) },
          fixes: () =>
            repairsNear(`Add ${key}: 10001 to the pod`, 'unsafe', pod.spec, () => setOnPod(pod, [key], '10001')),
        });
        return;
      }
      const { value } = said;
      if (!isNew(valueSpan(said.entry)) || value.kind !== 'scalar') return;
      ctx.report({
        message: lowMessage(isUser, id),
        span: valueSpan(said.entry),
        data: { id },
        fixes: () => repairsNear(`Set ${key}: 10001`, 'unsafe', value, () => replaceValue(value, 10001)),
      });
    };
    return {
      Container(container) {
        if (container.pod.windows || hasUserNamespace(container.pod)) return;
        judge(container, 'runAsUser');
        judge(container, 'runAsGroup');
      },
    };
  },
});
