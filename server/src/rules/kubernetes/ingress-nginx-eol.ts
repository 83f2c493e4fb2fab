import { defineRule } from '../../core/rule';
import { specOf } from '../../languages/kubernetes/objects';
import { places } from '../../languages/kubernetes/security';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

/** Images of the project, of its mirrors and of its time at quay.io. */
const IMAGE = /(?:^|\/)(?:ingress-nginx\/controller(?:-chroot)?|nginx-ingress-controller)(?=$|[:@])/;

export default defineRule({
  id: 'kubernetes/ingress-nginx-eol',
  summary: 'Move on from Ingress NGINX, which is no longer maintained',
  category: 'security',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  tags: ['deprecated'],
  equivalents: { kubescape: ['detect-nginx-ingress-controller-eol'] },
  messages: { ended: 'Ingress NGINX ended in March 2026 and gets no security fixes; plan a move' },
  notes: ['traffic'],
  lessons: ['K12'],
  docs: {
    why: 'The Kubernetes project retired its controller Ingress NGINX: since March 2026 there are no releases, and holes that are found are not closed any more. The controller stands at the border to the Internet and may read the Secrets of all Ingresses.\n\nThe controller of F5, `nginx/nginx-ingress`, is another one and goes on.',
    instead: 'The Gateway API with one of its many implementations, or another Ingress controller.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: nginx\nspec:\n  controller: k8s.io/ingress-nginx\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: nginx\nspec:\n  controller: nginx.org/ingress-controller\n',
      },
    ],
    references: [
      'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
      'https://gateway-api.sigs.k8s.io/implementations/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const report = (scalar: YamlScalar | undefined): void => {
      if (scalar && isNew(scalar.span)) ctx.report({ message: 'ended', span: scalar.span });
    };
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'IngressClass') return;
        const controller = asScalar(get(specOf(manifest), 'controller'));
        if (controller?.text === 'k8s.io/ingress-nginx') report(controller);
      },
      Container({ image }) {
        if (image && image.text.length < 1000 && IMAGE.test(image.text) && !image.text.includes('bitnami'))
          report(image);
      },
    };
  },
});
