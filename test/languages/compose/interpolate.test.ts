import assert from 'node:assert/strict';
import { parseDotenv } from '../../../server/src/languages/compose/dotenv';
import { interpolate } from '../../../server/src/languages/compose/interpolate';

const KNOWN = new Map([
  ['A', 'a'],
  ['EMPTY', ''],
]);
const of = (text: string): string | undefined => interpolate(text, (name) => KNOWN.get(name)).text;

describe('compose: variables in values', () => {
  it('knows all forms', () => {
    const expected: readonly (readonly [string, string | undefined])[] = [
      ['$A', 'a'],
      ['${A}', 'a'],
      ['x${A}y$A.z', 'xaya.z'],
      ['${A:-b}', 'a'],
      ['${EMPTY:-b}', 'b'],
      ['${EMPTY-b}', ''],
      ['${NONE:-b}', 'b'],
      ['${NONE-b}', 'b'],
      ['${A:?no}', 'a'],
      ['${A?no}', 'a'],
      ['${A:+b}', 'b'],
      ['${EMPTY:+b}', ''],
      ['${EMPTY+b}', 'b'],
      ['${NONE:-${A}}', 'a'],
      ['${NONE:-${OTHER:-${A}x}}', 'ax'],
      ['$$A $1 $(date) $', '$A $1 $(date) $'],
      ['${NONE:-{"a":{}}}', '{"a":{}}'],
      ['${NONE:-{} x', '{ x'],
      ['${NONE:-${OTHER:-{}}', '{'],
      ['${NONE:-{x}y} ${A}', '{x}y a'],
      ['$NONE', undefined],
      ['${NONE}', undefined],
      ['${NONE:?no}', undefined],
      ['${NONE:+b}', undefined],
      ['${NONE:-$OTHER}', undefined],
    ];
    for (const [text, result] of expected) assert.equal(of(text), result, text);
  });

  it('says what is invalid, and where', () => {
    for (const text of ['${A%x}', '${A/b}', '${}', '${A', '${A:x}', '${A.b}', '${ A }', '${1}', '${A:-${B%x}}']) {
      const { invalid } = interpolate(`a ${text}`, () => undefined);
      assert.equal(invalid.length, 1, text);
      assert.ok(text.includes(invalid[0]?.text ?? '?'), text);
    }
    assert.equal(interpolate('${A:-a\nb}', () => undefined).invalid.length, 1);
  });

  it('names the variables with their places', () => {
    const text = '$A ${B:-${C}}';
    const { variables } = interpolate(text, () => undefined);
    const found = variables.map(({ name, nameStart, nameEnd, operator, nested }) => {
      assert.equal(text.slice(nameStart, nameEnd), name);
      return `${name}${operator}${nested ? ' nested' : ''}`;
    });
    assert.deepEqual(found.sort(), ['A', 'B:-', 'C nested']);
  });

  it('takes a thousand nested defaults and a megabyte of dollars', () => {
    const nested = `${'${A:-'.repeat(1000)}${'}'.repeat(1000)}`;
    const started = performance.now();
    interpolate(nested, () => undefined);
    interpolate('$'.repeat(1_000_001), () => undefined);
    interpolate('${'.repeat(90_000), () => undefined);
    assert.ok(performance.now() - started < 1500);
  });
});

describe('compose: .env', () => {
  it('reads every kind of line', () => {
    const text = [
      '# comment',
      'A=1',
      'export B = two words # comment',
      "C='single $A #no'",
      'D="double $A\\n\\"x\\"" # comment',
      'E="of',
      'lines"',
      'F=',
      'G',
      'H: yaml',
      'I=a#b',
      'J=${A}-${NONE:-x}',
      'K=$UNKNOWN',
      '',
    ].join('\n');
    const { variables, problems } = parseDotenv(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      variables.map(({ name, value }) => [name, value]),
      [
        ['A', '1'],
        ['B', 'two words'],
        ['C', 'single $A #no'],
        ['D', 'double 1\n"x"'],
        ['E', 'of\nlines'],
        ['F', ''],
        ['G', undefined],
        ['H', 'yaml'],
        ['I', 'a#b'],
        ['J', '1-x'],
        ['K', undefined],
      ],
    );
    for (const { name, nameSpan } of variables) assert.equal(text.slice(nameSpan.start, nameSpan.end), name);
  });

  it('goes on after a broken line', () => {
    const { variables, problems } = parseDotenv('A B=1\n=2\nC="open\nD=4\n');
    assert.equal(problems.length, 2);
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['D'],
    );
  });

  it('says where a variable cannot be put in', () => {
    const { variables, problems } = parseDotenv('A=${B%x}\nC="${D\nE="\nF=\'${G%}\'\nH=$(date) $1\n');
    assert.deepEqual(
      problems.map(({ span }) => span.start),
      [2, 11],
    );
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['A', 'C', 'F', 'H'],
    );
  });
});
