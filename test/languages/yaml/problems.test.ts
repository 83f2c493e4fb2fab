import assert from 'node:assert/strict';
import { parseStream } from '../../../server/src/languages/yaml/stream';
import { outline } from './outline';

/** The problems of a text: code, and the text where they stand with its line. */
function problems(text: string): string[] {
  return parseStream(text).documents.flatMap((document) =>
    document.problems.map(({ code, span }) => {
      const line = text.slice(0, span.start).split('\n').length;
      return `${line} ${code} ${JSON.stringify(text.slice(span.start, span.end))}`;
    }),
  );
}

const tree = (text: string): string =>
  parseStream(text)
    .documents.map(({ root }) => outline(root))
    .join(' | ');

interface Case {
  readonly text: string;
  readonly found: readonly string[];
  /** What is understood all the same. */
  readonly tree?: string;
}

describe('yaml problems', () => {
  const cases: Readonly<Record<string, Case>> = {
    'an unclosed quote, at its opening': {
      text: 'a: "x\nb: 1\nc:\n  d: 2\n',
      found: ['1 unclosed-quote "\\""'],
      tree: '{a: "x", b: 1, c: {d: 2}}',
    },
    'an unclosed quote that another one far below would close': {
      text: "a:\n  b: 'x\n  c: 'y'\nd: 1\n",
      found: ['2 unclosed-quote "\'"'],
      tree: "{a: {b: 'x', c: 'y'}, d: 1}",
    },
    'an escaped quote at the end': { text: 'a: "x\\"\nb: 1\n', found: ['1 unclosed-quote "\\""'] },
    'a doubled quote at the end': { text: "a: 'x''\nb: 1", found: ['1 unclosed-quote "\'"'], tree: "{a: 'x''', b: 1}" },
    'an unclosed quote in brackets': {
      text: 'cmd: ["sh", "-c]\nimage: "x"\n',
      found: ['1 unclosed-quote "\\""'],
      tree: '{cmd: ["sh", "-c]"], image: "x"}',
    },
    'an unclosed bracket': {
      text: 'a: [1, 2\nb: 3\nc: {x: [\n',
      found: ['1 unclosed-bracket "["', '3 unclosed-bracket "["'],
      tree: '{a: [1, 2], b: 3, c: {x: []}}',
    },
    'an unclosed brace in JSON': { text: '{"a": [1, 2}', found: ['1 unclosed-bracket "["'] },
    'a bracket too many': { text: 'a: [1]]\nb: 2\n', found: ['1 syntax "]"'], tree: '{a: [1], b: 2}' },
    'no space after the colon': {
      text: 'web:\n  image:nginx\n  ports: []\n',
      found: ['2 missing-space-after-colon ":"'],
      tree: '{web: {image: nginx, ports: []}}',
    },
    'no space after the last colon': {
      text: 'web:\n  restart: always\n  image:nginx\nb: 1\n',
      found: ['3 missing-space-after-colon ":"'],
      tree: '{web: {restart: always, image: nginx}, b: 1}',
    },
    'a half-typed key': {
      text: 'a: 1\npor\nimage: x\n',
      found: ['2 syntax "por"'],
      tree: '{a: 1, por _, image: x}',
    },
    'half-typed keys, the last at the end': {
      text: 'a:\n  b: 1\n  po\n  qu',
      found: ['3 syntax "po"', '4 syntax "qu"'],
      tree: '{a: {b: 1, po _, qu _}}',
    },
    'a half-typed item': { text: 'a:\n  - name: x\n    im\n  - name: y\n', found: ['3 syntax "im"'] },
    'tabs, a line each': {
      text: 'a:\n\tb: 1\n\t\tc: 2\nd: 1\n',
      found: ['2 tab-indentation "\\t"', '3 tab-indentation "\\t\\t"'],
    },
    'tabs that indent': {
      text: 'a:\n\tb: 1\n\tc: 2\nd: 1\n',
      found: ['2 tab-indentation "\\t"', '3 tab-indentation "\\t"'],
      tree: '{a: {b: 1, c: 2}, d: 1}',
    },
    'a tab below a block scalar': {
      text: 'a: |\n\tx\nb: 1\n',
      found: ['2 tab-indentation "\\t"'],
      tree: '{a: |x⏎|, b: 1}',
    },
    'a tab behind a dash': { text: 'a:\n-\tb: 1\n', found: ['2 tab-indentation "\\t"'] },
    'tabs that are text': { text: 'a: |\n  \tx\n  y\tz\nb:\tc\n# \t\n', found: [] },
    'tabs in JSON': { text: '{\n\t"a": [\n\t\t1\n\t]\n}\n', found: [] },
    'another column': {
      text: 'a:\n  b: 1\n c: 2\nd: 3\n',
      found: ['3 bad-indentation "c"'],
      tree: '{a: {b: 1}, c: 2, d: 3}',
    },
    'keys below a value': {
      text: 'a: 1\n  b: 2\n  c: 3\nd: 4\n',
      found: ['2 bad-indentation "b"'],
      tree: '{a: 1, b: 2, c: 3, d: 4}',
    },
    'an item in another column': { text: '- a: 1\n  b: 2\n - c: 1\n', found: ['3 bad-indentation "-"'] },
    'a colon in a value': {
      text: 'a: b: c\nd: 1\n',
      found: ['1 syntax ":"'],
      tree: '{a: {b: c}, d: 1}',
    },
    'a list on the line of its key': { text: 'a: - b\nc: 1\n', found: ['1 syntax "-"'], tree: '{a: _, c: 1}' },
    'text behind a quote': { text: "a: 'it's'\nb: 1\n", found: ['1 syntax "s\'"'], tree: "{a: 'it', b: 1}" },
    'a sign that must be quoted': {
      text: 'a: @x\nb: `y`\nc: %z\n',
      found: ['1 syntax "@"', '2 syntax "`"', '3 syntax "%"'],
    },
    'an unknown escape': { text: 'a: "\\q \\d"\n', found: ['1 syntax "\\\\q"'] },
    'a comma that is missing': { text: '{"a": 1 "b": 2}', found: ['1 syntax "\\"b\\""'] },
    'a comma too many': { text: '[a,, b]', found: ['1 syntax ","'] },
    'a comma at the end': { text: '[a, b, ]\n', found: [] },
    'a control character': { text: 'a: x\u0000y\u0001\n', found: ['1 syntax "\\u0000"'] },
    'a key twice': { text: 'a: 1\nb: 2\n"a": 3\na: 4\n', found: ['3 duplicate-key "\\"a\\""', '4 duplicate-key "a"'] },
    'a key twice in braces': { text: '{a: 1, a: 2}', found: ['1 duplicate-key "a"'] },
    'several merges': { text: 'a: &a {}\nb:\n  <<: *a\n  <<: *a\n', found: [] },
    'an unknown anchor': { text: 'a: *x\nb: &x 1\n', found: ['1 unknown-anchor "*x"'] },
    'an anchor of another document': { text: 'a: &x 1\n---\nb: *x\n', found: ['3 unknown-anchor "*x"'] },
    'a circle': { text: 'a: &x\n  b: [*x]\n', found: ['2 alias-cycle "*x"'], tree: '{a: &x {b: [*x?]}}' },
    'content behind the separator': { text: '--- {a: b}\n', found: ['1 bad-separator "{a: b}"'], tree: '{a: b}' },
    'a line that begins like a separator': { text: 'a: 1\n---b: 2\nc: 1\n', found: ['2 bad-separator "---b: 2"'] },
    'no separator behind an end mark': { text: 'a: 1\n...\n# c\nb: 2\n', found: ['4 bad-separator "b: 2"'] },
    'a directive without its separator': { text: '%YAML 1.2\na: 1\n', found: ['1 syntax "%"'] },
    'a broken document beside a good one': {
      text: 'a: "x\n---\nb: 1\n',
      found: ['1 unclosed-quote "\\""'],
      tree: '{a: "x"} | {b: 1}',
    },
    'conflict markers': {
      text: 'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nc: 3\n>>>>>>> x\n',
      found: ['2 syntax "<<<<<<< HEAD"', '4 syntax "======="', '6 syntax ">"'],
    },
    'an anchor without a name': { text: 'a: & x\n', found: ['1 syntax "&"'] },
  };
  for (const [name, { text, found, tree: expected }] of Object.entries(cases)) {
    it(`shows ${name}`, () => {
      assert.deepEqual(problems(text), found);
      if (expected !== undefined) assert.equal(tree(text), expected);
      assert.deepEqual(
        problems(text.replaceAll('\n', '\r\n')).map((line) => line.replaceAll('\\r', '')),
        found,
        'with CRLF',
      );
    });
  }

  it('tells where a key stood first', () => {
    const [problem] = parseStream('a: 1\nb: 2\na: 3\n').documents[0]?.problems ?? [];
    assert.deepEqual(problem?.related, { start: 0, end: 1 });
  });

  it('writes messages of one line without a full stop', () => {
    for (const { text } of Object.values(cases)) {
      for (const { message } of parseStream(text).documents.flatMap((document) => document.problems)) {
        assert.match(message, /^[A-Z"].*[^.]$/);
        assert.ok(message.length <= 80, message);
      }
    }
  });

  it('keeps to twenty lines of tabs', () => {
    const text = `a:\n${'\tb: 1\n'.repeat(100)}`;
    const found = problems(text).filter((line) => line.includes('tab-indentation'));
    assert.equal(found.length, 20);
  });

  it('keeps to a hundred problems', () => {
    assert.ok(problems('a: @\n'.repeat(5000)).length <= 100);
  });
});

describe('yaml limits', () => {
  const first = (text: string) => {
    const [document] = parseStream(text).documents;
    assert.ok(document);
    return { refused: document.refused, codes: document.problems.map(({ code }) => code), root: document.root };
  };
  const deep: Readonly<Record<string, string>> = {
    brackets: '['.repeat(100_000),
    braces: '{a: '.repeat(100_000),
    dashes: '- '.repeat(100_000),
    questions: '? '.repeat(100_000),
    mappings: Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    mixed: '- {a: ['.repeat(50_000),
  };
  for (const [name, text] of Object.entries(deep)) {
    it(`refuses what is nested too deeply: ${name}`, () => {
      assert.deepEqual(first(text), { refused: true, codes: ['too-deep'], root: undefined });
    });
  }

  it('reads what is nested as deeply as nobody does', () => {
    assert.equal(first(`${'['.repeat(190)}${']'.repeat(190)}`).refused, false);
  });

  it('refuses what is too large', () => {
    assert.deepEqual(first('a: [1, 2]\n'.repeat(400_000)), { refused: true, codes: ['too-large'], root: undefined });
  });

  it('reads a large text in one block', () => {
    const text = `a: |\n${`  ${'x'.repeat(76)}\n`.repeat(50_000)}`;
    assert.equal(first(text).refused, false);
  });

  it('reads the documents beside one that is refused', () => {
    const { documents } = parseStream(`a: 1\n---\n${'['.repeat(300)}\n---\nb: 2\n`);
    assert.deepEqual(
      documents.map(({ root }) => outline(root)),
      ['{a: 1}', '_', '{b: 2}'],
    );
  });

  it('expands no alias bomb, and says what it is', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 30; i++)
      text += `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    const { codes, root } = first(text);
    assert.deepEqual(codes, ['too-many-aliases']);
    assert.ok(root?.kind === 'mapping' && root.entries.length === 30);
  });
});
