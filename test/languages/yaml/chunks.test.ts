import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sourceText } from '../../../server/src/core/text';
import { type Cutting, OF_USE, readChunks } from '../../../server/src/languages/yaml/chunks';
import { readTree } from '../../../server/src/languages/yaml/read';
import { splitStream } from '../../../server/src/languages/yaml/split';
import { sampleCompose } from '../../bench/compose';
import { Chance, Writer } from '../../fuzz/yaml-generate';
import { rawLines } from './raw-outline';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

/** Everything is cut wherever it can be, and so that parts of several entries remain. */
const CUTTINGS: readonly Cutting[] = [
  { short: 0, large: 1 },
  { short: 0, large: 60 },
  { short: 0, large: 1000 },
];

/** The tree is the one of the whole text, to the last offset. */
function checkSame(text: string): void {
  const whole = rawLines(readTree(text, undefined));
  for (const cutting of CUTTINGS) assert.deepEqual(rawLines(readTree(text, cutting)), whole, JSON.stringify(text));
}

const isCut = (text: string): boolean => readChunks(text, { short: 0, large: 1 }) !== undefined;

const documents = (text: string): string[] =>
  splitStream(sourceText(text)).map(({ start, end }) => text.slice(start, end));

function* filesIn(folder: string, ending: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path, ending);
    else if (ending.test(entry.name)) yield readFileSync(path, 'utf8');
  }
}

function* examples(): Generator<string> {
  for (const text of filesIn('examples', /\.ya?ml$/)) yield* documents(text);
  for (const text of filesIn('test/rules', /\.md$/)) {
    for (const [, block] of text.matchAll(/^```ya?ml[^\n]*\n([\s\S]*?)^```/gm)) yield* documents(block ?? '');
  }
}

const services = (...lines: string[]): string => ['services:', ...lines, 'volumes:', '  data:', ''].join('\n');

const BROAD = services(
  '  a: &a',
  '    image: "nginx"  # c',
  '    command: |',
  '      one',
  '',
  '  # between',
  '  b:',
  '    <<: *a',
  '    text: first',
  '      second',
  '  "c": {x: [1, "two"]}',
);

const CASES: Readonly<Record<string, string>> = {
  'services with anchors, scalars and comments': BROAD,
  'a block scalar that keeps its empty lines': services('  a:', '    b: |+', '      x', '', '', '  c:', '    d: 1'),
  'an empty block scalar above blanks': services('  a:', '    b: |', '', '       ', '', '  c:', '    d: >+', '   ', ''),
  'an indicated indentation': services('  a: |1', '    b', '    c', '  d: |2', '      e'),
  'empty values and comments in several columns': services(
    '  a:',
    '',
    '# 0',
    '    # 4',
    '',
    '  b:',
    ' # 1',
    '  c:',
    '# 0',
  ),
  'anchors without values': services('  a: &x', '  b: !t', '  c: *x', '  d: &x 1', '  e: *x'),
  'lists in the column of their key': 'a:\n- x\n# c\n- y: 1\n  z: 2\nb:\n- c\n',
  'keys in quotes': services('  "a": 1', "  'b': 2", '  "c d": 3', '  "": 4'),
  'explicit keys': services('  ? a', '  : 1', '  b: 2', '  ? c', '  d: 3'),
  'keys of one character with blanks': 'a: 1\nb : 2\nc: |\n  x\nd : |\n  y\ne: 3\n',
  'a quote that ends in the column of a key': services('  a: "x', '  b: y"', '  c: 1'),
  'an open quote': services('  a: "x', '  b: 1'),
  'an open bracket': services('  a: [x', '  b: 1'),
  'a bracket closed in the column of a key': services('  a: [', '    x: 1', '  ]', '  b: 1'),
  'a key twice': services('  a: 1', '  b: 1', '  a: 2'),
  'a key twice at the root': 'a: {b: 1}\nc: 1\na: 2\n',
  'an anchor set again in another place': services('  a: &x 1', '  b: *x', '  c: &x {y: *x}', '  d: *x'),
  'an anchor that is not above': services('  a: *x', '  b: &x 1'),
  'an alias within what it repeats': 'services: &all\n  a: 1\n  b: [*all]\nc: *all\n',
  'an anchor and a tag on the value that is cut': 'x: &x !t # c\n\n  # d\n  a: 1\n  b: *x\n  c: 2\nd: *x\n',
  'marks above their key': services('  &a', '  b: 1', '  c: 2'),
  'a scalar in the place of the value': 'a: |\n  b: 1\n  c: 2\nd: "x\n  y: 1"\n',
  'a value further to the left': 'a:\n    b: 1\n    c: 2\n  d: 3\n    e: 4\n',
  'a half-typed line': services('  a:', '    image: x', '  por', '  b:', '    image: y'),
  'a missing space': services('  a:', '    image:x', '  b:y', '  c:', '    image: y'),
  tabs: services('  a:', '\tb: 1', '  c:', '    d: |', '      x', '\t', '  e: 1'),
  'a directive': '%YAML 1.2\na: 1\nb: 2\n',
  'content on the line of the separator': '--- a: 1\nb: 2\n',
  'an end mark': 'a: 1\nb: 2\n...\n# c\n',
  'a byte order mark': '\ufeffa: 1\nb: 2\n',
  'control characters and lone carriage returns': 'a: 1\rb: "\u0001"\rc: 2\r',
  'only blanks below the last key': 'a: 1\nb:\n   \n \n',
  'no line end': 'a: 1\nb:\n  c: |\n    x',
  'names that pieces use': 'plimsoll:\n  plimsoll.below: 1\n  plimsoll.below:\nplimsoll.below:\n',
};

