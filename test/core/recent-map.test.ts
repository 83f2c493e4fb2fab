import assert from 'node:assert/strict';
import { Memo } from '../../server/src/core/memo';
import { RecentMap } from '../../server/src/core/recent-map';

describe('recent map', () => {
  it('forgets what was not asked for lately, and keeps what was', () => {
    const map = new RecentMap<number>(2000);
    map.set('asked', 1);
    map.set('idle', 2);
    for (let i = 0; i < 100; i++) {
      map.set(`other ${i}`, i);
      assert.equal(map.get('asked'), 1, `after ${i}`);
    }
    assert.equal(map.get('idle'), undefined);
  });

  it('keeps with `repeated` what is set a second time', () => {
    const map = new RecentMap<number>(2000, 'repeated');
    map.set('a', 1);
    assert.equal(map.get('a'), undefined);
    map.set('b', 1);
    map.set('a', 2);
    assert.equal(map.get('a'), 2);
    assert.equal(map.get('b'), undefined);
  });
});

describe('memo', () => {
  it('keeps an answer for each of many questions, and the newest for each', () => {
    const memo = new Memo();
    const questions = Array.from({ length: 40 }, (_, i) => ({ i }));
    for (const question of questions) assert.equal(memo.get(question), undefined);
    for (const round of [1, 100]) {
      for (const question of questions) memo.set(question, question.i * round);
      for (const question of questions) assert.equal(memo.get(question), question.i * round);
    }
  });
});
