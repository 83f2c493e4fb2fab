import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { DOCKERFILE_RULES } from '../../server/src/rules/dockerfile.generated';
import { YAML_RULES } from '../../server/src/rules/yaml.generated';
import { WorkerServer } from '../lsp/worker';

const STARTING = ['server.cjs', 'server.worker.js', 'cli.cjs'];
const PART = 'yaml-languages.js';

/** The rules that a bundle defines. */
const rulesIn = (file: string, rules: readonly { readonly id: string }[]): string[] => {
  const text = readFileSync(`dist/${file}`, 'utf8');
  return rules.flatMap(({ id }) => (text.includes(`id:"${id}"`) ? [id] : []));
};

describe('parts of the server', () => {
  it('define every rule once', () => {
    assert.deepEqual(
      rulesIn(PART, YAML_RULES),
      YAML_RULES.map(({ id }) => id),
    );
    assert.deepEqual(rulesIn(PART, DOCKERFILE_RULES), []);
    for (const file of STARTING) {
      assert.equal(rulesIn(file, DOCKERFILE_RULES).length, DOCKERFILE_RULES.length, file);
      assert.deepEqual(rulesIn(file, YAML_RULES), [], file);
    }
  });

  it('are small', () => {
    for (const file of [...STARTING, PART]) assert.ok(statSync(`dist/${file}`).size < 900_000, file);
  });

  it('read the YAML languages when the first of their files comes', async () => {
    const worker = new WorkerServer(() => undefined);
    await worker.initialize('file:///w');
    assert.ok((await worker.diagnostics('file:///w/Dockerfile', 'FROM alpine\n')).length > 0);
    assert.deepEqual(worker.scripts, ['server.worker.js']);
    const compose = 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n';
    assert.ok((await worker.diagnostics('file:///w/compose.yaml', compose, 'yaml')).length > 0);
    assert.deepEqual(worker.scripts, ['server.worker.js', PART]);
  });

  it('are read for a comment that names a rule of another language', async () => {
    const worker = new WorkerServer(() => undefined);
    await worker.initialize('file:///w');
    const text = '# plimsoll-disable-next-line kubernetes/no-privileged\nFROM alpine:3.22\n';
    const messages = (await worker.diagnostics('file:///w/Dockerfile', text)).map(({ message }) => message);
    assert.ok(messages.includes('`kubernetes/no-privileged` reports nothing here'), messages.join('\n'));
    assert.deepEqual(worker.scripts, ['server.worker.js', PART]);
  });
});
