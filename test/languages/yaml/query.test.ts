import assert from 'node:assert/strict';
import type { YamlDocument, YamlNode } from '../../../server/src/languages/yaml/nodes';
import {
  asMapping,
  asScalar,
  deref,
  entriesOf,
  entryOf,
  get,
  getPath,
  nodeAt,
  pathOf,
  walk,
} from '../../../server/src/languages/yaml/query';
import { parseStream } from '../../../server/src/languages/yaml/stream';
import { outline } from './outline';

function documentOf(text: string): YamlDocument {
  const [document] = parseStream(text).documents;
  assert.ok(document);
  return document;
}

const rootOf = (text: string): YamlNode => {
  const { root } = documentOf(text);
  assert.ok(root);
  return root;
};

/** The entries of the mapping at a path, as `key=value@line`. */
function entries(text: string, ...path: string[]): string {
  const mapping = asMapping(getPath(rootOf(text), path));
  assert.ok(mapping);
  return entriesOf(mapping)
    .map((entry) => `${entry.name}=${outline(entry.value)}@${text.slice(0, entry.span.start).split('\n').length}`)
    .join(' ');
}

describe('yaml query', () => {
  it('follows aliases', () => {
    const root = rootOf('a: &x {b: 1}\nc: *x\nd: *y\n');
    const alias = entryOf(root, 'c')?.value;
    assert.equal(alias?.kind, 'alias');
    assert.equal(deref(alias), get(root, 'a'));
    assert.equal(get(root, 'd'), undefined);
    assert.equal(deref(undefined), undefined);
  });

  it('finds values by key and by path', () => {
    const root = rootOf('spec:\n  template: &t\n    - name: a\n    - name: b\n  other: *t\n  n:\n');
    assert.equal(asScalar(getPath(root, ['spec', 'template', 1, 'name']))?.text, 'b');
    assert.equal(asScalar(getPath(root, ['spec', 'other', 0, 'name']))?.text, 'a');
    assert.equal(getPath(root, ['spec', 'template', 'name']), undefined);
    assert.equal(getPath(root, ['spec', 'template', 7]), undefined);
    assert.equal(getPath(root, ['spec', 'n', 'x']), undefined);
    assert.equal(getPath(undefined, ['a']), undefined);
    assert.equal(getPath(root, []), root);
  });

  it('takes the last of equal keys', () => {
    const root = rootOf('a: 1\na: 2\n');
    assert.equal(asScalar(get(root, 'a'))?.text, '2');
    assert.equal(entries('a: 1\nb: 2\na: 3\n'), 'a=3@3 b=2@2');
  });

  const merges: Readonly<Record<string, readonly [string, string]>> = {
    'own entries win': ['x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n', 'b=3@4 a=1@1'],
    'own entries above win too': ['x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x\n', 'b=3@3 a=1@1'],
    'the first of a list wins': ['x: &x {a: 1}\nz: &z {a: 2, b: 2}\ny:\n  <<: [*x, *z]\n', 'a=1@1 b=2@2'],
    'the later of two wins': ['x: &x {a: 1, c: 3}\nz: &z {a: 2}\ny:\n  <<: *x\n  <<: *z\n', 'a=2@2 c=3@1'],
    'a mapping in place': ['y:\n  <<: {a: 1}\n', 'a=1@2'],
    'a merge of a merge': ['x: &x {a: 1}\nz: &z {<<: *x, b: 2}\ny:\n  <<: *z\n', 'b=2@2 a=1@1'],
    'an alias of a list': ['x: &x [{a: 1}, {b: 2}]\ny:\n  <<: *x\n', 'a=1@1 b=2@1'],
    'nothing to merge': ['y:\n  <<: text\n  a: 1\n', 'a=1@3'],
    'quoted it is a key': ['y:\n  "<<": 1\n  a: 1\n', '<<=1@2 a=1@3'],
    'a circle': ['y: &y\n  <<: *y\n  a: 1\n', 'a=1@3'],
  };
  for (const [name, [text, expected]] of Object.entries(merges)) {
    it(`merges: ${name}`, () => assert.equal(entries(text, 'y'), expected));
  }

  it('merges a bomb', () => {
    let text = 'a0: &a0 {k: 1}\n';
    for (let i = 1; i < 60; i++)
      text += `a${i}: &a${i}\n  <<: [*a${i - 1}, *a${i - 1}]\n  <<: *a${i - 1}\n  k${i}: 1\n`;
    assert.equal(entries(text, 'a59').split(' ').length, 60);
  });

  it('tells the path of keys, values and items', () => {
    const text = 'a:\n  - b: {c: 1}\n';
    const root = rootOf(text);
    const value = getPath(root, ['a', 0, 'b', 'c']);
    assert.ok(value?.holder);
    assert.deepEqual(pathOf(value), ['a', 0, 'b', 'c']);
    assert.deepEqual(pathOf(value.holder), ['a', 0, 'b', 'c']);
    assert.ok(value.holder.kind === 'entry');
    assert.deepEqual(pathOf(value.holder.key), ['a', 0, 'b', 'c']);
    assert.deepEqual(pathOf(root), []);
  });

  it('leads back to every node by its path', () => {
    const root = rootOf('a:\n  - b: {c: 1, "d e": [x, {f: g}]}\n    h:\nz: |\n  text\n');
    walk(root, (node) => {
      if (node.holder?.kind === 'entry' && node.holder.key === node) return;
      assert.equal(getPath(root, pathOf(node)), node);
    });
  });

  it('finds what stands at an offset', () => {
    const text = 'a: 1\nb:\n  - c: "x y"\n  - [d, e]\n\n# end\n';
    const document = documentOf(text);
    const found = (mark: string, add = 0): string => {
      const at = nodeAt(document, text.indexOf(mark) + add);
      return at ? `${at.kind} ${JSON.stringify(text.slice(at.span.start, at.span.end))}` : 'nothing';
    };
    assert.equal(found('a:'), 'scalar "a"');
    assert.equal(found('1'), 'scalar "1"');
    assert.equal(found(' 1'), 'entry "a: 1"');
    assert.equal(found('c:'), 'scalar "c"');
    assert.equal(found('x y', 1), 'scalar "\\"x y\\""');
    assert.equal(found('- c'), 'item "- c: \\"x y\\""');
    assert.equal(found(', e'), 'scalar "d"');
    assert.equal(found(' e]'), 'sequence "[d, e]"');
    assert.equal(found('# end'), 'nothing');
  });

  it('walks in the order of the text, and leaves out what it is told to', () => {
    const root = rootOf('a: &x {b: 1}\nc: [2, *x]\n');
    const seen: string[] = [];
    walk(root, (node) => {
      seen.push(node.kind === 'scalar' ? node.text : node.kind);
      return node.kind !== 'sequence';
    });
    assert.deepEqual(seen, ['mapping', 'a', 'mapping', 'b', '1', 'c', 'sequence']);
    let through = 0;
    walk(root, () => through++, { throughAliases: true });
    assert.equal(through, 12);
  });

  it('walks through a bomb for a while only', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 30; i++)
      text += `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    let seen = 0;
    walk(rootOf(text), () => seen++, { throughAliases: true });
    assert.ok(seen <= 100_000);
  });
});
