import { defineRule } from '../../core/rule';
import { places } from '../../languages/kubernetes/security';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/pull-policy-never',
  summary: 'Let nodes fetch the images they need',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: { never: '`imagePullPolicy: Never` fails on nodes without the image; use `IfNotPresent`' },
  notes: ['image-references'],
  docs: {
    why: 'With `Never` a container starts only on a node that somebody has brought the image to. On a machine of a developer, where the image has just been built, that is right; in a cluster the pod stays at `ErrImageNeverPull` as soon as it lands on another node.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      imagePullPolicy: Never\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      imagePullPolicy: IfNotPresent\n',
      },
    ],
    exceptions: 'Manifests for minikube or kind, and static pods whose images the installer brings.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node }) {
        const policy = asScalar(get(node, 'imagePullPolicy'));
        if (policy?.text === 'Never' && isNew(policy.span)) ctx.report({ message: 'never', span: policy.span });
      },
    };
  },
});
