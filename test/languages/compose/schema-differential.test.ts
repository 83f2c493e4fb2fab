import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { applyOverlay } from '../../../schemas/compose-overlay.mjs';
import { ComposeFile } from '../../../server/src/languages/compose/file';
import { validateCompose } from '../../../server/src/languages/compose/schema/walker';
import type { Value } from '../../../server/src/languages/compose/tree';
import { composeSchema } from '../../harness/languages';
import { readMarkdownTest } from '../../harness/mdtest';

/** What Compose hands to its schema. A date is of no type that the schema knows, as is the number that stands for it here. */
function dataOf(value: Value, depth = 0): unknown {
  if (depth > 40 || value.kind === 'unknown') return null;
  if (value.kind === 'map')
    return Object.fromEntries(value.entries.map(({ name, value: one }) => [name, dataOf(one, depth + 1)]));
  if (value.kind === 'list') return value.items.map(({ value: one }) => dataOf(one, depth + 1));
  const { yaml } = value;
  return yaml.kind === 'timestamp' ? 1n : yaml.kind === 'string' ? value.text : yaml.value;
}

const schema = JSON.parse(readFileSync('node_modules/dclint/schemas/compose.schema.json', 'utf8'));
applyOverlay(schema);

/** Lists are made unique before Compose looks at them. */
function withoutUnique(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutUnique);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) =>
      key === 'uniqueItems' || key === '$schema' ? [] : [[key, withoutUnique(value)]],
    ),
  );
}

describe('compose/schema: the walker and ajv', () => {
  it('come to the same verdict', () => {
    const judge = new Ajv({ strict: false, allErrors: false, logger: false }).compile(Object(withoutUnique(schema)));
    let compared = 0;
    for (const text of texts()) {
      const file = new ComposeFile(text);
      const [root] = file.roots;
      if (!root || file.documents.some(({ problems }) => problems.length > 0)) continue;
      // Casts, formats and unknown variables are not of the schema.
      const problems = validateCompose(root, composeSchema().root).filter(
        ({ code }) => !['invalid-cast', 'invalid-format', 'repeated-item'].includes(code),
      );
      // A quoted number is cast before its range is looked at.
      const casts = validateCompose(root, composeSchema().root).some(
        ({ code, span }) =>
          code === 'invalid-cast' || (code === 'invalid-range' && /["']/.test(text[span.start] ?? '')),
      );
      if (casts || /\$\{?\w/.test(text)) continue;
      compared++;
      const accepted = judge(dataOf(root));
      assert.equal(
        problems.length === 0,
        accepted,
        `${text}\n${JSON.stringify(judge.errors)}\n${problems.map(({ code }) => code).join()}`,
      );
    }
    assert.ok(compared > 800, `only ${compared} texts`);
  });
});

const VALUES = [
  '3',
  'true',
  'null',
  '""',
  '[]',
  '{}',
  'abc',
  '"1"',
  '[a, b]',
  '{a: b}',
  '1.5',
  '-1',
  '2001-01-01',
  '[{}]',
  '[3]',
];

/** The probes, and each of their values replaced by others. */
function* texts(): Generator<string> {
  const folder = 'test/oracle/compose-probes';
  let turn = 0;
  for (const name of readdirSync(folder)) {
    for (const section of readMarkdownTest(readFileSync(join(folder, name), 'utf8')).sections) {
      for (const { language, text } of section.blocks) {
        if (language !== 'yaml') continue;
        yield text;
        const lines = text.split('\n');
        for (const [i, line] of lines.entries()) {
          const pair = /^(\s*(?:- )?[\w.-]+:) \S/.exec(line);
          if (!pair) continue;
          for (let n = 0; n < 2; n++) {
            const value = VALUES[turn++ % VALUES.length];
            yield [...lines.slice(0, i), `${pair[1]} ${value}`, ...lines.slice(i + 1)].join('\n');
          }
        }
      }
    }
  }
}
