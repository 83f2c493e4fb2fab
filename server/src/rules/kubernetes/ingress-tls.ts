import { defineRule } from '../../core/rule';
import { type Manifest, mapEntries, mappingsAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isOpen, places } from '../../languages/kubernetes/security';
import { lacks, snippetFix } from '../../languages/kubernetes/workloads';
import { insertEntry } from '../../languages/yaml/edits';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

/** Load balancers of clouds take their certificates from annotations. */
const CERTIFICATE = /(?:certificate-arn|managed-certificates|pre-shared-cert|ssl-cert|appgw-ssl-certificate)$/;

const hasCertificate = ({ metadata }: Manifest): boolean =>
  mapEntries(metadata, 'annotations').some(({ name }) => CERTIFICATE.test(name));

/** The hosts that have a certificate; undefined where one entry is for all of them, or cannot be read. */
function coveredHosts(spec: YamlMapping): readonly string[] | undefined {
  const hosts: string[] = [];
  for (const { value } of asSequence(get(spec, 'tls'))?.items ?? []) {
    const list = asSequence(get(value, 'hosts'))?.items ?? [];
    if (list.length === 0) return undefined;
    for (const item of list) {
      const scalar = asScalar(item.value);
      if (!scalar || isOpen(scalar.text)) return undefined;
      hosts.push(scalar.text.toLowerCase());
    }
  }
  return hosts;
}

/** A wildcard stands for one label. */
const covers = (host: string, name: string): boolean =>
  host === name || (host.startsWith('*.') && name.slice(name.indexOf('.') + 1) === host.slice(2));

export default defineRule({
  id: 'kubernetes/ingress-tls',
  summary: 'Serve the hosts of an Ingress by HTTPS',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { polaris: ['tlsSettingsMissing'], kubescape: ['ingress-no-tls'] },
  messages: {
    host: '`{{host}}` is served without encryption; add it to `spec.tls`',
    none: 'Ingress `{{name}}` has no certificate; add `spec.tls`',
  },
  notes: ['traffic'],
  lessons: ['K12'],
  docs: {
    why: 'Without an entry under `tls` the controller serves the host by plain HTTP, or with a certificate of its own that no browser trusts. Passwords and cookies can be read on the way.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  tls:\n    - hosts: [shop.example.com]\n      secretName: shop-tls\n  rules:\n    - host: shop.example.com\n',
      },
    ],
    exceptions: 'Where a proxy before the cluster holds the certificates.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
  },
  check: (ctx) => {
    const isNew = places();
    const judge = (manifest: Manifest, spec: YamlMapping, hosts: readonly YamlScalar[]): void => {
      const covered = coveredHosts(spec);
      if (covered === undefined) return;
      for (const scalar of hosts) {
        const host = scalar.text.toLowerCase();
        if (isOpen(host) || covered.some((name) => covers(name, host)) || !isNew(scalar.span)) continue;
        const snippet = `tls:\n  - hosts:\n      - ${scalar.document.source.text.slice(scalar.span.start, scalar.span.end)}\n    secretName: \${1:${manifest.name ?? 'shop'}-tls}`;
        const fixes =
          lacks(spec, 'tls') && hosts.length === 1
            ? snippetFix(`Add tls for ${shown(host)} …`, () => insertEntry(spec, snippet))
            : [];
        ctx.report({ message: 'host', span: scalar.span, data: { host: shown(host) }, fixes });
      }
    };
    return {
      Manifest(manifest) {
        const spec = manifest.kind === 'Ingress' ? specOf(manifest) : undefined;
        if (!spec || ctx.facts.fragment || manifest.otherFormat || hasCertificate(manifest)) return;
        const hosts = mappingsAt(spec, 'rules').flatMap((rule) => {
          const scalar = asScalar(get(rule, 'host'));
          return scalar && scalar.text !== '' ? [scalar] : [];
        });
        if (hosts.length > 0) judge(manifest, spec, hosts);
        else if (lacks(spec, 'tls')) {
          ctx.report({ message: 'none', span: objectSpan(manifest), data: { name: manifest.name ?? '' } });
        }
      },
    };
  },
});
