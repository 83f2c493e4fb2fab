import { defineRule } from '../../core/rule';
import { mapEntries } from '../../languages/kubernetes/model';
import { places, withoutEntry } from '../../languages/kubernetes/security';
import { asScalar } from '../../languages/yaml/query';

const PREFIX = 'nginx.ingress.kubernetes.io/';
/** Values that were put into the configuration as they are (CVE-2025-1097, 1098, 24514). */
const COPIED = new Set(['auth-url', 'auth-tls-match-cn', 'mirror-target', 'mirror-host']);

/** Others have checks of their own for what reads files. */
function messageFor(text: string): 'snippet' | 'lua' | 'alias' | 'both' {
  const lua = /lua/i.test(text);
  const alias = /\balias\b/i.test(text);
  if (lua) return alias ? 'both' : 'lua';
  return alias ? 'alias' : 'snippet';
}

export default defineRule({
  id: 'kubernetes/no-nginx-snippets',
  summary: 'Write no nginx configuration into annotations',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KCV-0093'], checkov: ['CKV_K8S_152', 'CKV_K8S_153', 'CKV_K8S_154'] },
  messageEquivalents: {
    snippet: { trivy: ['KCV-0093'], checkov: ['CKV_K8S_153'] },
    lua: { trivy: ['KCV-0093'], checkov: ['CKV_K8S_152', 'CKV_K8S_153'] },
    alias: { trivy: ['KCV-0093'], checkov: ['CKV_K8S_153', 'CKV_K8S_154'] },
    value: { trivy: ['KCV-0093', 'KCV-0094'] },
  },
  messages: {
    snippet: '`{{name}}` writes nginx configuration, which can read every Secret; remove it',
    lua: '`{{name}}` writes nginx configuration, which can read every Secret; remove it',
    alias: '`{{name}}` writes nginx configuration, which can read every Secret; remove it',
    both: '`{{name}}` writes nginx configuration, which can read every Secret; remove it',
    value: '`{{name}}` breaks out into the nginx configuration; remove what is no plain value',
  },
  notes: ['traffic'],
  lessons: ['K12'],
  docs: {
    why: 'The text of a snippet becomes a part of the configuration of the controller, which may read the Secrets of the whole cluster. Who may write an Ingress can so read all of them (CVE-2021-25742). Newer controllers switch snippets off, and the Ingress is then refused.\n\nSome other annotations were copied without a check (CVE-2025-1097, CVE-2025-1098, CVE-2025-24514): a semicolon, a brace or a line break in them is an attempt.',
    instead: 'An annotation of its own for what the snippet does (headers, rewrites, limits), or the program itself.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/proxy-body-size: 8m\n    nginx.ingress.kubernetes.io/configuration-snippet: |\n      more_set_headers "X-Shop: 1";\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/proxy-body-size: 8m\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/rewrite-target: /$1\n',
      },
    ],
    fixSafety: 'What the snippet did is not done any more.',
    references: [
      'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet',
      'https://nvd.nist.gov/vuln/detail/CVE-2021-25742',
      'https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest({ kind, metadata }) {
        if (kind !== 'Ingress') return;
        for (const entry of mapEntries(metadata, 'annotations')) {
          if (!entry.name.startsWith(PREFIX)) continue;
          const name = entry.name.slice(PREFIX.length);
          const scalar = asScalar(entry.value);
          const { span } = entry.key;
          if (name.endsWith('-snippet') && scalar?.text.trim() !== '') {
            if (isNew(span))
              ctx.report({
                message: messageFor(scalar?.text ?? ''),
                span,
                data: { name },
                fixes: () => withoutEntry(entry, `Remove ${name}`),
              });
          } else if (scalar && COPIED.has(name) && /[;{}\r\n]/.test(scalar.text.trim().replaceAll(/\$\{\w+\}/g, ''))) {
            if (scalar.text.includes('{{') || !isNew(scalar.span)) continue;
            ctx.report({ message: 'value', span: scalar.span, data: { name } });
          }
        }
      },
    };
  },
});
