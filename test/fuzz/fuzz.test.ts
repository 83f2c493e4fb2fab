import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { mutated, randomFile } from './generate';
import { checkText } from './properties';

const FAILURES = 'test/fuzz/failures';
const seeds = ['web', 'reports', 'gateway'].map((name) => readFileSync(join('examples', name, 'Dockerfile'), 'utf8'));

describe('any text at all', () => {
  it('gives findings, fixes and hovers that hold (random files)', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(randomFile, (text) => checkText(text)),
      { numRuns: 150, seed: 1 },
    );
  });

  it('gives findings, fixes and hovers that hold (changed examples)', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(mutated(seeds), (text) => checkText(text)),
      { numRuns: 150, seed: 2 },
    );
  });

  for (const file of existsSync(FAILURES) ? readdirSync(FAILURES) : []) {
    it(`stays repaired: ${file}`, () => checkText(JSON.parse(readFileSync(join(FAILURES, file), 'utf8'))));
  }
});
