import assert from 'node:assert/strict';
import type { Edit } from '../../../server/src/core/finding';
import { applyEdits, editsProblem } from '../../../server/src/core/fixer';
import {
  type EntryPlace,
  insertEntry,
  insertItem,
  removeEntry,
  removeItem,
  renameKey,
  replaceValue,
  setPath,
} from '../../../server/src/languages/yaml/edits';
import { indentStep, listStyle } from '../../../server/src/languages/yaml/layout';
import type {
  YamlEntry,
  YamlItem,
  YamlMapping,
  YamlScalar,
  YamlSequence,
} from '../../../server/src/languages/yaml/nodes';
import { entryOf, getPath, type YamlPath } from '../../../server/src/languages/yaml/query';
import { quoteIfNeeded } from '../../../server/src/languages/yaml/quote';
import { parseStream } from '../../../server/src/languages/yaml/stream';

/** What the edits make of a text, or why they do not. */
function after(text: string, edit: (text: string) => readonly Edit[] | undefined): string {
  const edits = edit(text);
  if (edits === undefined) return 'refused';
  if (edits.length > 0) assert.equal(editsProblem(text, edits), undefined);
  return applyEdits(text, edits);
}

/** The same with LF, CRLF, without the last line end, and as a later document. */
function check(text: string, expected: string, edit: (text: string) => readonly Edit[] | undefined): void {
  assert.equal(after(text, edit), expected);
  const crlf = after(text.replaceAll('\n', '\r\n'), (t) =>
    edit(t)?.map((e) => ({ ...e, text: e.text.replaceAll('\n', '\r\n') })),
  );
  assert.equal(crlf, expected.replaceAll('\n', '\r\n'), 'with CRLF');
  if (expected === 'refused') return;
  const chomp = (t: string): string => t.replace(/\n$/, '');
  if (text.endsWith('\n') && !/[|>]\+/.test(text)) {
    assert.equal(after(chomp(text), edit), chomp(expected), 'without the last line end');
  }
}

const rootOf = (text: string): YamlMapping => {
  const root = parseStream(text).documents[0]?.root;
  assert.ok(root?.kind === 'mapping');
  return root;
};

function entryAt(text: string, path: YamlPath): YamlEntry {
  const entry = entryOf(getPath(rootOf(text), path.slice(0, -1)), String(path[path.length - 1]));
  assert.ok(entry, `nothing at ${path.join('.')}`);
  return entry;
}

function itemAt(text: string, path: YamlPath): YamlItem {
  const list = sequenceAt(text, path.slice(0, -1));
  const item = list.items[Number(path[path.length - 1])];
  assert.ok(item, `nothing at ${path.join('.')}`);
  return item;
}

function mappingAt(text: string, path: YamlPath): YamlMapping {
  const node = getPath(rootOf(text), path);
  assert.ok(node?.kind === 'mapping');
  return node;
}

function sequenceAt(text: string, path: YamlPath): YamlSequence {
  const node = getPath(rootOf(text), path);
  assert.ok(node?.kind === 'sequence');
  return node;
}

function scalarAt(text: string, path: YamlPath): YamlScalar {
  const node = getPath(rootOf(text), path);
  assert.ok(node?.kind === 'scalar');
  return node;
}

type Table = readonly (readonly [string, ...(string | number | boolean | null)[]])[];

