/** `npm run fuzz [-- RUNS]`: many more random files than the tests take; each failure is kept in test/fuzz/failures. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { mutated, randomFile } from '../test/fuzz/generate';
import { checkText } from '../test/fuzz/properties';
import { readMarkdownTest } from '../test/harness/mdtest';

const FAILURES = 'test/fuzz/failures';
const runs = Number(process.argv[2] ?? 5000);
const seed = Date.now() % 2 ** 31;

const seeds = readdirSync('test/rules/dockerfile')
  .flatMap((file) => readMarkdownTest(readFileSync(join('test/rules/dockerfile', file), 'utf8')).sections)
  .flatMap((section) => section.blocks.filter((block) => block.language === 'dockerfile').map((block) => block.text));

function attempt(name: string, texts: fc.Arbitrary<string>): boolean {
  const result = fc.check(
    fc.property(texts, (text) => checkText(text)),
    { numRuns: runs, seed },
  );
  if (!result.failed) {
    console.log(`${name}: ${runs} texts, nothing found`);
    return true;
  }
  const [text = ''] = result.counterexample ?? [];
  mkdirSync(FAILURES, { recursive: true });
  const file = join(FAILURES, `${String(readdirSync(FAILURES).length).padStart(4, '0')}.json`);
  writeFileSync(file, JSON.stringify(text));
  console.error(
    `${name}: found with seed ${seed}, kept as ${file}\n${JSON.stringify(text)}\n${String(result.errorInstance)}`,
  );
  return false;
}

console.log(`seed ${seed}`);
const results = [attempt('random files', randomFile), attempt('changed tests', mutated(seeds))];
process.exitCode = results.every(Boolean) ? 0 : 1;
