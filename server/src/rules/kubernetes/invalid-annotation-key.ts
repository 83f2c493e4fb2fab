import { defineRule } from '../../core/rule';
import { type Manifest, mapEntries } from '../../languages/kubernetes/model';
import { isLabelKey } from '../../languages/kubernetes/names';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholderKey } from '../../languages/kubernetes/schema/scalars';
import { isOpen, places } from '../../languages/kubernetes/security';
import type { YamlEntry, YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

const MAX_BYTES = 262_144;
/** In UTF-8, as the server counts. */
function bytesOf(text = ''): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** What is wrong with a key, as what to do. */
function reasonOf(key: string): string {
  const parts = key.split('/');
  const name = parts[parts.length - 1] ?? '';
  if (parts.length > 2) return 'it may have one slash';
  if (name.length > 63) return 'shorten it to 63 characters';
  if (name === '') return 'a name is missing';
  return 'write letters, digits, `-`, `_` and `.`, with letters or digits at both ends';
}

function holdersOf({ metadata, pod, otherFormat }: Manifest): readonly YamlMapping[] {
  if (otherFormat) return [];
  const all = [metadata, pod?.metadata].flatMap((holder) => holder ?? []);
  return [...new Set(all)];
}

export default defineRule({
  id: 'kubernetes/invalid-annotation-key',
  summary: 'Give annotations valid keys',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kubectl-validate': ['invalid'] },
  messages: {
    key: '`{{key}}` is no key of an annotation; {{reason}}',
    large: 'Annotations of {{size}} KiB are refused; all together may have 256 KiB',
  },
  notes: ['manifests'],
  docs: {
    why: 'The key of an annotation is a name of up to 63 letters, digits, `-`, `_` and `.`, with a DNS name and a slash before it if it belongs to somebody. The API server refuses an object with any other key, and one whose annotations are larger than 256 KiB together.',
    invalid: [{ code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    "shop team": web\n' }],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations:\n    example.com/shop-team: any value at all\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  },
  check: (ctx) => {
    const isNew = places();
    const judgeSize = (metadata: YamlMapping, entries: readonly YamlEntry[]): void => {
      const holder = entryOf(metadata, 'annotations');
      const size = entries.reduce((sum, { name, value }) => sum + bytesOf(name) + bytesOf(asScalar(value)?.text), 0);
      if (!holder || size <= MAX_BYTES || !isNew(holder.key.span)) return;
      ctx.report({ message: 'large', span: holder.key.span, data: { size: Math.ceil(size / 1024) } });
    };
    return {
      Manifest(manifest) {
        for (const metadata of holdersOf(manifest)) {
          const entries = mapEntries(metadata, 'annotations');
          judgeSize(metadata, entries);
          for (const { name, key } of entries) {
            if (isPlaceholderKey(name) || isOpen(name) || isLabelKey(name.toLowerCase()) || !isNew(key.span)) continue;
            ctx.report({ message: 'key', span: key.span, data: { key: shown(name), reason: reasonOf(name) } });
          }
        }
      },
    };
  },
});
