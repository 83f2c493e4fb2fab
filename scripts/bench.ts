/** `npm run bench [-- engine|compose|yaml|lsp|cli|manifests|rivals|size]`: figures of speed and size, each beside its bar; nothing here fails. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DockerfileParser } from 'dockerfile-ast';
import { sourceText } from '../server/src/core/text';
import { dockerfileAdapter } from '../server/src/languages/dockerfile/adapter';
import { splitLines } from '../server/src/languages/dockerfile/lines';
import { letObjectsDieYoung } from '../server/src/platform/node';
import { benchCompose, sampleCompose } from '../test/bench/compose';
import { measure, ms, percentiles, row } from '../test/bench/measure';
import { longInstruction, sample } from '../test/bench/samples';
import { benchKubernetes, benchYaml, sampleStream } from '../test/bench/yaml';
import { lintCompose } from '../test/harness/languages';
import { lintDockerfile, recommended } from '../test/harness/lint';
import { PROFILES, TestClient } from '../test/lsp/client';

const wanted = process.argv.slice(2);
const CACHE = resolve('.cache/bench');

async function section(name: string, title: string, action: () => Promise<void>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  console.log(`\n${title}`);
  await action();
}

const lint = (text: string): number => lintDockerfile(text, { rules: recommended, files: {} }).findings.length;

const lintComposeText = (text: string): number => lintCompose(text, { rules: recommended, files: {} }).findings.length;

async function engine(): Promise<void> {
  let salt = 0;
  for (const [lines, bar] of [
    [300, 'bar 8 ms'],
    [5000, 'bar 250 ms'],
  ] as const) {
    const text = sample(lines);
    row(
      `${lines} lines from scratch, parse and all recommended rules`,
      await measure(() => {
        salt++;
        lint(sample(lines, `-s${salt}`));
      }),
      bar,
    );
    row(
      `${lines} lines, one instruction edited`,
      await measure(() => {
        salt++;
        lint(text.replace('libpq-dev-3 ', `libpq-dev-${salt} `));
      }),
      lines === 300 ? 'bar 3 ms' : 'bar 20 ms',
    );
  }
  console.log('growth with length (from scratch; p50 per line should stay)');
  for (const lines of [1000, 2000, 4000, 8000]) {
    const figures = await measure(() => {
      salt++;
      lint(sample(lines, `-s${salt}`));
    }, 1000);
    console.log(
      `  ${String(lines).padStart(6)} lines ${ms(figures.p50).padStart(8)} ms   ${((figures.p50 / lines) * 1000).toFixed(1)} µs a line`,
    );
  }
  for (const bytes of [125_000, 250_000, 500_000, 1_000_000]) {
    const text = longInstruction(bytes);
    const figures = await measure(
      () => {
        salt++;
        lint(`${text}# ${salt}\nRUN echo ${salt}\n`);
      },
      500,
      500,
    );
    console.log(
      `  one RUN of ${String(bytes / 1000).padStart(5)} kB ${ms(figures.p50).padStart(8)} ms   ${((figures.p50 / bytes) * 1000).toFixed(2)} µs a character`,
    );
  }
  console.log(
    'dockerfile-ast 0.7.1 beside our own parser (why it judges in the tests instead of parsing in the product)',
  );
  for (const [name, text] of [
    ['300 lines', sample(300)],
    ['5000 lines', sample(5000)],
    ['one RUN of 250 kB', longInstruction(250_000)],
    ['one RUN of 1 MB', longInstruction(1_000_000)],
  ] as const) {
    const whole = await measure(
      () =>
        DockerfileParser.parse(text)
          .getInstructions()
          .map((i) => i.getArguments().length),
      700,
      500,
    );
    const each = await measure(
      () => {
        for (const raw of splitLines(sourceText(text)).instructions) {
          const [instruction] = DockerfileParser.parse(text.slice(raw.span.start, raw.span.end)).getInstructions();
          instruction?.getArguments();
        }
      },
      700,
      500,
    );
    const own = await measure(() => dockerfileAdapter.parse(text).instructions.length, 700, 500);
    console.log(
      `  ${name.padEnd(20)} whole ${ms(whole.p50).padStart(7)} ms   an instruction at a time ${ms(each.p50).padStart(7)} ms   ours ${ms(own.p50).padStart(7)} ms   ratio ${(each.p50 / own.p50).toFixed(0)}`,
    );
  }
}

async function lsp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    const { client } = await TestClient.start(PROFILES.vscode, { folder: pathToFileURL(folder).href });
    await client.open(uri, sample(300));
    await client.pull(uri);
    starts.push(performance.now() - begin);
    await client.stop();
  }
  row('server start to first diagnostics, 300 lines', percentiles(starts), 'bar 500 ms');
  const { client } = await TestClient.start(PROFILES.vscode, { folder: pathToFileURL(folder).href });
  await client.open(uri, sample(300));
  let version = 0;
  row(
    'didChange to diagnostics, pulling, 300 lines',
    await measure(
      async () => {
        version++;
        await client.edit(uri, [
          {
            range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } },
            text: version % 2 ? 'a' : 'b',
          },
        ]);
        await client.pull(uri);
        await client.edit(uri, [
          { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 1 } }, text: '' },
        ]);
      },
      2500,
      3000,
    ),
    'bar 15 ms',
  );
  await client.stop();
  rmSync(folder, { recursive: true });
}

/** Peak memory in MB of a process, as the kernel counts it. */
function peakMemory(command: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, [...args], { cwd, stdio: 'ignore' });
    let peak = 0;
    const timer = setInterval(() => {
      const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
    }, 5);
    child.once('exit', () => {
      clearInterval(timer);
      done(peak);
    });
  });
}

