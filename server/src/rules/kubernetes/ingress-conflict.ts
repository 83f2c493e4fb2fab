import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { type Manifest, mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { objectsOf, specOf } from '../../languages/kubernetes/objects';
import { asScalar, get } from '../../languages/yaml/query';

interface Route {
  readonly key: string;
  readonly shown: string;
  readonly span: Span;
}

/** What an Ingress takes over: host and path, in the hands of one controller. */
function routesOf(ingress: Manifest): readonly Route[] {
  const spec = specOf(ingress);
  const controller = stringAt(spec, 'ingressClassName') ?? '';
  return mappingsAt(spec, 'rules').flatMap((rule) => {
    const host = stringAt(rule, 'host') ?? '*';
    return mappingsAt(mappingAt(rule, 'http'), 'paths').flatMap((path) => {
      const node = asScalar(get(path, 'path'));
      if (!node) return [];
      const type = stringAt(path, 'pathType') ?? '';
      return [{ key: [controller, host, type, node.text].join('\0'), shown: `${host}${node.text}`, span: node.span }];
    });
  });
}

export default defineRule({
  id: 'kubernetes/ingress-conflict',
  summary: 'Give each host and path to one Ingress only',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { twice: '`{{route}}` is taken by Ingress `{{first}}` already; which one answers is not defined' },
  notes: ['traffic'],
  lessons: ['K12'],
  docs: {
    why: 'Nothing forbids two Ingresses with one host and path. Which of them gets the requests depends on the controller, often on which one is older, and changes when one is made anew.\n\nThe rule compares the Ingresses of one file. Canaries of ingress-nginx are meant to share a path and are left alone.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: a\n                port: {number: 80}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: till\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: b\n                port: {number: 80}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: a\n                port: {number: 80}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: till\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /till\n            pathType: Prefix\n            backend:\n              service:\n                name: b\n                port: {number: 80}\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches'],
  },
  check: (ctx) => ({
    Document() {
      const taken = new Map<string, Manifest>();
      for (const ingress of objectsOf(ctx.doc, 'Ingress')) {
        const annotations = mappingAt(ingress.metadata, 'annotations');
        if (stringAt(annotations, 'nginx.ingress.kubernetes.io/canary') === 'true') continue;
        for (const { key, shown, span } of routesOf(ingress)) {
          const own = `${ingress.namespace ?? ''}\0${key}`;
          const first = taken.get(own);
          if (!first) taken.set(own, ingress);
          else if (first !== ingress && first.name !== ingress.name)
            ctx.report({ message: 'twice', span, data: { route: shown, first: first.name ?? '' } });
        }
      }
    },
  }),
});