describe('yaml edits: replaceValue', () => {
  const table: Table = [
    ['a: x # c\n', 'z', 'a: z # c\n'],
    ['a: x # c\n', 'y', 'a: "y" # c\n'],
    ['a: x\n', 'yes', 'a: "yes"\n'],
    ['a: x\n', '1', 'a: "1"\n'],
    ['a: x\n', 'a: b', 'a: "a: b"\n'],
    ['a: x\n', 'say "hi": \\', 'a: \'say "hi": \\\'\n'],
    ['a: x\n', 'l1\nl2', 'a: "l1\\nl2"\n'],
    ['a: x\n', '', 'a: ""\n'],
    ['a: x\n', true, 'a: true\n'],
    ['a: x\n', 80, 'a: 80\n'],
    ['a: "80"\n', 80, 'a: 80\n'],
    ['a: x\n', null, 'a: null\n'],
    ['a: "x"\n', 'y', 'a: "y"\n'],
    ['a: "x"\n', 'y"\\\t', 'a: "y\\"\\\\\\t"\n'],
    ["a: 'x'\n", "it's", "a: 'it''s'\n"],
    ["a: 'x'\n", 'l1\nl2', 'a: "l1\\nl2"\n'],
    ['a: x\n  y # c\n', 'z', 'a: z # c\n'],
    ['a: {b: x, a: 1}\n', 'y, z', 'a: {b: "y, z", a: 1}\n'],
    ['{"a": "b"}\n', 'y', '{"a": "y"}\n'],
    ['a: |\n  x\n  y\nb: 1\n', 'z', 'a: z\nb: 1\n'],
    ['a: | # c\n  x\nb: 1\n', 'z', 'a: z # c\nb: 1\n'],
    ['a: |-\n    x\n    y\nb: 1\n', 'u\n\nv\n', 'a: |\n    u\n\n    v\nb: 1\n'],
    ['a: > # c\n  x\n', 'u\nv', 'a: |- # c\n  u\n  v\n'],
    ['a: |\n  x\n', ' u\nv', 'a: " u\\nv"\n'],
    ['a: !!str\n', 'y', 'a: !!str y\n'],
    ['a: &x 1 # c\n', '2', 'a: &x "2" # c\n'],
  ];
  for (const [text, value, expected] of table) {
    it(`${JSON.stringify(text)} to ${JSON.stringify(value)}`, () => {
      const path = text.includes('{b') ? ['a', 'b'] : ['a'];
      check(text, String(expected), (t) => replaceValue(scalarAt(t, path), value ?? null));
    });
  }

  it('asks the reader whether quotes are needed', () => {
    const edit = (reader: 'go-yaml-2' | 'go-yaml-3') => (t: string) => replaceValue(scalarAt(t, ['a']), 'yes', reader);
    check('a: x\n', 'a: "yes"\n', edit('go-yaml-2'));
    check('a: x\n', 'a: yes\n', edit('go-yaml-3'));
  });

  it('leaves an unclosed quote alone', () => {
    const root = rootOf('a: "x\nb: 1\n');
    const value = root.entries[0]?.value;
    assert.ok(value?.kind === 'scalar');
    assert.equal(replaceValue(value, 'y'), undefined);
  });
});

