import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Manifest } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { readScalar } from '../../languages/kubernetes/schema/scalars';
import type { KubernetesSchema } from '../../languages/kubernetes/schema/types';
import { wordsForNode } from '../../languages/kubernetes/schema/words';
import { insertEntry, setPath } from '../../languages/yaml/edits';
import { deref, entryOf, get, type YamlTarget } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/missing-api-version-or-kind',
  summary: 'Give every object an apiVersion and a kind',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: {
    version: '{{kind}} has no `apiVersion`; add `apiVersion: {{right}}`',
    unknownVersion: '`{{kind}}` has no `apiVersion`; add one',
    kind: 'An object of `{{apiVersion}}` has no `kind`; add one',
    text: '`{{field}}` is {{actual}}; write a string',
  },
  notes: ['manifests'],
  lessons: ['K01'],
  docs: {
    why: '`apiVersion` and `kind` say what an object is. Without both kubectl does not know where to send it and refuses the file.',
    invalid: [
      {
        code: 'kind: Deployment\nmetadata:\n  name: shop\nspec: {}\n---\napiVersion: v1\nkind: Namespace\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec: {}\n---\napiVersion: v1\nkind: Namespace\n',
      },
    ],
    valid: [{ code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n' }],
    fixSafety: 'The kind exists in several versions; the preferred one is written.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      // Nearly every object.
      if (manifest.kind !== undefined && manifest.apiVersion !== undefined) return;
      const { root, kind, kindNode, apiVersion, apiVersionNode, otherFormat } = manifest;
      if (otherFormat || ctx.facts.fragment || get(root, 'metadata') === undefined) return;
      for (const field of ['apiVersion', 'kind']) {
        const entry = entryOf(root, field);
        const node = deref(entry?.value);
        const actual = node && actualOf(node);
        if (entry && actual !== undefined)
          ctx.report({ message: 'text', span: entry.key.span, data: { field, actual } });
      }
      if (kind !== undefined && kindNode && isAbsent(manifest, 'apiVersion')) {
        const right = ctx.facts.schema && versionFor(ctx.facts.schema, kind);
        if (!right) ctx.report({ message: 'unknownVersion', span: kindNode.span, data: { kind } });
        else {
          ctx.report({
            message: 'version',
            span: kindNode.span,
            data: { kind, right: right.apiVersion },
            fixes: [insertion(manifest, right)],
          });
        }
      } else if (apiVersion !== undefined && apiVersionNode && isAbsent(manifest, 'kind')) {
        ctx.report({ message: 'kind', span: apiVersionNode.span, data: { apiVersion } });
      }
    },
  }),
});

/** What stands where a text is wanted; undefined for texts and for what a template fills in. */
function actualOf(node: YamlTarget): string | undefined {
  if (node.kind !== 'scalar') return node.flow && isOpen(node) ? undefined : wordsForNode(node);
  return node.text === '' || readScalar(node).kind === 'string' ? undefined : wordsForNode(node);
}

/** `{{ .Values.kind }}` without quotes. */
const isOpen = ({ document, span }: YamlTarget): boolean => document.source.text.startsWith('{{', span.start);

/** Not there, or with nothing behind it. */
function isAbsent({ root }: Manifest, key: string): boolean {
  const entry = entryOf(root, key);
  return entry === undefined || entry.value === undefined;
}

interface Right {
  readonly apiVersion: string;
  readonly only: boolean;
}

function versionFor(schema: KubernetesSchema, kind: string): Right | undefined {
  const served = schema.versionsOf(kind).filter(({ removed, custom }) => !removed && !custom);
  const [first] = served;
  return first && { apiVersion: first.apiVersion, only: served.length === 1 };
}

const insertion = ({ root }: Manifest, { apiVersion, only }: Right): Fix =>
  fix(`Add apiVersion: ${apiVersion}`, only ? 'safe' : 'unsafe', () =>
    entryOf(root, 'apiVersion')
      ? setPath(root, ['apiVersion'], apiVersion)
      : insertEntry(root, `apiVersion: ${apiVersion}`, { first: true }),
  );
