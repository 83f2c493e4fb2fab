import { defineRule } from '../../core/rule';
import { fix } from '../../languages/yaml/fixes';
import { BlockMover, type Indented, indentedBlocks } from '../../languages/yaml/indents';

export default defineRule({
  id: 'compose/indentation',
  summary: 'Indent mappings and lists in one way',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  options: {
    size: {
      type: 'integer',
      description: 'Spaces by which what stands below a key is indented.',
      default: 2,
      minimum: 1,
      maximum: 8,
    },
    sequences: {
      type: 'string',
      description: 'Whether dashes stand below their key or indented; `consistent` takes what the file has more of.',
      default: 'consistent',
      enum: ['consistent', 'indented', 'flush'],
    },
  },
  messages: {
    block: '`{{key}}` is {{found}} here; indent by {{wanted}}',
    list: 'This list is {{found}}; indent its dashes by {{wanted}}',
    flush: 'This list is {{found}}; put its dashes below the key',
    root: '`{{key}}` is {{found}}; begin at the start of the line',
  },
  notes: [],
  docs: {
    why: 'In YAML the indentation is the structure. When every level is as wide as the others, a key that slipped a level is seen at once.',
    invalid: [
      {
        code: 'services:\n    web:\n        image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n' },
      { code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n    - "8080:80"\n' },
    ],
    references: ['https://yaml.org/spec/1.2.2/#61-indentation-spaces'],
  },
  check: (ctx) => {
    const { size, sequences } = ctx.options;
    return {
      Compose({ stream }) {
        const documents = stream.documents.map((document) => ({ document, blocks: indentedBlocks(document) }));
        const isFlush =
          sequences === 'flush' || (sequences === 'consistent' && mostFlush(documents.flatMap(({ blocks }) => blocks)));
        for (const { document, blocks } of documents) {
          const mover = new BlockMover(document);
          for (const indented of blocks) {
            const wanted = wantedFor(indented, size, isFlush);
            if (indented.offset === wanted) continue;
            const edits = () => mover.move(indented, wanted - indented.offset);
            const fixes = edits()
              ? [fix(wanted === 0 ? 'Remove the indentation' : `Indent by ${wanted}`, 'safe', edits)]
              : [];
            const first = firstOf(indented);
            ctx.report({
              message: messageFor(indented, wanted),
              span: first.span,
              data: { key: first.key, found: words(indented.offset), wanted },
              fixes,
            });
          }
        }
      },
    };
  },
});

/** Whether more lists of a file stand below their keys than are indented; of equals what comes first. */
function mostFlush(blocks: readonly Indented[]): boolean {
  const lists = blocks.filter(({ block }) => block.kind === 'sequence' && block.holder);
  const flush = lists.filter(({ offset }) => offset === 0).length;
  return flush * 2 === lists.length ? lists[0]?.offset === 0 : flush * 2 > lists.length;
}

function wantedFor({ block }: Indented, size: number, isFlush: boolean): number {
  if (!block.holder) return 0;
  return block.kind === 'sequence' && isFlush ? 0 : size;
}

function messageFor({ block }: Indented, wanted: number): 'root' | 'block' | 'flush' | 'list' {
  if (!block.holder) return 'root';
  if (block.kind === 'mapping') return 'block';
  return wanted === 0 ? 'flush' : 'list';
}

/** The first key, or the dash of the first item. */
function firstOf({ block }: Indented) {
  const { start, end } = block.span;
  if (block.kind === 'sequence') return { key: '-', span: { start, end: Math.min(start + 1, end) } };
  const key = block.entries[0]?.key;
  return { key: block.entries[0]?.name ?? '', span: key?.span ?? block.span };
}

function words(offset: number): string {
  if (offset === 0) return 'not indented';
  return offset === 1 ? 'indented by 1 space' : `indented by ${offset} spaces`;
}