describe('yaml edits: quoteIfNeeded', () => {
  const plain = [
    'x',
    'nginx:1.25',
    'a-b',
    '-x',
    '?x',
    ':x',
    'http://x:80/',
    'a#b',
    '8080/tcp',
    '10.0.0.1',
    'é',
    '🚢',
    'a  b',
  ];
  const quoted = [
    '',
    ' x',
    'x ',
    '- x',
    '-',
    '? x',
    'a: b',
    'a:',
    'a #b',
    '#x',
    '&x',
    '*x',
    '!x',
    '|',
    '>',
    '%x',
    '@x',
    '`x`',
    '{x}',
    '[x]',
    '"x"',
    "'x'",
    ',x',
    'yes',
    'Off',
    'n',
    '1',
    '0x1F',
    '1_0',
    '1e3',
    '.5',
    '~',
    'null',
    'true',
    '2026-01-01',
    '---',
    '...',
    '--- x',
    '<<',
    '=',
    'a\nb',
    'a\tb',
    '\u0001',
    '\ud800',
  ];
  it('leaves what is safe', () =>
    assert.deepEqual(
      plain.map((text) => quoteIfNeeded(text)),
      plain,
    ));
  for (const text of quoted) {
    it(`quotes ${JSON.stringify(text)}`, () => {
      const written = quoteIfNeeded(text);
      assert.match(written, /^["']/);
      if (text !== '\ud800') assert.equal(scalarAt(`k: ${written}\n`, ['k']).text, text);
    });
  }
  it('quotes what ends a value inside brackets, there alone', () => {
    for (const text of ['a,b', 'a]', 'a{', 'a}b']) {
      assert.equal(quoteIfNeeded(text), text);
      assert.equal(quoteIfNeeded(text, { flow: true }), `"${text}"`);
    }
  });
});

describe('yaml edits: renameKey', () => {
  const table: Table = [
    ['a: 1 # c\nb: 2\n', 'c', 'c: 1 # c\nb: 2\n'],
    ['"a": 1\n', 'c', '"c": 1\n'],
    ["'a': 1\n", "c'd", "'c''d': 1\n"],
    ['a : 1\n', 'on', '"on" : 1\n'],
    ['{a: 1, b: 2}\n', 'c', '{c: 1, b: 2}\n'],
    ['&x a: 1\n', 'c', '&x c: 1\n'],
    ['a: 1\nb: 2\n', 'b', 'refused'],
    ['? a\n: 1\n', 'c', 'refused'],
    ['a: 1\n', 'a', 'a: 1\n'],
  ];
  for (const [text, name, expected] of table) {
    it(`${JSON.stringify(text)} to ${name}`, () => {
      check(text, String(expected), (t) => renameKey(entryAt(t, ['a']), String(name)));
    });
  }
});

describe('yaml edits: removeEntry', () => {
  const table: readonly (readonly [string, YamlPath, string])[] = [
    ['a: 1\nb: 2\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['a: 1\nb: 2 # own\n# of c\nc: 3\n', ['b'], 'a: 1\n# own\n# of c\nc: 3\n'],
    ['a: 1\nb:\n  x: |\n    t\n\n    u\n\n  # in b\nc: 3\n', ['b'], 'a: 1\n# in b\nc: 3\n'],
    ['a: 1\nb:\n  - x\n  - y\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['a: 1\nb:\n- x\n- y\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['a: 1\nb: 2\n', ['b'], 'a: 1\n'],
    ["version: '3'\n\nservices:\n  a: 1\n", ['version'], 'services:\n  a: 1\n'],
    ["# top\nversion: '3'\n\nservices:\n  a: 1\n", ['version'], '# top\n\nservices:\n  a: 1\n'],
    ['a: 1\n\nb: 2\n\nc: 3\n', ['b'], 'a: 1\n\nc: 3\n'],
    ['a: 1\nb: 2\n\nc: 3\n', ['b'], 'a: 1\n\nc: 3\n'],
    ['a:\n  b: 1\n', ['a', 'b'], 'a: {}\n'],
    ['a: # note\n  # why\n  b: 1 # x\nc: 2\n', ['a', 'b'], 'a: {} # note\n  # why\n  # x\nc: 2\n'],
    ['a: &x\n  b: 1\n', ['a', 'b'], 'a: &x {}\n'],
    ['a: 1\n', ['a'], '{}\n'],
    ['- a: 1\n', [0, 'a'], '- {}\n'],
    ['- a: 1 # own\n  b: 2\n', [0, 'a'], '# own\n- b: 2\n'],
    [
      'x:\n  - a: # one\n      - y # two\n    # of b\n    b: 2\n',
      ['x', 0, 'a'],
      'x:\n  # one\n  # two\n  - # of b\n    b: 2\n',
    ],
    ['- a: 1 # own\n', [0, 'a'], '- {} # own\n'],
    ['a: 1\nb: 2 # own', ['b'], 'a: 1\n# own'],
    ['a: 1\n\nb: 2 # own\n\nc: 3\n', ['b'], 'a: 1\n\n# own\n\nc: 3\n'],
    ['a: |\n  x\nb: 2 # own\n', ['b'], 'a: |\n  x\n# own\n'],
    ['a: [x, # of x\n  y]\nb: 1\n', ['a'], '# of x\nb: 1\n'],
    ['- a: 1\n  # of b\n  b: 2\n', [0, 'a'], '- # of b\n  b: 2\n'],
    ['- a:\n    - x\n\n  b: 2\n- c\n', [0, 'a'], '- b: 2\n- c\n'],
    ['- a: 1\n  b: 2\n- c\n', [0, 'b'], '- a: 1\n- c\n'],
    ['a: {b: 1, c: 2, d: 3}\n', ['a', 'b'], 'a: {c: 2, d: 3}\n'],
    ['a: {b: 1, c: 2, d: 3}\n', ['a', 'c'], 'a: {b: 1, d: 3}\n'],
    ['a: {b: 1, c: 2, d: 3}\n', ['a', 'd'], 'a: {b: 1, c: 2}\n'],
    ['a: { b: 1, c: 2, }\n', ['a', 'c'], 'a: { b: 1, }\n'],
    ['a: { b: 1 } # c\n', ['a', 'b'], 'a: {} # c\n'],
    ['{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n', ['b'], '{\n  "a": 1,\n  "c": 3\n}\n'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', ['b'], '{\n  "a": 1\n}\n'],
    ['{\n  a: 1, # of a\n  b: 2 # of b\n}\n', ['b'], '{\n  a: 1 # of a\n  # of b\n}\n'],
    ['{\n  a: 1, # of a\n  b: 2 # of b\n}\n', ['a'], '{\n  # of a\n  b: 2 # of b\n}\n'],
    ['a: &x 1\nb: *x\n', ['a'], 'refused'],
    ['a: &x 1\nb: 2\n', ['a'], 'b: 2\n'],
    ['a: |+\n  x\nb: 1\n\nc: 2\n', ['b'], 'refused'],
    ['? a\n: 1\nb: 2\n', ['a'], 'b: 2\n'],
    ['a: 1\nb:\n', ['b'], 'a: 1\n'],
    ['a: 1\nb: 2\nb: 3\n', ['b'], 'a: 1\nb: 2\n'],
  ];
  for (const [text, path, expected] of table) {
    it(`${path.join('.')} of ${JSON.stringify(text)}`, () => {
      check(text, expected, (t) => {
        const [first, ...rest] = path;
        const document = parseStream(t).documents[0];
        const list =
          document?.root?.kind === 'sequence' && typeof first === 'number'
            ? document.root.items[first]?.value
            : document?.root;
        const inner = list === document?.root ? path : rest;
        const entry = entryOf(getPath(list, inner.slice(0, -1)), String(inner[inner.length - 1]));
        assert.ok(entry);
        return removeEntry(entry);
      });
    });
  }

  it('removes what holds nothing then, when asked to', () => {
    check('a:\n  b:\n    c: 1\nd: 2\n', 'd: 2\n', (t) =>
      removeEntry(entryAt(t, ['a', 'b', 'c']), { removeEmptyParent: true }),
    );
    check('a:\n  - b: 1\n  - c\n', 'a:\n  - c\n', (t) =>
      removeEntry(entryAt(t, ['a', 0, 'b']), { removeEmptyParent: true }),
    );
    check('a:\n  b: {c: 1}\n', '{}\n', (t) => removeEntry(entryAt(t, ['a', 'b', 'c']), { removeEmptyParent: true }));
  });

  it('leaves comments to a text that is moved', () => {
    check('a: 1\nb: 2 # own\n  # below\nc: 3\n', 'a: 1\n# below\nc: 3\n', (t) =>
      removeEntry(entryAt(t, ['b']), { moved: true }),
    );
  });

  it('keeps to its document', () => {
    check('a: 1\nb: 2\n---\nc: 3\n', 'a: 1\n---\nc: 3\n', (t) => removeEntry(entryAt(t, ['b'])));
  });

  it('does nothing in a broken document', () => {
    const entry = rootOf('a: 1\nb: [\nc: 2\n').entries[0];
    assert.ok(entry);
    assert.equal(removeEntry(entry), undefined);
  });
});

describe('yaml edits: removeItem', () => {
  const table: readonly (readonly [string, YamlPath, string])[] = [
    ['a:\n  - x\n  - y # own\n  # of z\n  - z\n', ['a', 1], 'a:\n  - x\n  # own\n  # of z\n  - z\n'],
    ['a:\n- x\n- y\nb: 1\n', ['a', 1], 'a:\n- x\nb: 1\n'],
    ['a:\n  - n: 1\n    m: 2\n  - n: 3\n', ['a', 0], 'a:\n  - n: 3\n'],
    ['a:\n  - x\nb: 1\n', ['a', 0], 'a: []\nb: 1\n'],
    ['a:\n- - x\n  - y\n', ['a', 0, 0], 'a:\n- - y\n'],
    ['a:\n- - x\n', ['a', 0, 0], 'a:\n- []\n'],
    ['a: [x, y, z]\n', ['a', 1], 'a: [x, z]\n'],
    ['a: [x]\n', ['a', 0], 'a: []\n'],
    ['a: [\n  x, # of x\n  y,\n]\n', ['a', 0], 'a: [\n  # of x\n  y,\n]\n'],
    ['a: [\n  x, # of x\n  y,\n]\n', ['a', 1], 'a: [\n  x, # of x\n]\n'],
    ['a: ["x", {b: c}]\n', ['a', 1], 'a: ["x"]\n'],
  ];
  for (const [text, path, expected] of table) {
    it(`${path.join('.')} of ${JSON.stringify(text)}`, () => check(text, expected, (t) => removeItem(itemAt(t, path))));
  }
});

describe('yaml edits: insertEntry', () => {
  const table: readonly (readonly [string, YamlPath, string, string])[] = [
    ['a: 1 # c\n', [], 'b: 2', 'a: 1 # c\nb: 2\n'],
    ['a:\n  x: 1\nb: 2\n', ['a'], 'y: 3', 'a:\n  x: 1\n  y: 3\nb: 2\n'],
    [
      'a:\n    x: 1\n',
      ['a'],
      'y:\n  z: [1]\n  # c\n  l:\n    - p\n    - q: r\n      s: t',
      'a:\n    x: 1\n    y:\n        z: [1]\n        # c\n        l:\n            - p\n            - q: r\n              s: t\n',
    ],
    [
      'a:\n  l:\n  - x\n',
      ['a'],
      'm:\n  - p: 1\n    q:\n      - r',
      'a:\n  l:\n  - x\n  m:\n  - p: 1\n    q:\n    - r\n',
    ],
    ['a:\n  l:\n    - x\n', ['a'], 'm:\n- p: 1', 'a:\n  l:\n    - x\n  m:\n    - p: 1\n'],
    [
      'l:\n  - name: x # c\n    image: y\n',
      ['l', 0],
      'b:\n  c: 1',
      'l:\n  - name: x # c\n    image: y\n    b:\n      c: 1\n',
    ],
    ['a: |\n  t\n\nb:\n', [], 'c: |\n  u\n   v', 'a: |\n  t\n\nb:\nc: |\n  u\n   v\n'],
    ['a: {b: 1}\n', ['a'], 'c: 2', 'a: {b: 1, c: 2}\n'],
    ['a: { b: 1 }\n', ['a'], 'c:\n  d: x\n  e:\n    - "f"\n    - g, h', 'a: { b: 1, c: {d: x, e: ["f", "g, h"]} }\n'],
    ['a: {}\n', ['a'], 'c:\n  d: 1', 'a:\n  c:\n    d: 1\n'],
    ['a: {} # c\nb: 1\n', ['a'], 'c: 1', 'a: # c\n  c: 1\nb: 1\n'],
    ['a: [{}]\n', ['a', 0], 'c: 1', 'a: [{c: 1}]\n'],
    ['a:\n  - {}\n', ['a', 0], 'c: 1\nd: 2', 'a:\n  - c: 1\n    d: 2\n'],
    ['{"a": {}}\n', ['a'], 'c: x', '{"a": {"c": "x"}}\n'],
    ['{\n  "a": 1\n}\n', [], 'c: [x, 2, true]', '{\n  "a": 1,\n  "c": ["x", 2, true]\n}\n'],
    ['{\n  a: 1, # of a\n}\n', [], 'c: 2', '{\n  a: 1, # of a\n  c: 2,\n}\n'],
    ['{\n  a: 1 # of a\n}\n', [], 'c: 2', '{\n  a: 1, # of a\n  c: 2\n}\n'],
    ['a:\n  x: 1\n  # y: 2\nb: 1\n', ['a'], 'z: 3', 'a:\n  x: 1\n  z: 3\n  # y: 2\nb: 1\n'],
    ['a:\n  x:\n    # only a note\nb: 1\n', ['a'], 'z: 3', 'a:\n  x:\n    # only a note\n  z: 3\nb: 1\n'],
    ['a: 1\n', [], 'a: 2', 'refused'],
    ['a: 1\n', [], 'b: [', 'refused'],
    ['a: 1\n', [], 'text', 'refused'],
    ['a: 1\n\n\n', [], 'b: 2', 'a: 1\nb: 2\n\n\n'],
    ['# top\n\na: 1\n# end\n', [], 'b: 2', '# top\n\na: 1\nb: 2\n# end\n'],
  ];
  for (const [text, path, fragment, expected] of table) {
    it(`${JSON.stringify(fragment)} into ${JSON.stringify(text)}`, () =>
      check(text, expected, (t) => insertEntry(mappingAt(t, path), fragment)));
  }

  it('puts it before, after and first', () => {
    const text = 'a: 1 # own\n# of b\n# too\nb: 2\n';
    const between = 'a: 1 # own\nn: 0\n# of b\n# too\nb: 2\n';
    const placed = (path: YamlPath, place: (mapping: YamlMapping) => EntryPlace) => (t: string) => {
      const mapping = mappingAt(t, path);
      return insertEntry(mapping, 'n: 0', place(mapping));
    };
    const nth = (mapping: YamlMapping, i: number): YamlEntry => {
      const entry = mapping.entries[i];
      assert.ok(entry);
      return entry;
    };
    const first = (): EntryPlace => ({ first: true });
    check(
      text,
      between,
      placed([], (root) => ({ before: nth(root, 1) })),
    );
    check(
      text,
      between,
      placed([], (root) => ({ after: nth(root, 0) })),
    );
    check(text, 'n: 0\na: 1 # own\n# of b\n# too\nb: 2\n', placed([], first));
    check('l:\n  - a: 1\n', 'l:\n  - n: 0\n    a: 1\n', placed(['l', 0], first));
    check('a: {b: 1}\n', 'a: {n: 0, b: 1}\n', placed(['a'], first));
    check(
      'a: {b: 1, c: 2}\n',
      'a: {b: 1, n: 0, c: 2}\n',
      placed(['a'], (mapping) => ({ after: nth(mapping, 0) })),
    );
    check('\ufeffa: 1\n', '\ufeffn: 0\na: 1\n', placed([], first));
    check(
      '\ufeffa: 1\n',
      '\ufeffa: 1\nn: 0\n',
      placed([], () => ({})),
    );
  });

  it('refuses a place in another mapping', () => {
    const text = 'a: {b: 1}\nc: 2\n';
    assert.equal(insertEntry(rootOf(text), 'n: 0', { after: entryAt(text, ['c']) }), undefined);
  });

  it('leaves the text of blocks as it is', () => {
    check(
      'a:\n    x: 1\n',
      'a:\n    x: 1\n    s: |\n      one\n        two\n\n      three\n    t: "u\n      v"\n',
      (t) => insertEntry(mappingAt(t, ['a']), 's: |\n  one\n    two\n\n  three\nt: "u\n  v"\n'),
    );
  });
});

describe('yaml edits: insertItem', () => {
  const table: readonly (readonly [string, YamlPath, string, string])[] = [
    ['a:\n  - x # c\nb: 1\n', ['a'], 'y', 'a:\n  - x # c\n  - y\nb: 1\n'],
    ['a:\n- x\n', ['a'], 'n: 1\nm:\n  k: v', 'a:\n- x\n- n: 1\n  m:\n    k: v\n'],
    ['a:\n  -   x\n', ['a'], 'n: 1\nm: 2', 'a:\n  -   x\n  -   n: 1\n      m: 2\n'],
    ['a: [x]\n', ['a'], 'y, z', 'a: [x, "y, z"]\n'],
    ['a: []\n', ['a'], 'y', 'a: [y]\n'],
    ['a: []\n', ['a'], 'n: 1\nm: 2', 'a:\n  - n: 1\n    m: 2\n'],
    ['a: [x]\n', ['a'], 'n: 1', 'a: [x, {n: 1}]\n'],
    ['a: [\n  "x",\n  "y"\n]\n', ['a'], '"z"', 'a: [\n  "x",\n  "y",\n  "z"\n]\n'],
    ['a:\n  - x\n', ['a'], '- y\n- z', 'a:\n  - x\n  - - y\n    - z\n'],
    ['a:\n  - x\n', ['a'], '|\n  t\n  u', 'a:\n  - x\n  - |\n      t\n      u\n'],
  ];
  for (const [text, path, fragment, expected] of table) {
    it(`${JSON.stringify(fragment)} into ${JSON.stringify(text)}`, () =>
      check(text, expected, (t) => insertItem(sequenceAt(t, path), fragment)));
  }

  it('puts it first', () => {
    check('a:\n  # of x\n  - x\n', 'a:\n  - n\n  # of x\n  - x\n', (t) =>
      insertItem(sequenceAt(t, ['a']), 'n', { first: true }),
    );
    check('a: [x]\n', 'a: [n, x]\n', (t) => insertItem(sequenceAt(t, ['a']), 'n', { first: true }));
    check('a:\n- - x\n', 'a:\n- - n\n  - x\n', (t) => insertItem(sequenceAt(t, ['a', 0]), 'n', { first: true }));
  });
});

describe('yaml edits: setPath', () => {
  const table: readonly (readonly [string, YamlPath, string, string])[] = [
    ['a: 1 # c\n', ['a'], '2', 'a: 2 # c\n'],
    ['a: "1"\n', ['a'], 'true', 'a: true\n'],
    ['a:\n', ['a'], '2', 'a: 2\n'],
    ['a: # c\n', ['a'], '2', 'a: 2 # c\n'],
    ['a: null\n', ['a'], '"x"', 'a: "x"\n'],
    ['a: ~ # c\n', ['a', 'b'], 'true', 'a: # c\n  b: true\n'],
    ['a: {}\n', ['a', 'b', 'c'], 'true', 'a:\n  b:\n    c: true\n'],
    ['a:\nb: 1\n', ['a', 'c'], 'true', 'a:\n  c: true\nb: 1\n'],
    ['a:\n  # note\nb: 1\n', ['a', 'c'], 'true', 'a:\n  c: true\n  # note\nb: 1\n'],
    [
      's:\n  c:\n    - name: x\n',
      ['s', 'c', 0, 'securityContext', 'runAsNonRoot'],
      'true',
      's:\n  c:\n    - name: x\n      securityContext:\n        runAsNonRoot: true\n',
    ],
    [
      's:\n  c:\n    - name: x\n      securityContext: {}\n',
      ['s', 'c', 0, 'securityContext', 'runAsNonRoot'],
      'true',
      's:\n  c:\n    - name: x\n      securityContext:\n        runAsNonRoot: true\n',
    ],
    [
      's:\n  c:\n    - securityContext:\n      name: x\n',
      ['s', 'c', 0, 'securityContext', 'runAsNonRoot'],
      'true',
      's:\n  c:\n    - securityContext:\n        runAsNonRoot: true\n      name: x\n',
    ],
    ['a:\n  b: 1\n', ['a', 'c', 'drop'], '- ALL', 'a:\n  b: 1\n  c:\n    drop:\n      - ALL\n'],
    ['a:\n  l:\n  - x\n', ['a', 'c', 'drop'], '- ALL', 'a:\n  l:\n  - x\n  c:\n    drop:\n    - ALL\n'],
    ['a:\n  b: 1\n', ['a', 'c'], '["ALL"]', 'a:\n  b: 1\n  c: ["ALL"]\n'],
    ['a: 1\n', ['a'], '|\n  x\n  y', 'a: |\n  x\n  y\n'],
    ['a:\n  b: # c\n', ['a', 'b'], '|\n  x', 'a:\n  b: | # c\n    x\n'],
    ['a: {b: {}}\n', ['a', 'b', 'c'], 'true', 'a: {b: {c: true}}\n'],
    ['a: {b: 1}\n', ['a', 'c', 'd'], '1', 'a: {b: 1, c: {d: 1}}\n'],
    ['a: {b}\n', ['a', 'b'], '1', 'a: {b: 1}\n'],
    ['{"a": {"b": "x"}}\n', ['a', 'b'], 'y', '{"a": {"b": "y"}}\n'],
    ['l: [a]\n', ['l', 1], 'b', 'l: [a, b]\n'],
    ['l:\n  - a\n', ['l', 1, 'k'], 'b', 'l:\n  - a\n  - k: b\n'],
    ['l:\n', ['l', 0, 'k'], 'b', 'l:\n  - k: b\n'],
    ['l:\n  -\n', ['l', 0, 'k'], 'b', 'l:\n  - k: b\n'],
    ['l:\n  - a\n', ['l', 3], 'b', 'refused'],
    ['a: &x {b: 1}\nc: *x\n', ['c', 'b'], '2', 'refused'],
    ['a: &x {b: {c: 1}}\nd:\n  <<: *x\n', ['d', 'b', 'e'], '2', 'refused'],
    ['a: &x {b: 1}\nd:\n  <<: *x\n', ['d', 'b'], '2', 'a: &x {b: 1}\nd:\n  <<: *x\n  b: 2\n'],
    ['a: &x 1\nb: *x\n', ['a'], '2', 'refused'],
    ['a: {b: 1}\n', ['a'], '2', 'refused'],
    ['a: text\n', ['a', 'b'], '2', 'refused'],
    ['a: | # c\n  x\n', ['a'], '2', 'refused'],
    ['a: |\n  x\n\nb: 1\n', ['a'], '2', 'a: 2\n\nb: 1\n'],
    ['a: 1\na: 2\n', ['a'], '3', 'a: 1\na: 3\n'],
    [
      'a:\n    b:\n        c: 1\n',
      ['a', 'd', 'e', 'f'],
      'x',
      'a:\n    b:\n        c: 1\n    d:\n        e:\n            f: x\n',
    ],
    ['a: 1\n', ['on', 'y: z'], 'x', 'a: 1\n"on":\n  "y: z": x\n'],
  ];
  for (const [text, path, value, expected] of table) {
    it(`${path.join('.')} of ${JSON.stringify(text)} to ${JSON.stringify(value)}`, () =>
      check(text, expected, (t) => setPath(rootOf(t), path, value)));
  }
});

describe('yaml layout', () => {
  const document = (text: string) => {
    const [first] = parseStream(text).documents;
    assert.ok(first);
    return first;
  };
  it('sees the step', () => {
    assert.equal(indentStep(document('a: 1\n')), 2);
    assert.equal(indentStep(document('a:\n    b:\n        c: 1\n')), 4);
    assert.equal(indentStep(document('a:\n  b: 1\nc:\n  d: 1\ne:\n    f: 1\n')), 2);
  });
  it('sees how lists are written', () => {
    assert.deepEqual(listStyle(document('a: 1\n')), { indent: 2, step: 2 });
    assert.deepEqual(listStyle(document('a:\n- b\n')), { indent: 0, step: 2 });
    assert.deepEqual(listStyle(document('a:\n    -   b: 1\n        c: 2\n')), { indent: 4, step: 4 });
  });
});