const BITS = [
  ...[': ', ' ', '  ', '\n', '\n\n', '- ', '? ', '[', ']', '{', '}', ',', '#', ' # c', '"', "'", '\t', '\r\n', '\r'],
  ...[' |\n', ' |+\n    x\n\n\n', ' >-\n', ' |1\n', '\n   \n      \n', ' "x\n    y"', " 'x\n   y'", ' x\n    y'],
  ...[
    ' &a',
    ' *a',
    '&a ',
    '<<: *a',
    '\n  <<: *a\n',
    '!t ',
    '\n---\n',
    '\n...\n',
    '\n# c\n',
    '\n  # c\n',
    '\n      # c\n',
  ],
  ...[
    '\nfoo\n',
    '\n  foo\n',
    '\nz: 1',
    '\n  b: 1',
    '\n  "q": 1\n',
    '\n- x',
    '\n  - x',
    '\ufeff',
    '\u0000',
    'image:nginx\n',
  ],
];

const place = fc.double({ min: 0, max: 1, noNaN: true });
const change = fc.tuple(
  fc.constantFrom('insert', 'insert', 'line end', 'cut', 'stop', 'indent', 'dedent', 'drop'),
  place,
  fc.constantFrom(...BITS),
);
type Change = [string, number, string];

function changed(text: string, [kind, share, bit]: Change): string {
  const at = Math.floor(share * text.length);
  const line = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
  switch (kind) {
    case 'insert':
      return text.slice(0, at) + bit + text.slice(at);
    case 'line end':
      return text.slice(0, end) + bit + text.slice(end);
    case 'cut':
      return text.slice(0, at) + text.slice(at + 1 + bit.length);
    case 'stop':
      return text.slice(0, at);
    case 'indent':
      return `${text.slice(0, line)}  ${text.slice(line)}`;
    case 'dedent':
      return text.slice(0, line) + text.slice(line + 1);
    default:
      return text.slice(0, line) + text.slice(end + 1);
  }
}

const written = fc.integer().map((seed) => new Writer(new Chance(seed)).document());

/** Texts that are near to those given, or to generated ones. */
const texts = (seeds: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(fc.constantFrom(...seeds), written),
      fc.array(change, { maxLength: 4 }),
      fc.integer({ max: 7, min: 0 }),
    )
    .map(([seed, changes, ending]) => {
      const text = ending === 0 ? seed.replaceAll(/\r?\n/g, '\r\n') : seed;
      return changes.reduce(changed, text);
    });

describe('yaml read in pieces', () => {
  for (const [name, text] of Object.entries(CASES)) {
    it(`is the same: ${name}`, () => {
      checkSame(text);
      checkSame(text.replaceAll(/\r?\n/g, '\r\n'));
      checkSame(`# top\n\n${text}`);
      checkSame(text.trimEnd());
    });
  }

  it('is the same for every example', function () {
    this.timeout(60_000);
    let all = 0;
    let cut = 0;
    for (const text of examples()) {
      checkSame(text);
      all++;
      if (isCut(text)) cut++;
    }
    assert.ok(cut > all / 2, `only ${cut} of ${all} were cut`);
  });

  it('is the same for changed and generated texts', function () {
    this.timeout(120_000);
    const seeds = [...Object.values(CASES), BROAD, BROAD, ...[...examples()].filter((_, i) => i % 40 === 0)];
    fc.assert(
      fc.property(texts(seeds), (text) => checkSame(text)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('is what large documents are read by, and sees each edit', () => {
    const text = sampleCompose(60, 1);
    assert.ok(readChunks(text, OF_USE));
    for (let at = 100; at < text.length; at += 997) {
      const edited = `${text.slice(0, at)}x${text.slice(at)}`;
      assert.deepEqual(rawLines(readTree(edited, OF_USE)), rawLines(readTree(edited, undefined)));
    }
  });
});
