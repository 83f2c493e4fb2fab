import assert from 'node:assert/strict';
import { splitCommand, splitWords } from '../../../server/src/languages/compose/command';

describe('languages/compose/command', () => {
  const words: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['a  b\tc\n', ['a', 'b', 'c']],
    [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
    [`a '' "" b`, ['a', '', '', 'b']],
    [`a "it's" '"'`, ['a', "it's", '"']],
    ['a \\" \\\\ b\\ c', ['a', '"', '\\', 'b c']],
    [`a '\\' b`, ['a', '\\', 'b']],
    ['a `b c` d', ['a', '`b c`', 'd']],
    ['a $(b c) d', ['a', '$(b c)', 'd']],
    [`a $(b "c) d`, ['a', '$(b "c)', 'd']],
    [`a; echo 'b`, ['a']],
    ['a | b', ['a']],
    ['a > "', ['a']],
    [`"a;b" 'c|d' e\\;f`, ['a;b', 'c|d', 'e;f']],
    ['"(a)"', ['(a)']],
  ];
  for (const [text, expected] of words) {
    it(`splits ${JSON.stringify(text)}`, () => assert.deepEqual(splitWords(text), expected));
  }

  const faults: readonly (readonly [string, string])[] = [
    [`don't`, 'quote'],
    ['a "b', 'quote'],
    ['a `b', 'quote'],
    ['a `b` `', 'quote'],
    [`'\\''`, 'quote'],
    ['a (b)', 'bracket'],
    ['a )', 'bracket'],
    ['a $(b', 'bracket'],
    ['a $(b (c))', 'bracket'],
    ['$((1+2))', 'bracket'],
    ['a \\', 'backslash'],
  ];
  for (const [text, expected] of faults) {
    it(`cannot split ${JSON.stringify(text)}`, () => {
      assert.equal(splitCommand(text).fault, expected);
      assert.equal(splitWords(text), undefined);
    });
  }
});
