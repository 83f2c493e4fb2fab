import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import { addLacks } from '../../languages/kubernetes/pod-security/repair';
import { nonRootLacks } from '../../languages/kubernetes/pod-security/users';
import {
  containerName,
  containerSpan,
  hasUserNamespace,
  isComplete,
  ownSetting,
  places,
  repairsNear,
  saidBoolean,
  saidInteger,
  settingOf,
} from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/explicit-run-as-non-root',
  summary: 'Say runAsNonRoot, even where a user is named',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-restricted'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { trivy: ['KSV-0012'], kubesec: ['RunAsNonRoot'], pss: ['restricted/runasnonroot'] },
  messages: {
    number: '`restricted` asks `{{name}}` for `runAsNonRoot: true` beside its user; set it on the pod',
    missing: '`restricted` asks `{{name}}` for `runAsNonRoot: true`, here too; set it on the pod',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The restricted Pod Security Standard wants `runAsNonRoot: true` in so many words: a number above 0 under `runAsUser` keeps root away as well, but pods without the word are refused. That holds for Windows and, before 1.35, for pods with `hostUsers: false` too.\n\nWhere nothing keeps root away, `require-run-as-non-root` says so.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsNonRoot: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsNonRoot: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'An image whose user is root, or is given by name and not by number, is not started any more.',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  check: (ctx) => {
    const isNew = places();
    const policy = { level: 'restricted', minor: minorOf(ctx.facts.release) } as const;
    return {
      Pod(pod) {
        if (ctx.facts.fragment || pod.path.custom) return;
        const lacks = nonRootLacks(pod, policy).filter(({ container }) => isComplete(container));
        const hasUser = (container: Container): boolean => saidInteger(settingOf(container, 'runAsUser')) !== undefined;
        const isPrivileged = (container: Container): boolean =>
          saidBoolean(ownSetting(container, 'privileged')) === true;
        // The others are what require-run-as-non-root reports.
        const own = lacks.filter(
          ({ container }) => pod.windows || hasUserNamespace(pod) || hasUser(container) || isPrivileged(container),
        );
        const [first] = own;
        if (!first) return;
        const span = containerSpan(first.container);
        if (!isNew(span)) return;
        ctx.report({
          message: hasUser(first.container) ? 'number' : 'missing',
          span,
          data: { name: containerName(first.container) },
          fixes: () => repairsNear('Add runAsNonRoot: true', 'unsafe', pod.spec, () => addLacks(pod, own)),
        });
      },
    };
  },
});
