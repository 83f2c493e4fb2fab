import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { composeProject, mutatedProject } from './compose-generate';
import { checkProject } from './compose-properties';

const FAILURES = 'test/fuzz/compose-failures';
const seeds = ['compose.yaml', 'compose.override.yaml'].map((name) => readFileSync(join('examples', name), 'utf8'));

describe('any Compose project at all', () => {
  it('gives findings and fixes that hold (random projects)', function () {
    this.timeout(60_000);
    fc.assert(fc.property(composeProject, checkProject), { numRuns: 60, seed: 1 });
  });

  it('gives findings and fixes that hold (changed examples)', function () {
    this.timeout(60_000);
    fc.assert(fc.property(mutatedProject(seeds), checkProject), { numRuns: 20, seed: 2 });
  });

  for (const file of existsSync(FAILURES) ? readdirSync(FAILURES) : []) {
    it(`stays repaired: ${file}`, () => checkProject(JSON.parse(readFileSync(join(FAILURES, file), 'utf8'))));
  }
});
