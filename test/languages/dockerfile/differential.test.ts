import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { positionAt } from '../../../server/src/core/text';
import { parseDockerfile } from '../../../server/src/languages/dockerfile/model';
import { readMarkdownTest } from '../../harness/mdtest';
import { judge } from '../../oracle/buildkit';

/**
 * dockerfile-ast as a second opinion, on every Dockerfile of the rules' tests that BuildKit takes: the same instructions at the same
 * places. Files with one of the things that it is known to misread (defects.test.ts) are left out.
 */
const KNOWN_DIFFERENCES = /\\\\[ \t]*$|\d<<|<<-?[ \t]|^# \w+=.*\n# escape|\r(?!\n)|^[ \t]*\\[ \t]*$|[\f\v]|\u00a0/m;

const texts = readdirSync('test/rules/dockerfile')
  .flatMap((file) => readMarkdownTest(readFileSync(`test/rules/dockerfile/${file}`, 'utf8')).sections)
  .flatMap((section) => section.blocks)
  .filter((block) => block.language === 'dockerfile')
  .map((block) => block.text)
  .filter((text) => judge(text).ok && !KNOWN_DIFFERENCES.test(text));

describe('dockerfile-ast as a second opinion', () => {
  it(`finds the same instructions in ${texts.length} files`, () => {
    assert.ok(texts.length > 200);
    for (const text of texts) {
      const theirs = DockerfileParser.parse(text)
        .getInstructions()
        .map((instruction) => {
          const { start } = instruction.getInstructionRange();
          return `${instruction.getKeyword()} ${start.line}:${start.character}`;
        });
      const document = parseDockerfile(text);
      const ours = document.instructions.map((instruction) => {
        const { line, column } = positionAt(document.source, instruction.keyword.start);
        return `${instruction.name} ${line}:${column}`;
      });
      assert.deepEqual(ours, theirs, text);
    }
  });

  it('finds the same flags', () => {
    for (const text of texts) {
      const theirs = DockerfileParser.parse(text)
        .getInstructions()
        .flatMap((instruction) =>
          'getFlags' in instruction && typeof instruction.getFlags === 'function' ? instruction.getFlags() : [],
        )
        .map((flag: { getName(): string }) => flag.getName());
      const ours = parseDockerfile(text).instructions.flatMap((instruction) =>
        instruction.flags.map((flag) => flag.name),
      );
      const known = new Set(theirs);
      assert.deepEqual(ours.filter((name) => known.has(name)).sort(), [...theirs].sort(), text);
    }
  });
});
