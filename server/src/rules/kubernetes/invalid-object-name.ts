import { defineRule } from '../../core/rule';
import { asDnsName, isLabelName, isStandIn, isSubdomain } from '../../languages/kubernetes/names';
import { fix, mappingSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isNull, isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { kindInfoOf, schemaFor } from '../../languages/kubernetes/schema-problems';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/invalid-object-name',
  summary: 'Name objects as their kind allows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kubectl-validate': ['error_invalid_name'] },
  messages: {
    characters: '`{{name}}` is no name for a {{kind}}; use {{allowed}}',
    long: '`{{name}}` has {{length}} characters, a {{kind}} may have {{limit}}; shorten it',
    missing: '{{kind}} has no name; add `metadata.name`',
    empty: '{{kind}} has an empty name; write one',
    prefix: '`{{name}}` cannot begin the name of a {{kind}}; use {{allowed}}',
    namespace: '`{{name}}` is no name for a namespace; use {{allowed}}',
  },
  notes: ['manifests'],
  docs: {
    why: 'Names end up in DNS, in paths and in labels, so the API server allows few characters: small letters, digits, dashes and, for most kinds, dots. A Service must begin with a letter, and a CronJob leaves room for what is added to the names of its jobs.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: My_Shop\n',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: my-shop\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: my-shop\n' }],
    fixSafety: 'Whatever refers to the object by its old name has to be changed too.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const { kind, metadata, otherFormat, kindNode } = manifest;
      if (kind === undefined || otherFormat || ctx.facts.fragment) return;
      if (!schemaFor(ctx.doc, ctx.facts)?.versionsOf(kind)[0]) return;
      const namespace = asScalar(entryOf(metadata, 'namespace')?.value);
      if (namespace && !isOpenName(namespace.text) && !LABEL.allows(namespace.text)) {
        const data = { name: shown(namespace.text), allowed: LABEL.words };
        ctx.report({ message: 'namespace', span: namespace.span, data });
      }
      const entry = entryOf(metadata, 'name');
      const node = asScalar(entry?.value);
      const prefix = asScalar(entryOf(metadata, 'generateName')?.value);
      const rule = ruleFor(kind);
      // What is put behind it begins with a letter or a digit.
      if (prefix && !isOpenName(prefix.text) && !rule.allows(`${prefix.text}x`)) {
        const data = { name: shown(prefix.text), kind, allowed: rule.words };
        ctx.report({ message: 'prefix', span: prefix.span, data });
      }
      const info = kindInfoOf(ctx.doc, manifest, ctx.facts);
      const stored = info?.plural !== undefined && !kind.endsWith('Review') && !NAMELESS.has(kind);
      if (node && isEmpty(node)) {
        if (stored && !prefix) ctx.report({ message: 'empty', span: node.span, data: { kind } });
        return;
      }
      if (!node) {
        if (!stored || !kindNode || entry?.value || entryOf(metadata, 'generateName')) return;
        // `metadata: *other` that cannot be followed says nothing.
        if (!metadata && entryOf(manifest.root, 'metadata')?.value?.kind === 'alias') return;
        const span = metadata && !metadata.flow && metadata.entries.length > 0 ? mappingSpan(metadata) : kindNode.span;
        ctx.report({ message: 'missing', span, data: { kind } });
        return;
      }
      const name = node.text;
      const { span } = node;
      if (isOpenName(name)) return;
      if (!rule.allows(name)) {
        const right = rule.dots === undefined ? undefined : asDnsName(name, rule.dots);
        const fixes =
          right !== undefined && right !== name && rule.allows(right)
            ? [fix(`Rename to ${shown(right)}`, 'unsafe', () => replaceValue(node, right))]
            : [];
        ctx.report({ message: 'characters', span, data: { name: shown(name), kind, allowed: rule.words }, fixes });
      } else if (name.length > rule.limit) {
        ctx.report({
          message: 'long',
          span,
          data: { name: shown(name), kind, length: name.length, limit: rule.limit },
        });
      }
    },
  }),
});

/** `name: ""` or `name: null`; not `name:`, which somebody is about to write. */
const isEmpty = (node: YamlScalar): boolean => (node.text === '' ? node.style !== 'plain' : isNull(node));

const isOpenName = (name: string): boolean => name === '' || isPlaceholder(name) || isStandIn(name);

/** Sent and answered, or a part of a request: never stored under a name. */
const NAMELESS: ReadonlySet<string> = new Set(['Binding', 'Eviction', 'TokenRequest', 'Scale', 'ComponentStatus']);

interface NameRule {
  readonly allows: (name: string) => boolean;
  readonly limit: number;
  /** Undefined: nothing to be mended. */
  readonly dots: boolean | undefined;
  readonly words: string;
}

const LABEL: NameRule = {
  allows: (name) => isLabelName(name.slice(0, 63)) || (name.length > 63 && isLabelName(name.slice(0, 62))),
  limit: 63,
  dots: false,
  words: 'small letters, digits and `-`',
};

const SUBDOMAIN: NameRule = {
  allows: (name) => name.length > 253 || isSubdomain(name),
  limit: 253,
  dots: true,
  words: 'small letters, digits, `-` and `.`',
};

/** Anything that can be a part of a path. */
const PATH: NameRule = {
  allows: (name) => name !== '.' && name !== '..' && !/[/%]/.test(name),
  limit: 4096,
  dots: undefined,
  words: 'no `/` and no `%`',
};

const SERVICE: NameRule = {
  ...LABEL,
  allows: (name) => /^[a-z]/.test(name) && LABEL.allows(name),
  words: 'small letters, digits and `-`, a letter first',
};

const RULES: ReadonlyMap<string, NameRule> = new Map([
  ['Namespace', LABEL],
  ['Service', SERVICE],
  ['CronJob', { ...SUBDOMAIN, limit: 52 }],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => [kind, PATH] as const),
  // These have rules of their own: `v1.example.com`, `example:a:b`, an address.
  ...['APIService', 'ClusterTrustBundle', 'IPAddress', 'PriorityLevelConfiguration', 'FlowSchema', 'Event'].map(
    (kind) => [kind, PATH] as const,
  ),
]);

const ruleFor = (kind: string): NameRule => RULES.get(kind) ?? SUBDOMAIN;
