import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { isYamlName, languageOfName } from '../../server/src/features/languages';
import { languageOfYaml } from '../../server/src/features/yaml-language';
import { readMarkdownTest } from '../harness/mdtest';
import { PROFILES, TestClient } from '../lsp/client';
import { WorkerServer } from '../lsp/worker';

/** Every file of the rules' tests, each in a folder of its own with the files that stand beside it. */
function writeCorpus(root: string): void {
  if (existsSync('examples')) cpSync('examples', join(root, 'examples'), { recursive: true });
  for (const language of ['dockerfile', 'kubernetes', 'compose']) writeTests(root, language);
}

const FENCES: Readonly<Record<string, readonly [fence: string, name: string]>> = {
  dockerfile: ['dockerfile', 'Dockerfile'],
  kubernetes: ['yaml', 'manifest.yaml'],
  compose: ['yaml', 'compose.yaml'],
};

function writeTests(root: string, language: string): void {
  const folder = join('test/rules', language);
  const [fence, usual] = FENCES[language] ?? ['', ''];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const test = readMarkdownTest(readFileSync(join(folder, file), 'utf8'));
    for (const [index, section] of test.sections.entries()) {
      const at = join(root, language, file.replace(/\.md$/, ''), String(index));
      for (const block of section.blocks) {
        const [first, second] = block.words;
        const name = first === 'file' ? second : block.language === fence ? (first ?? usual) : first;
        if (name === undefined || ['fixed', 'nofix', 'title', 'options', 'no-context'].includes(name)) continue;
        mkdirSync(dirname(join(at, name)), { recursive: true });
        if (!existsSync(join(at, name))) writeFileSync(join(at, name), block.text);
      }
    }
  }
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (languageOf(path) !== undefined) yield path;
  }
}

function languageOf(path: string): 'dockerfile' | 'dockercompose' | 'yaml' | undefined {
  if (languageOfName(path) === 'dockerfile') return 'dockerfile';
  if (languageOfName(path) !== undefined || !isYamlName(path)) return undefined;
  const language = languageOfYaml(readFileSync(path, 'utf8'), path);
  if (language === 'compose') return 'dockercompose';
  return language === 'kubernetes' ? 'yaml' : undefined;
}

const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

/** One line a finding, in the words that all three faces share. */
const lineOf = (rule: unknown, severity: string, range: { start: number[]; end: number[] }, message: string): string =>
  JSON.stringify([rule, severity, range.start, range.end, message]);

const fromDiagnostics = (items: readonly Diagnostic[]): string[] =>
  // The worker's lists come from another realm, whose arrays are strangers to a strict comparison.
  [...items].map((d) =>
    lineOf(
      d.code,
      SEVERITIES[d.severity ?? 0] ?? '',
      {
        start: [d.range.start.line + 1, d.range.start.character + 1],
        end: [d.range.end.line + 1, d.range.end.character + 1],
      },
      typeof d.message === 'string' ? d.message : d.message.value,
    ),
  );

interface Report {
  readonly files: readonly {
    readonly file: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: string;
      readonly message: string;
      readonly range: {
        readonly start: { line: number; column: number };
        readonly end: { line: number; column: number };
      };
    }[];
  }[];
}

describe('command line, server and web worker', () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'plimsoll-faces-'));
    writeCorpus(root);
  });
  after(() => rmSync(root, { recursive: true }));

  it('find the same in every file', async function () {
    this.timeout(900_000);
    const cli = spawnSync(process.execPath, [join(process.cwd(), 'dist/cli.cjs'), 'lint', '--format', 'json', '.'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    assert.equal(cli.stderr, '');
    const report: Report = JSON.parse(cli.stdout);
    const expected = new Map(
      report.files.map((f) => [
        join(root, f.file),
        f.findings.map((x) =>
          lineOf(
            x.rule,
            x.severity,
            { start: [x.range.start.line, x.range.start.column], end: [x.range.end.line, x.range.end.column] },
            x.message,
          ),
        ),
      ]),
    );
    const files = [...filesBelow(root)].sort();
    assert.ok(files.length >= 5);
    assert.deepEqual([...expected.keys()].sort(), files);

    const folder = pathToFileURL(root).href;
    const { client } = await TestClient.start(PROFILES.vscode, { folder });
    const worker = new WorkerServer(answerFromDisk);
    try {
      await worker.initialize(folder);
      // References between files are judged once all of them have been read.
      await client.request('plimsoll/lintWorkspace', null);
      await worker.request('plimsoll/lintWorkspace', null);
      for (const file of files) {
        const closed = client.pushedNow(pathToFileURL(file).href) ?? [];
        assert.deepEqual(fromDiagnostics(closed), expected.get(file), `server, closed: ${file}`);
        await compare(file);
      }
    } finally {
      await client.stop();
    }

    async function compare(file: string): Promise<void> {
      const uri = pathToFileURL(file).href;
      const text = readFileSync(file, 'utf8');
      const language = languageOf(file);
      await client.open(uri, text, language);
      const pulled = await client.pull(uri);
      await client.close(uri);
      assert.deepEqual(
        pulled.kind === 'full' ? fromDiagnostics(pulled.items) : [],
        expected.get(file),
        `server: ${file}`,
      );
      assert.deepEqual(
        fromDiagnostics(await worker.diagnostics(uri, text, language)),
        expected.get(file),
        `worker: ${file}`,
      );
    }
  });
});

/** What the VS Code client answers, from the disk. */
function answerFromDisk(method: string, params: unknown): unknown {
  if (method === 'workspace/configuration') return [{}];
  if (method === 'plimsoll/asset' && typeof params === 'object' && params !== null && 'name' in params)
    return readFileSync(join('dist/assets', String(params.name)), 'utf8');
  if (!method.startsWith('plimsoll/') || typeof params !== 'object' || params === null || !('uri' in params))
    return null;
  const path = fileURLToPath(String(params.uri));
  if (method === 'plimsoll/readFile')
    return existsSync(path) && statSync(path).isFile() ? { text: readFileSync(path, 'utf8') } : null;
  if (method === 'plimsoll/listFolder') {
    if (!existsSync(path) || !statSync(path).isDirectory()) return null;
    return readdirSync(path, { withFileTypes: true }).map((e) => ({
      name: e.name,
      kind: e.isDirectory() ? 'folder' : 'file',
    }));
  }
  return null;
}
