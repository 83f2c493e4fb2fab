import { closest, editDistance } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { type Manifest, mapEntries, mappingAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { places, repairs } from '../../languages/kubernetes/security';
import { renameKey } from '../../languages/yaml/edits';
import type { YamlEntry } from '../../languages/yaml/nodes';

/** Names below prefixes that nobody else uses, so that a near one is a slip. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'prometheus.io': ['scrape', 'port', 'path', 'scheme', 'probe', 'interval', 'timeout', 'scrape_slow', 'scrape-slow'],
  'app.kubernetes.io': ['name', 'instance', 'version', 'component', 'part-of', 'managed-by', 'created-by'],
  'topology.kubernetes.io': ['zone', 'region'],
  'pod-security.kubernetes.io': ['enforce', 'enforce-version', 'audit', 'audit-version', 'warn', 'warn-version'],
  'helm.sh': ['chart', 'hook', 'hook-weight', 'hook-delete-policy', 'hook-output-log-policy', 'resource-policy'],
  'kubernetes.io': [
    'arch',
    'os',
    'hostname',
    'change-cause',
    'description',
    'ingress.class',
    'metadata.name',
    'service-account.name',
    'service-account.uid',
    'legacy-token-last-used',
    'enforce-mountable-secrets',
    'psp',
    'name',
    'role',
    'tls-acme',
    'cluster-service',
    'egress-bandwidth',
    'ingress-bandwidth',
    'minimum-version',
    'bootstrapping',
  ],
};

/** Other prefixes are the business of those who made them; a near one with a known name behind it is a slip too. */
const PREFIXES = Object.keys(KNOWN);

/** A slip of one letter, of two in a long word: what is further away is another word. */
function slipOf(word: string, known: readonly string[]): string | undefined {
  const limit = word.length > 7 ? 2 : 1;
  const right = closest(word, known);
  return right !== undefined && editDistance(word, right, limit) <= limit ? right : undefined;
}

/** The key that was meant; undefined for one that is known, or that nothing is like. */
function meant(key: string): string | undefined {
  const slash = key.indexOf('/');
  if (slash <= 0 || key.length > 100) return undefined;
  const [prefix, name] = [key.slice(0, slash), key.slice(slash + 1)];
  const names = Object.hasOwn(KNOWN, prefix) ? KNOWN[prefix] : undefined;
  if (names) {
    // Short names are near to too many others.
    const right =
      name.length > 3 && !names.includes(name)
        ? slipOf(
            name,
            names.filter((n) => n.length > 3),
          )
        : undefined;
    return right === undefined ? undefined : `${prefix}/${right}`;
  }
  if (prefix.length < 9 || !/\.(?:io|sh)$/.test(prefix)) return undefined;
  const right = slipOf(
    prefix,
    PREFIXES.filter((other) => Math.abs(other.length - prefix.length) < 2),
  );
  if (right === undefined || prefix.endsWith(`.${right}`) || right.endsWith(`.${prefix}`)) return undefined;
  return KNOWN[right]?.includes(name) === true ? `${right}/${name}` : undefined;
}

/** Where labels and annotations stand, and where they are asked for. */
function keysOf(manifest: Manifest): readonly YamlEntry[] {
  const spec = specOf(manifest);
  const { pod, metadata } = manifest;
  const holders = pod && pod.metadata !== metadata ? [metadata, pod.metadata] : [metadata];
  return [
    ...holders.flatMap((holder) => [...mapEntries(holder, 'labels'), ...mapEntries(holder, 'annotations')]),
    ...mapEntries(mappingAt(spec, 'selector'), 'matchLabels'),
    ...(manifest.kind === 'Service' ? mapEntries(spec, 'selector') : []),
    ...mapEntries(pod?.spec, 'nodeSelector'),
  ];
}

export default defineRule({
  id: 'kubernetes/misspelt-well-known-key',
  summary: 'Report labels and annotations that are one slip away from a well-known one',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { near: 'Nothing reads `{{key}}`; did you mean `{{right}}`?' },
  notes: ['manifests'],
  lessons: ['K16'],
  docs: {
    why: 'Labels and annotations may have any name, so that nothing complains about a slip: the measurements are not collected, the pod is not placed, the hook is not a hook.\n\nThe rule knows the names that Kubernetes, Helm and Prometheus read, and reports only what is next to one of them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    prometheus.io/scape: "true"\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    prometheus.io/scrape: "true"\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    prometheus.io/scrape: "true"\n    shop.example.com/scape: "yes"\n',
      },
    ],
    fixSafety: 'A selector elsewhere may be written with the same slip, and would not find the object any more.',
    references: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        if (manifest.otherFormat) return;
        for (const entry of keysOf(manifest)) {
          const right = meant(entry.name);
          if (right === undefined || !isNew(entry.key.span)) continue;
          ctx.report({
            message: 'near',
            span: entry.key.span,
            data: { key: entry.name, right },
            // Both at once would be the same key twice.
            fixes: entry.mapping.entries.some(({ name }) => name === right)
              ? []
              : repairs(`Rename to ${right}`, 'unsafe', () => renameKey(entry, right)),
          });
        }
      },
    };
  },
});
