/**
 * `npm run fuzz [-- RUNS]`: many more random files than the tests take. Each failure is kept in test/fuzz/failures, of Compose projects in
 * test/fuzz/compose-failures.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { composeProject, mutatedProject } from '../test/fuzz/compose-generate';
import { checkProject } from '../test/fuzz/compose-properties';
import { mutated, randomFile } from '../test/fuzz/generate';
import { checkText } from '../test/fuzz/properties';
import { readMarkdownTest } from '../test/harness/mdtest';

const FAILURES = 'test/fuzz/failures';
const COMPOSE_FAILURES = 'test/fuzz/compose-failures';
const runs = Number(process.argv[2] ?? 5000);
const seed = Date.now() % 2 ** 31;

/** The files in the tests of a language's rules. */
const seedsOf = (language: string, fence: string): string[] =>
  readdirSync(`test/rules/${language}`)
    .flatMap((file) => readMarkdownTest(readFileSync(join(`test/rules/${language}`, file), 'utf8')).sections)
    .flatMap((section) => section.blocks.filter((block) => block.language === fence).map((block) => block.text));

function attempt<T>(name: string, values: fc.Arbitrary<T>, check: (value: T) => void, failures: string): boolean {
  const result = fc.check(fc.property(values, check), { numRuns: runs, seed });
  if (!result.failed) {
    console.log(`${name}: ${runs} runs, nothing found`);
    return true;
  }
  const kept = JSON.stringify(result.counterexample?.[0] ?? null);
  mkdirSync(failures, { recursive: true });
  const file = join(failures, `${String(readdirSync(failures).length).padStart(4, '0')}.json`);
  writeFileSync(file, kept);
  console.error(`${name}: found with seed ${seed}, kept as ${file}\n${kept}\n${String(result.errorInstance)}`);
  return false;
}

console.log(`seed ${seed}`);
const results = [
  attempt('random Dockerfiles', randomFile, checkText, FAILURES),
  attempt('changed tests of Dockerfiles', mutated(seedsOf('dockerfile', 'dockerfile')), checkText, FAILURES),
  attempt('random Compose projects', composeProject, checkProject, COMPOSE_FAILURES),
  attempt('changed tests of Compose', mutatedProject(seedsOf('compose', 'yaml')), checkProject, COMPOSE_FAILURES),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
