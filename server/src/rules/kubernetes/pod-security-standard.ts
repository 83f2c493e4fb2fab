import { defineRule } from '../../core/rule';
import type { Pod } from '../../languages/kubernetes/model';
import { breachesOf, lacksOf } from '../../languages/kubernetes/pod-security/controls';
import { type Enforcement, enforcements } from '../../languages/kubernetes/pod-security/namespaces';
import type { Lack } from '../../languages/kubernetes/pod-security/policy';
import { addLacks } from '../../languages/kubernetes/pod-security/repair';
import { relatedTo } from '../../languages/kubernetes/references';
import { containerName, containerSpan, places, repairsNear } from '../../languages/kubernetes/security';
import { objectsAround } from '../../languages/kubernetes/summary';

/** What happens then. */
const outcomeOf = ({ manifest: { kind = '' } }: Pod): string =>
  kind === 'Pod' ? 'the API server refuses the Pod' : `the API server takes the ${kind} and refuses its pods`;

const settingsOf = (lacks: readonly Lack[]): string =>
  [...new Set(lacks.map(({ path, text }) => `\`${path.join('.')}: ${text}\``))].join(', ');

function subjectOf(lacks: readonly Lack[]): string {
  const [first, ...others] = [...new Set(lacks.map(({ container }) => container))];
  const name = first ? `\`${containerName(first)}\`` : '';
  return others.length === 0 ? name : `${name} and ${others.length} ${others.length === 1 ? 'other' : 'others'}`;
}

export default defineRule({
  id: 'kubernetes/pod-security-standard',
  summary: 'Keep to the Pod Security Standard that the namespace enforces',
  category: 'security',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kubescape: ['pod-security-admission-baseline-applied-1'] },
  messages: {
    refused: '`{{value}}` breaks `{{level}}` of Namespace `{{namespace}}`; change it: {{outcome}}',
    lacking: 'Namespace `{{namespace}}` enforces `{{level}}`; set {{settings}} in {{subject}}: {{outcome}}',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'A Namespace with the label `pod-security.kubernetes.io/enforce` takes no pod that breaks the standard of that name. The API server checks pods and nothing else: it accepts the Deployment or the Job, warns at best, and then refuses each pod that the controller wants to make. The Deployment looks healthy and has no pods; the reason stands in the events of its ReplicaSet.\n\nThe rule asks the Namespaces of the same file, and respects the version that `enforce-version` names.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/warn: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A program that uses what is taken away, or the root user, fails.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const known = new Map<string, Enforcement | undefined>();
    const enforcementOn = ({ manifest: { namespace } }: Pod): Enforcement | undefined => {
      if (namespace === undefined) return undefined;
      if (known.has(namespace)) return known.get(namespace);
      const nearest = objectsAround(ctx.doc, ctx.facts).named('Namespace', namespace, undefined);
      const enforcement = enforcements(nearest, ctx.facts.release).get(namespace);
      known.set(namespace, enforcement);
      return enforcement;
    };
    return {
      Pod(pod) {
        const enforcement = enforcementOn(pod);
        if (!enforcement) return;
        const { policy, namespace } = enforcement;
        const data = { level: policy.level, namespace: namespace.name ?? '', outcome: outcomeOf(pod) };
        const view = objectsAround(ctx.doc, ctx.facts);
        const related = [relatedTo(view, namespace, `\`${policy.level}\` is enforced here`)];
        for (const { control, span, value, fixes } of breachesOf(pod, policy)) {
          if (!isNew(span)) continue;
          const equivalents = { pss: [control] };
          ctx.report({ message: 'refused', span, data: { ...data, value }, fixes, related, equivalents });
        }
        if (ctx.facts.fragment || pod.path.custom) return;
        const lacks = lacksOf(pod, policy);
        const [first] = lacks;
        if (!first || !isNew(containerSpan(first.container))) return;
        // Settings for Linux would be refused on a pod that is bound for Windows; it lacks `os.name`.
        const isWindows = pod.windows && lacks.some(({ control }) => control !== 'restricted/runasnonroot');
        ctx.report({
          message: 'lacking',
          span: containerSpan(first.container),
          data: { ...data, settings: settingsOf(lacks), subject: subjectOf(lacks) },
          fixes: isWindows
            ? []
            : repairsNear(`Add what ${policy.level} asks for`, 'unsafe', pod.spec, () => addLacks(pod, lacks)),
          related,
          equivalents: { pss: [...new Set(lacks.map(({ control }) => control))] },
        });
      },
    };
  },
});