function folderOf200(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  for (let i = 0; i < 200; i++) {
    mkdirSync(join(folder, `service-${i}`));
    writeFileSync(join(folder, `service-${i}`, 'Dockerfile'), sample(40 + (i % 60)).replaceAll('APP_', `APP_${i}_`));
  }
  return folder;
}

const time = (command: string, args: readonly string[], cwd: string): number => {
  const begin = performance.now();
  spawnSync(command, [...args], { cwd, stdio: 'ignore' });
  return performance.now() - begin;
};

async function cli(): Promise<void> {
  const folder = folderOf200();
  const own = resolve('dist/cli.cjs');
  const one = join(folder, 'service-0');
  const bare = percentiles(Array.from({ length: 15 }, () => time(process.execPath, ['-e', '0'], folder)));
  const single = percentiles(
    Array.from({ length: 15 }, () => time(process.execPath, [own, 'lint', 'Dockerfile'], one)),
  );
  row('node -e 0', bare);
  row('plimsoll lint, one file', single, `ratio ${(single.p50 / bare.p50).toFixed(2)} (bar 2.5)`);
  const many = percentiles(Array.from({ length: 5 }, () => time(process.execPath, [own, 'lint', '.'], folder)));
  row('plimsoll lint, 200 Dockerfiles', many);
  console.log(
    `peak memory over 200 Dockerfiles: ${(await peakMemory(process.execPath, [own, 'lint', '.'], folder)).toFixed(0)} MB (bar 150 MB)`,
  );
  const tally = install('@wharflab/tally-linux-x64', '0.45.0');
  if (tally) {
    const binary = findBinary(tally, 'tally');
    if (binary) {
      const rival = percentiles(
        Array.from({ length: 3 }, () => time(binary, ['lint', '--slow-checks=off', '.'], folder)),
      );
      row(
        'tally 0.45.0, 200 Dockerfiles, slow checks off',
        rival,
        `${(rival.p50 / many.p50).toFixed(1)} times ours (bar 10)`,
      );
    }
  }
  rmSync(folder, { recursive: true });
}

/** As many small files of manifests as a large repository holds. */
function folderOfManifests(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  for (let i = 0; i < count; i++) {
    const place = join(folder, `team-${i % 20}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `app-${i}.yaml`), sampleStream(1).replaceAll('web-0', `web-${i}`));
  }
  return folder;
}

async function manifests(): Promise<void> {
  const own = resolve('dist/cli.cjs');
  for (const [count, bar] of [
    [2000, 'bar 500 files/s'],
    [5000, 'bar 200 MB'],
  ] as const) {
    const folder = folderOfManifests(count);
    const figures = percentiles(Array.from({ length: 3 }, () => time(process.execPath, [own, 'lint', '.'], folder)));
    const memory = await peakMemory(process.execPath, [own, 'lint', '.'], folder);
    const speed = `${((count / figures.p50) * 1000).toFixed(0)} files/s, ${memory.toFixed(0)} MB`;
    row(`plimsoll lint, ${count} manifests`, figures, `${speed} (${bar})`);
    rmSync(folder, { recursive: true });
  }
}

/** Installs a rival into a cache of its own; undefined when it cannot be had. */
function install(name: string, version: string): string | undefined {
  const folder = join(CACHE, name.replace(/\W+/g, '-'));
  const target = join(folder, 'node_modules', name);
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`], {
      cwd: folder,
      stdio: 'inherit',
    });
  }
  if (!existsSync(target)) console.log(`${name} could not be installed`);
  return existsSync(target) ? target : undefined;
}

function findBinary(folder: string, name: string): string | undefined {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name === name) return join(entry.parentPath, entry.name);
  }
  return undefined;
}

