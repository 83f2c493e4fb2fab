import assert from 'node:assert/strict';
import { isOff, patternOf } from '../../../server/src/languages/kubernetes/schema/patterns';

describe('patterns of schemas', () => {
  for (const [pattern, right, wrong] of [
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'shop-1', 'Shop'],
    ['^(tcp|udp|sctp)$', 'udp', 'icmp'],
    ['^v\\d+$', 'v1', '1'],
    ['^(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z)$', 'k', 'kk'],
  ] as const)
    it(`judges by ${pattern}`, () => {
      const read = patternOf(pattern);
      assert.equal(isOff(right, read), false);
      assert.equal(isOff(wrong, read), true);
    });

  for (const pattern of [
    undefined,
    '(',
    '^(a+)+$',
    '^(a|b){3}$',
    '^.*.*.*$',
    '.*.*b',
    '(?i)shop',
    '^[[:alpha:]]$',
    '\\pL',
    `^${'(a|a)'.repeat(30)}b$`,
    `^${'a?'.repeat(30)}b$`,
    'a'.repeat(300),
  ])
    it(`does not judge by ${String(pattern).slice(0, 40)}`, () => assert.equal(patternOf(pattern), undefined));

  it('takes a moment at most for the worst that it accepts', () => {
    for (const pattern of ['^.*.*b$', `^${'(a|a)'.repeat(6)}.*.*b$`, `^${'a?'.repeat(6)}.*.*b$`]) {
      const read = patternOf(pattern);
      assert.ok(read);
      assert.equal(isOff('a'.repeat(128), read), true);
    }
  });
});
