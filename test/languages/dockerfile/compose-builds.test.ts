import assert from 'node:assert/strict';
import { memoryFiles } from '../../../server/src/core/files';
import { dockerfileAdapter } from '../../../server/src/languages/dockerfile/adapter';
import { dockerfileFacts } from '../../../server/src/project/dockerfile';
import { lintDockerfile, onlyRules } from '../../harness/lint';

const DOCKERFILE = 'FROM alpine:3.22\nCOPY shop.txt /srv/\nUSER 1000\nCMD ["cat", "/srv/shop.txt"]\n';
const compose = (build: string): string => `services:\n  shop:\n    build: ${build}\n`;

describe('a Dockerfile that a Compose file builds', () => {
  const factsOf = (files: Readonly<Record<string, string>>, path: string) => {
    const all = { ...files, [path]: DOCKERFILE };
    return dockerfileFacts(dockerfileAdapter.parse(DOCKERFILE), { files: memoryFiles(all), path });
  };

  it('takes its context, arguments and target from there', () => {
    const build = '{context: ./app, dockerfile: docker/Dockerfile, target: final, args: {A: "1", B: }}';
    const facts = factsOf({ 'compose.yaml': compose(build), 'app/shop.txt': '' }, 'app/docker/Dockerfile');
    assert.equal(facts.context?.folder, 'app');
    assert.equal(facts.context?.dockerfile, 'docker/Dockerfile');
    assert.deepEqual(
      facts.builds.map(({ file, service, target, args }) => [file, service, target, [...args]]),
      [
        [
          'compose.yaml',
          'shop',
          'final',
          [
            ['A', '1'],
            ['B', undefined],
          ],
        ],
      ],
    );
  });

  it('is judged by that context, even when what it copies is not there', () => {
    const build = compose('{context: ., dockerfile: docker/Dockerfile}');
    const files = { 'compose.yaml': build, 'docker/shop.txt': '', 'shops.txt': '' };
    const lint = (more: Readonly<Record<string, string>>): number =>
      lintDockerfile(DOCKERFILE, {
        rules: onlyRules(['dockerfile/copy-source-missing']),
        path: 'docker/Dockerfile',
        files: { ...files, ...more },
      }).findings.length;
    assert.equal(lint({}), 1);
    assert.equal(lint({ 'shop.txt': '' }), 0);
  });

  it('keeps to itself when Compose files disagree, or build something else', () => {
    const two = 'services:\n  a: {build: {context: ., dockerfile: app/Dockerfile}}\n  b: {build: ./app}\n';
    assert.equal(factsOf({ 'compose.yaml': two, 'app/shop.txt': '' }, 'app/Dockerfile').context?.folder, 'app');
    const other = factsOf({ 'compose.yaml': compose('./other'), 'app/shop.txt': '' }, 'app/Dockerfile');
    assert.deepEqual(other.builds, []);
  });
});
