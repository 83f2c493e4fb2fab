import { defineRule } from '../../core/rule';
import {
  containerName,
  containerSpan,
  isJudged,
  mayLack,
  ownSetting,
  places,
  repairsNear,
  saidBoolean,
  setOnContainer,
  valueSpan,
} from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/read-only-root-filesystem',
  summary: 'Make the file system of containers read-only',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['no-read-only-root-fs'],
    'kube-score': ['container-security-context-readonlyrootfilesystem'],
    polaris: ['notReadOnlyRootFilesystem'],
    trivy: ['KSV-0014'],
    checkov: ['CKV_K8S_22'],
    kubesec: ['ReadOnlyRootFilesystem'],
    kubescape: ['immutable-container-filesystem'],
  },
  messages: {
    missing: 'Container `{{name}}` can write to its image; set `readOnlyRootFilesystem: true`',
    off: '`readOnlyRootFilesystem: {{value}}` lets `{{name}}` write to its image; set it to `true`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Someone who breaks into a program with a read-only file system cannot leave tools there or change the program. What is written beside a volume is lost with the container anyhow.',
    instead: 'Mount an `emptyDir` where the program writes, most often at `/tmp`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        readOnlyRootFilesystem: true\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        readOnlyRootFilesystem: true\n',
      },
    ],
    fixSafety: 'A program that writes anywhere but to a volume fails.',
    exceptions: 'Programs that write beside their own files.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        const said = ownSetting(container, 'readOnlyRootFilesystem');
        const value = saidBoolean(said);
        if (value === true || value === 'unknown') return;
        const written = said === 'unknown' ? undefined : said;
        if (!written && !(mayLack(container.pod, ctx.facts) && isJudged(container))) return;
        const span = written ? valueSpan(written.entry) : containerSpan(container);
        if (!isNew(span)) return;
        const name = containerName(container);
        const fixes = repairsNear('Set readOnlyRootFilesystem: true', 'unsafe', container.node, () =>
          setOnContainer(container, ['readOnlyRootFilesystem'], 'true'),
        );
        const text = written?.value.kind === 'scalar' ? written.value.text : undefined;
        if (text === undefined) ctx.report({ message: 'missing', span, data: { name }, fixes });
        else ctx.report({ message: 'off', span, data: { name, value: text }, fixes });
      },
    };
  },
});
