import assert from 'node:assert/strict';
import type { YamlNode } from '../../../server/src/languages/yaml/nodes';
import { walk } from '../../../server/src/languages/yaml/query';
import { parseStream } from '../../../server/src/languages/yaml/stream';
import { outline } from './outline';

/** The documents of a text, an outline each; a bar stands between them. */
const documents = (text: string): string =>
  parseStream(text)
    .documents.map(({ root }) => outline(root))
    .join(' | ');

const one = (text: string): YamlNode => {
  const root = parseStream(text).documents[0]?.root;
  assert.ok(root);
  return root;
};

/** The text under a node's range. */
const at = (text: string, node: { readonly span: { readonly start: number; readonly end: number } }): string =>
  text.slice(node.span.start, node.span.end);

describe('yaml stream', () => {
  const cases: readonly [string, string, string][] = [
    ['an empty text', '', '_'],
    ['comments alone', '# a\n', '_'],
    ['a byte order mark', '\ufeffa: 1', '{a: 1}'],
    ['a separator behind a byte order mark', '\ufeff---\na: 1', '{a: 1}'],
    ['a separator in front', '---\na: 1\n', '{a: 1}'],
    ['two documents', 'a: 1\n---\nb: 2\n', '{a: 1} | {b: 2}'],
    ['an empty document at the end', 'a: 1\n---\n', '{a: 1} | _'],
    ['comments before the first separator', '# top\n---\na: 1\n', '_ | {a: 1}'],
    ['blanks and a comment behind it', 'a: 1\n---  \t# next\nb: 2', '{a: 1} | {b: 2}'],
    ['CRLF', 'a: 1\r\n---\r\nb: 2\r\n', '{a: 1} | {b: 2}'],
    ['lone carriage returns', 'a: 1\r---\rb:\r  c: 2\r', '{a: 1} | {b: {c: 2}}'],
    ['content behind it', '--- {a: b}\n--- text\n', '{a: b} | text'],
    ['a block scalar behind it', '--- |\n text\n---\nb: 1', '|text⏎| | {b: 1}'],
    ['an end mark', 'a: 1\n...\n---\nb: 2', '{a: 1} | {b: 2}'],
    ['an end mark and comments', 'a: 1\n...\n# end\n', '{a: 1}'],
    ['content behind an end mark', 'a: 1\n...\nb: 2\n', '{a: 1} | {b: 2}'],
    ['a directive', '%YAML 1.1\n---\na: 1\n', '_ | {a: 1}'],
    ['a directive behind an end mark', 'a: 1\n...\n%YAML 1.2\n---\nb: 2\n', '{a: 1} | {b: 2}'],
    ['four dashes', 'a: x\n  ----\nb: 1', '{a: x ----, b: 1}'],
    ['dashes in a block scalar', 'a: |\n  ---\n  x\nb: 1', '{a: |---⏎x⏎|, b: 1}'],
    ['an indented separator', 'a: |\n x\n ---\n y\n', '{a: |x⏎---⏎y⏎|}'],
  ];
  for (const [name, text, expected] of cases) {
    it(`splits: ${name}`, () => assert.equal(documents(text), expected));
  }

  it('gives each document its place, its separator and its text', () => {
    const text = '# top\n---  # one\na: 1\n--- {b: 2}\n';
    const found = parseStream(text).documents.map(({ index, span, separator, text: own }) => [
      index,
      text.slice(span.start, span.end) === own,
      own,
      separator && text.slice(separator.start, separator.end),
    ]);
    assert.deepEqual(found, [
      [0, true, '# top\n', undefined],
      [1, true, 'a: 1\n', '---  # one'],
      [2, true, ' {b: 2}\n', '---'],
    ]);
  });

  it('finds every comment, those of separators too', () => {
    const text = '# one\na: "# no" # two\n--- # three\nb: |\n  # text\n  # text\n# four\n';
    const { comments } = parseStream(text);
    assert.deepEqual(
      comments.map(({ text: own, line, alone }) => [own, line, alone]),
      [
        ['one', 0, true],
        ['two', 1, false],
        ['three', 2, false],
        ['four', 6, true],
      ],
    );
    assert.ok(comments.every((comment) => at(text, comment).startsWith('#')));
  });

  it('leaves line ends out of comments', () => {
    const text = 'a: 1 # x\r\n# y\r\n';
    assert.deepEqual(
      parseStream(text).comments.map((comment) => at(text, comment)),
      ['# x', '# y'],
    );
  });
});

