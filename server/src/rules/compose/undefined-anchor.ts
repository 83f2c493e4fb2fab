import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlDocument, YamlNode } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/undefined-anchor',
  aka: ['compose/anchor-across-documents'],
  summary: 'Report aliases whose anchor does not stand above them',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-yaml'] },
  messages: {
    near: 'There is no anchor `&{{name}}` above; did you mean `*{{near}}`?',
    unknown: 'There is no anchor `&{{name}}` in this file; anchors of other files do not count',
    later: 'The anchor `&{{name}}` stands below its alias; move it above',
    document: '`&{{name}}` stands in another document; Compose takes it, other YAML readers do not',
  },
  notes: [],
  docs: {
    why: 'An alias repeats a value that was anchored above it in the same file. Docker Compose reads each file by itself: an anchor of a base file is not known in its override file, and the file is refused.\n\nAn anchor of an earlier document of the same file works today, though YAML does not provide for it: that is a warning.',
    invalid: [
      {
        code: 'x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *comon\n    image: nginx:1.29\n',
        fixed: 'x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n    image: nginx:1.29\n',
      },
    ],
    valid: [
      { code: 'x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n    image: nginx:1.29\n' },
    ],
    fixSafety: 'The anchor that is near may not be the one that was meant.',
    references: [
      'https://docs.docker.com/reference/compose-file/fragments/',
      'https://yaml.org/spec/1.2.2/#71-alias-nodes',
    ],
  },
  check: (ctx) => ({
    Compose({ stream }) {
      const before = new Set<string>();
      for (const document of stream.documents) {
        const lost = lostAliases(document);
        if (lost.length > 0) {
          const anchors = anchorsOf(document);
          for (const alias of lost) {
            const { span } = alias;
            const name = shown(alias.name);
            const near = closest(
              alias.name,
              // What holds the alias cannot be repeated inside itself.
              [...anchors].flatMap(([other, { end }]) => (end <= span.start ? other : [])),
            );
            if (before.has(alias.name)) ctx.report({ message: 'document', span, data: { name }, severity: 'warning' });
            else if (anchors.has(alias.name)) ctx.report({ message: 'later', span, data: { name } });
            else if (near === undefined) ctx.report({ message: 'unknown', span, data: { name } });
            else {
              const fixes = [fix(`Write *${near}`, 'unsafe', () => [{ span, text: `*${near}` }])];
              ctx.report({ message: 'near', span, data: { name, near }, fixes });
            }
          }
        }
        if (stream.documents.length > 1) for (const name of anchorsOf(document).keys()) before.add(name);
      }
    },
  }),
});

type Alias = Extract<YamlNode, { readonly kind: 'alias' }>;

function lostAliases({ root, problems }: YamlDocument): readonly Alias[] {
  const at = new Set(problems.flatMap(({ code, span }) => (code === 'unknown-anchor' ? span.start : [])));
  if (at.size === 0) return [];
  const found: Alias[] = [];
  walk(root, (node) => {
    if (node.kind === 'alias' && at.has(node.span.start)) found.push(node);
  });
  return found;
}

/** The anchors of a document, each from its first place to the end of what it names. */
function anchorsOf({ root }: YamlDocument): ReadonlyMap<string, Span> {
  const anchors = new Map<string, Span>();
  walk(root, ({ anchor, span }) => {
    if (anchor && !anchors.has(anchor.name)) anchors.set(anchor.name, { start: anchor.span.start, end: span.end });
  });
  return anchors;
}
