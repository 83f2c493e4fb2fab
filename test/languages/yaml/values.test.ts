import assert from 'node:assert/strict';
import type { ScalarStyle } from '../../../server/src/languages/yaml/nodes';
import { differs, goYaml2, goYaml3, type YamlValue, yaml12 } from '../../../server/src/languages/yaml/values';

const scalar = (text: string, style: ScalarStyle = 'plain', tag?: string) => ({
  text,
  style,
  tag: tag === undefined ? undefined : { name: tag, span: { start: 0, end: 0 } },
});

/** A value in short: `int 8`. */
const short = ({ kind, value }: YamlValue): string =>
  kind === 'string' ? 'string' : `${kind} ${Object.is(value, -0) ? '-0' : String(value)}`;

describe('yaml values', () => {
  // A text, and what go-yaml 2, go-yaml 3 and YAML 1.2 make of it; one for all three when they agree.
  const table: readonly (readonly [string, string, string?, string?])[] = [
    ['', 'null null'],
    ['~', 'null null'],
    ['null', 'null null'],
    ['Null', 'null null'],
    ['NULL', 'null null'],
    ['nUll', 'string'],
    ['true', 'bool true'],
    ['True', 'bool true'],
    ['TRUE', 'bool true'],
    ['tRue', 'string'],
    ['false', 'bool false'],
    ['FALSE', 'bool false'],
    ['y', 'bool true', 'string', 'string'],
    ['Y', 'bool true', 'string', 'string'],
    ['n', 'bool false', 'string', 'string'],
    ['N', 'bool false', 'string', 'string'],
    ['yes', 'bool true', 'string', 'string'],
    ['Yes', 'bool true', 'string', 'string'],
    ['YES', 'bool true', 'string', 'string'],
    ['yEs', 'string'],
    ['no', 'bool false', 'string', 'string'],
    ['NO', 'bool false', 'string', 'string'],
    ['on', 'bool true', 'string', 'string'],
    ['On', 'bool true', 'string', 'string'],
    ['off', 'bool false', 'string', 'string'],
    ['OFF', 'bool false', 'string', 'string'],
    ['0', 'int 0'],
    ['8', 'int 8'],
    ['-8', 'int -8'],
    ['+8', 'int 8'],
    ['-', 'string'],
    ['+', 'string'],
    ['--8', 'string'],
    ['0644', 'int 420', 'int 420', 'int 644'],
    ['-0644', 'int -420', 'int -420', 'int -644'],
    ['0o644', 'int 420', 'int 420', 'int 420'],
    ['0O644', 'int 420', 'int 420', 'string'],
    ['-0o7', 'int -7', 'int -7', 'string'],
    ['0x1F', 'int 31'],
    ['0X1f', 'int 31', 'int 31', 'string'],
    ['+0x1F', 'int 31', 'int 31', 'string'],
    ['0x', 'string'],
    ['0xg', 'string'],
    ['0b11', 'int 3', 'int 3', 'string'],
    ['-0b11', 'int -3', 'int -3', 'string'],
    ['0b12', 'string'],
    ['08', 'float 8', 'float 8', 'int 8'],
    ['0o8', 'string'],
    ['1_000', 'int 1000', 'int 1000', 'string'],
    ['1__0_', 'int 10', 'int 10', 'string'],
    ['_1', 'string'],
    ['0_7', 'int 7', 'int 7', 'string'],
    ['9007199254740993', 'int 9007199254740992'],
    ['18446744073709551615', 'int 18446744073709552000'],
    ['18446744073709551616', 'float 18446744073709552000', 'float 18446744073709552000', 'int 18446744073709552000'],
    ['-9223372036854775809', 'float -9223372036854776000', 'float -9223372036854776000', 'int -9223372036854776000'],
    ['1.5', 'float 1.5'],
    ['1.', 'float 1'],
    ['.5', 'float 0.5'],
    ['.5_0', 'float 0.5', 'float 0.5', 'string'],
    ['-.5', 'float -0.5'],
    ['.', 'string'],
    ['..', 'string'],
    ['.e3', 'string'],
    ['1e3', 'float 1000'],
    ['1E+3', 'float 1000'],
    ['1e-3', 'float 0.001'],
    ['1e', 'string'],
    ['1e400', 'string', 'string', 'float Infinity'],
    ['1_0.5', 'float 10.5', 'float 10.5', 'string'],
    ['1.10', 'float 1.1'],
    ['1.2.3', 'string'],
    ['10.0.0.1', 'string'],
    ['.inf', 'float Infinity'],
    ['.Inf', 'float Infinity'],
    ['-.INF', 'float -Infinity'],
    ['+.inf', 'float Infinity'],
    ['.NaN', 'float NaN'],
    ['.nAn', 'string'],
    ['inf', 'string'],
    ['nan', 'string'],
    ['Infinity', 'string'],
    ['1:30', 'string'],
    ['12:30:45', 'string'],
    ['22:22', 'string'],
    ['2026-01-01', 'string', 'timestamp 2026-01-01', 'string'],
    ['2026-1-1', 'string', 'timestamp 2026-1-1', 'string'],
    ['2026-02-30', 'string'],
    ['2024-02-29', 'string', 'timestamp 2024-02-29', 'string'],
    ['2026-13-01', 'string'],
    ['2026-01-01T10:00:00Z', 'string', 'timestamp 2026-01-01T10:00:00Z', 'string'],
    ['2026-01-01t10:00:00.5+02:00', 'string', 'timestamp 2026-01-01t10:00:00.5+02:00', 'string'],
    ['2026-01-01 10:00:00', 'string', 'timestamp 2026-01-01 10:00:00', 'string'],
    ['2026-01-01 24:00:00', 'string'],
    ['2026-01-01 10:00:00 Z', 'string'],
    ['20260-01-01', 'string'],
    ['<<', 'string'],
    ['=', 'string'],
    ['8080/tcp', 'string'],
    ['1Gi', 'string'],
    ['hello', 'string'],
    ['0.1e', 'string'],
    ['1e3e3', 'string'],
  ];
  for (const [text, two, three = two, core = two] of table) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const own = scalar(text);
      assert.deepEqual([short(goYaml2(own)), short(goYaml3(own)), short(yaml12(own))], [two, three, core]);
      assert.equal(differs(own), new Set([two, three, core]).size > 1);
    });
  }

  it('takes whatever is quoted, or a block, for a string', () => {
    for (const style of ['single', 'double', 'literal', 'folded'] as const) {
      for (const text of ['yes', '0644', '', '~', '2026-01-01']) {
        for (const read of [goYaml2, goYaml3, yaml12]) {
          assert.deepEqual(read(scalar(text, style)), { kind: 'string', value: text });
        }
      }
    }
  });

  const tags: readonly (readonly [string, ScalarStyle, string, string])[] = [
    ['1', 'plain', '!!str', 'string'],
    ['yes', 'plain', '!!str', 'string'],
    ['', 'plain', '!!str', 'string'],
    ['1', 'plain', '!<tag:yaml.org,2002:str>', 'string'],
    ['1', 'double', '!!int', 'int 1'],
    ['1', 'plain', '!!float', 'float 1'],
    ['true', 'double', '!!bool', 'bool true'],
    ['x', 'plain', '!!int', 'string'],
    ['', 'plain', '!!null', 'null null'],
    ['5', 'plain', '!reset', 'string'],
    ['5', 'plain', '!', 'int 5'],
    ['aGk=', 'plain', '!!binary', 'string'],
  ];
  for (const [text, style, tag, expected] of tags) {
    it(`heeds ${tag} before ${style} ${JSON.stringify(text)}`, () => {
      for (const read of [goYaml2, goYaml3, yaml12]) assert.equal(short(read(scalar(text, style, tag))), expected);
    });
  }

  it('gives an octal its value and a date its text', () => {
    assert.equal(goYaml2(scalar('0755')).value, 493);
    assert.deepEqual(goYaml2(scalar('2026-01-01')), { kind: 'string', value: '2026-01-01' });
  });

  it('takes no time for long texts', () => {
    for (const text of ['1'.repeat(1_000_000), `${'1_'.repeat(500_000)}x`, `.${'5_'.repeat(500_000)}x`]) {
      assert.equal(goYaml2(scalar(text)).kind, 'string');
    }
  });
});