describe('yaml nodes', () => {
  const cases: readonly [string, string][] = [
    ['a: 1\nb:\n  c: x y\n', '{a: 1, b: {c: x y}}'],
    ['- a\n- - b\n  - c\n-\n', '[a, [b, c], _]'],
    ['a:\n- b\n- c: 1\n  d: 2\n', '{a: [b, {c: 1, d: 2}]}'],
    ["a: 'it''s'\nb: \"x\\ty\"\n", "{a: 'it's', b: \"x\ty\"}"],
    ['a: "x\n  y\n\n  z"\n', '{a: "x y⏎z"}'],
    ["a: 'x\n  y'\n", "{a: 'x y'}"],
    ['a: x\n  y\n\n  z\nb: 1', '{a: x y⏎z, b: 1}'],
    ['a: |\n  x\n   y\n\nb: >-\n  x\n  y\n', '{a: |x⏎ y⏎|, b: >x y>}'],
    ['a: |+\n  x\n\nb: |2-\n   x\n', '{a: |x⏎⏎|, b: | x|}'],
    ['{a: 1, "b": [x, {c: d}], e, f: }', '{a: 1, "b": [x, {c: d}], e _, f: _}'],
    ['{"a":"b","c":[]}', '{"a": "b", "c": []}'],
    ['[a: 1, b]', '[{a: 1}, b]'],
    ['a: &x 1\nb: *x\n', '{a: &x 1, b: *x}'],
    ['a: !reset null\nb: !!str\nc: &d\ne: 1', '{a: !reset null, b: !!str , c: &d , e: 1}'],
    ['a: &x !t\n  b: 1\n', '{a: &x !t {b: 1}}'],
    ['<<: *x\n', '{<<: *x?}'],
    ['? a\n: b\n? [c]\n: d\n? e\n', '{a: b, [c]: d, e _}'],
    ['&k key: 1\n*k : 2\n', '{&k key: 1, *k: 2}'],
    ['a: # comment\n  # another\nb: 1', '{a: _, b: 1}'],
    ['a: http://x:80/y#z\nb: -1\nc: -x\n', '{a: http://x:80/y#z, b: -1, c: -x}'],
    ['a:\n  b:\n\n\n  c: 1\n', '{a: {b: _, c: 1}}'],
    ['text', 'text'],
    ['{\n\t"a": 1\n}', '{"a": 1}'],
    ['a: 1\u2028x\n  y\u00a0\n', '{a: 1\u2028x y\u00a0}'],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const stream = parseStream(text);
      assert.equal(stream.documents.map(({ root }) => outline(root)).join(' | '), expected);
      const crlf = parseStream(text.replaceAll('\n', '\r\n'));
      assert.equal(outline(crlf.documents[0]?.root), expected);
    });
  }

  it('has the ranges of values without marks, comments and line ends', () => {
    const text = 'a: &x !t "v" # c\nb: |\n  x\n  y\n\n# c\nc: [1, 2] # d\nd:\n  - e: 1\n  # c\n  -\n';
    const values = one(text);
    assert.equal(values.kind, 'mapping');
    if (values.kind !== 'mapping') return;
    assert.deepEqual(
      values.entries.map((entry) => [at(text, entry), entry.value && at(text, entry.value)]),
      [
        ['a: &x !t "v"', '"v"'],
        ['b: |\n  x\n  y', '|\n  x\n  y'],
        ['c: [1, 2]', '[1, 2]'],
        ['d:\n  - e: 1\n  # c\n  -', '- e: 1\n  # c\n  -'],
      ],
    );
    const [first] = values.entries;
    assert.deepEqual(first?.value?.anchor && [first.value.anchor.name, at(text, first.value.anchor)], ['x', '&x']);
    assert.deepEqual(first?.value?.tag && [first.value.tag.name, at(text, first.value.tag)], ['!t', '!t']);
    assert.equal(first?.colon, 1);
  });

  it('knows where every node is held', () => {
    const text = 'a:\n  - b: [x]\n';
    const root = one(text);
    walk(root, (node) => {
      if (node === root) assert.equal(node.parent, undefined);
      else if (node.holder?.kind === 'entry') {
        assert.equal(node.parent, node.holder.mapping);
        assert.ok(node.holder.key === node || node.holder.value === node);
      } else assert.equal(node.holder?.value, node);
    });
  });

  it('leads aliases to the node itself, the last anchor of the name above', () => {
    const root = one('a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x\n');
    assert.ok(root.kind === 'mapping');
    const [a, b, c, d] = root.entries.map(({ value }) => value);
    assert.ok(b?.kind === 'alias' && b.target === a);
    assert.ok(d?.kind === 'alias' && d.target === c);
  });

  it('makes equal trees of equal documents at other places, with ranges of their own', () => {
    const text = 'a: 1\nb: [2]\n';
    const stream = parseStream(`${text}---\n${text}`);
    const [first, second] = stream.documents;
    const shift = text.length + 4;
    const spans = (root: YamlNode | undefined): number[] => {
      const all: number[] = [];
      walk(root, (node) => all.push(node.span.start, node.span.end));
      return all;
    };
    assert.deepEqual(
      spans(second?.root),
      spans(first?.root).map((offset) => offset + shift),
    );
    assert.equal(second?.root?.document, second);
  });

  it('keeps the views that it made', () => {
    const root = one('a: 1\nb: [x]\n');
    assert.ok(root.kind === 'mapping');
    assert.equal(root.entries[0], root.entries[0]);
    assert.equal(root.entries[1]?.value, root.entries[1]?.value);
    assert.equal(root.document.root, root);
  });
});
