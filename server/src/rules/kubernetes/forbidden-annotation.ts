import { defineRule } from '../../core/rule';
import { mapEntries } from '../../languages/kubernetes/model';
import { keyMatcher } from '../../languages/kubernetes/name-globs';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { places, withoutEntry } from '../../languages/kubernetes/security';
import type { YamlEntry } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'kubernetes/forbidden-annotation',
  summary: 'Keep out annotations that the project forbids',
  category: 'maintainability',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['forbidden-annotation'] },
  options: {
    annotations: {
      type: 'strings',
      description: 'Keys of annotations that no object may have, as globs such as `example.com/*`; none means none.',
      default: [],
    },
  },
  messages: { forbidden: 'The annotation `{{key}}` is forbidden in this project; remove it' },
  notes: ['manifests'],
  docs: {
    why: 'Annotations switch things on: a tool that they belong to reads them, and nothing checks who wrote them. A project can say which ones it does not want to see.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    example.com/public: "true"\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n',
        options: { annotations: ['example.com/*'] },
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    email: shop@example.com\n',
        options: { annotations: ['example.com/*'] },
      },
    ],
    fixSafety: 'What the annotation switched on is off.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  },
  check: (ctx) => {
    const matchers = ctx.options.annotations.map(keyMatcher);
    const isNew = places();
    const judge = (entries: readonly YamlEntry[]): void => {
      for (const entry of entries) {
        if (!matchers.some((matches) => matches(entry.name)) || !isNew(entry.key.span)) continue;
        const key = shown(entry.name);
        const fixes = withoutEntry(entry, `Remove ${key}`);
        ctx.report({ message: 'forbidden', span: entry.key.span, data: { key }, fixes });
      }
    };
    return {
      Manifest(manifest) {
        if (matchers.length === 0 || manifest.otherFormat) return;
        judge(mapEntries(manifest.metadata, 'annotations'));
        if (manifest.pod) judge(mapEntries(manifest.pod.metadata, 'annotations'));
      },
    };
  },
});
