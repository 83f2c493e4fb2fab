import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { lintKubernetes } from '../harness/languages';
import { allRules } from '../harness/lint';

interface Case {
  readonly check: string;
  readonly fails: boolean;
  readonly text: string;
  readonly line: number;
  /** The release of Kubernetes that is aimed at, where it matters. */
  readonly release: string | undefined;
}

const FOLDER = 'test/corpus/parity';

/** The manifests of a file: a heading names the check, the info string tells whether it fails, and for which release. */
function casesOf(file: string): readonly Case[] {
  const cases: Case[] = [];
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  let check = '';
  for (const match of text.matchAll(/^## (\S+)$|^```yaml (fails|passes)(?: ([\d.]+))?\n([\s\S]*?)^```$/gm)) {
    const [, heading, verdict, release, body] = match;
    if (heading !== undefined) check = heading;
    if (verdict === undefined || body === undefined) continue;
    const line = text.slice(0, match.index).split('\n').length;
    cases.push({ check, fails: verdict === 'fails', text: body, line, release });
  }
  return cases;
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));

describe('what others check', () => {
  for (const file of files) {
    const tool = file.replace('.md', '');
    it(`is found under the names of ${tool}`, () => {
      const wrong = casesOf(file).flatMap(({ check, fails, text, line, release }) => {
        const aim = release === undefined ? {} : { kubernetesVersion: release };
        const { findings } = lintKubernetes(text, { rules: allRules, files: {}, ...aim });
        const told = findings.filter(({ equivalents }) =>
          Object.entries(equivalents).some(([name, ids]) => name === tool && ids?.includes(check)),
        );
        if (told.length > 0 === fails) return [];
        const by = told.map(({ rule }) => rule).join(', ');
        return [`${FOLDER}/${file}:${line} ${check} ${fails ? 'is not found' : `is found by ${by}`}`];
      });
      assert.deepEqual(wrong, []);
    });
  }
});