async function rivals(): Promise<void> {
  const folder = install('dockerfile-utils', '0.16.3');
  if (!folder) return;
  const { validate } = require(join(folder, 'lib', 'main.js'));
  for (const lines of [300, 5000]) {
    const text = sample(lines);
    const theirs = await measure(() => validate(text), 1000);
    const ours = await measure(() => lint(text), 1000);
    row(`dockerfile-utils 0.16.3 (syntax only), ${lines} lines`, theirs);
    row(
      `plimsoll (all recommended rules, same text again), ${lines} lines`,
      ours,
      `ratio ${(theirs.p50 / ours.p50).toFixed(2)}`,
    );
  }
}

/** What dclint makes of the same Compose files in this process. */
async function dclint(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const { DCLinter } = require(resolve('node_modules/dclint'));
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  for (const services of [20, 400]) {
    const text = sampleCompose(services, 1);
    const file = join(folder, `compose-${services}.yaml`);
    writeFileSync(file, text);
    const theirs = await measure(() => linter.lintFiles([file], false), 1500, 1500);
    let salt = 0;
    const ours = await measure(() => lintComposeText(sampleCompose(services, salt++)), 1500, 1500);
    row(`dclint, ${services} services`, theirs);
    row(
      `plimsoll, another text each time, ${services} services`,
      ours,
      `ratio ${(theirs.p50 / ours.p50).toFixed(1)} (bar 30)`,
    );
  }
  rmSync(folder, { recursive: true });
}

/** What yaml-language-server needs for a syntax check of the stream in which we run all rules. */
async function yamlLanguageServer(): Promise<void> {
  const folder = install('yaml-language-server', '1.19.2');
  if (!folder) return;
  const { getLanguageService } = require(join(folder, 'out/server/src/languageservice/yamlLanguageService.js'));
  const { TextDocument } = require(join(folder, '../vscode-languageserver-textdocument'));
  const settings = { get: () => undefined, yamlSettings: {} };
  const service = getLanguageService({
    schemaRequestService: () => Promise.resolve('{}'),
    workspaceContext: { resolveRelativePath: (path: string) => path },
    yamlSettings: settings,
  });
  service.configure({ validate: true, schemas: [] });
  const text = sampleStream(1600);
  const theirs = await measure(
    () => service.doValidation(TextDocument.create('file:///a.yaml', 'yaml', 1, text), false),
    3000,
    0,
  );
  row('yaml-language-server 1.19.2, 1,600 documents, no schema', theirs);
}

async function size(): Promise<void> {
  const bars: Record<string, string> = {
    'client.cjs': 'bar 500 kB',
    'client.web.js': 'bar 500 kB',
    'server.cjs': 'bar 900 kB',
    'server.worker.js': 'bar 900 kB',
    'yaml-languages.js': 'read when a YAML file comes',
  };
  for (const file of [
    'client.cjs',
    'client.web.js',
    'server.cjs',
    'server.worker.js',
    'yaml-languages.js',
    'cli.cjs',
    'assets/rules.json',
    'assets/notes.json',
    'assets/reference.json',
  ]) {
    const path = join('dist', file);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    console.log(
      `${file.padEnd(24)} ${(bytes.length / 1000).toFixed(0).padStart(5)} kB   gzip ${(gzipSync(bytes).length / 1000).toFixed(0).padStart(4)} kB   ${bars[file] ?? ''}`,
    );
  }
  if (existsSync('plimsoll.vsix'))
    console.log(
      `plimsoll.vsix            ${(statSync('plimsoll.vsix').size / 1000).toFixed(0).padStart(5)} kB   bar 1500 kB`,
    );
}

const ARITHMETIC =
  'let v = 0; const t = performance.now(); for (let i = 0; i < 1e8; i++) v = (Math.imul(v, 31) + i) | 0; console.log((performance.now() - t).toFixed(0), v & 0)';

/** Milliseconds for a fixed piece of arithmetic in a process of its own: tells a busy or slow machine from a slow program. */
const pace = (): string =>
  spawnSync(process.execPath, ['-e', ARITHMETIC], { encoding: 'utf8' }).stdout.split(' ', 1)[0] ?? '?';

async function main(): Promise<void> {
  letObjectsDieYoung();
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`);
  console.log(`100 million steps of arithmetic: ${pace()} ms`);
  await section('engine', 'Engine, warm', engine);
  await section('compose', 'Compose, warm', benchCompose);
  await section('yaml', 'YAML and Kubernetes, warm', async () => {
    await benchYaml();
    await benchKubernetes();
  });
  await section('lsp', 'Language server over stdio', lsp);
  await section('cli', 'Command line', cli);
  await section('manifests', 'Command line over manifests', manifests);
  await section('rivals', 'Beside others, in this run', async () => {
    await rivals();
    await dclint();
    await yamlLanguageServer();
  });
  await section('size', 'Sizes, minified', size);
  console.log(`\n100 million steps of arithmetic: ${pace()} ms`);
}

void main();
