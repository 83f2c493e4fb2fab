/**
 * Compares what Docker Compose refuses with what is an error here: `DOCKER_COMPOSE=/path/to/docker-compose npm run oracle [-- part]`.
 *
 * Probes are the Markdown files in test/oracle/compose-probes and the Compose examples of the rules' tests; from each probe others are made
 * by taking lines away, writing keys wrong and changing values. Arguments are parts of probes' names; `--mutations N` makes N a probe,
 * `--all` prints every difference.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { composeSchema, lintCompose } from '../test/harness/languages';
import { recommended } from '../test/harness/lint';
import { readMarkdownTest } from '../test/harness/mdtest';

interface Probe {
  readonly name: string;
  /** The file that is linted is the first. */
  readonly files: Readonly<Record<string, string>>;
}

interface Verdict {
  readonly probe: Probe;
  readonly accepted: boolean;
  readonly said: string;
  readonly errors: readonly string[];
}

const PROBES = 'test/oracle/compose-probes';
const SECONDS = 5;
const MEMORY = 1_500_000;
const AT_ONCE = 3;

const args = process.argv.slice(2);
const flag = (name: string): boolean => args.includes(name);
const count = args.includes('--mutations') ? Number(args[args.indexOf('--mutations') + 1] ?? 0) : 0;
const parts = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--mutations');

function probesOf(path: string, usual: string): Probe[] {
  const test = readMarkdownTest(readFileSync(path, 'utf8'));
  return test.sections.flatMap((section) => {
    const beside: Record<string, string> = {};
    const mains: { name: string; text: string; line: number }[] = [];
    for (const { words, language, text, line } of section.blocks) {
      const [first, second] = words;
      if (first === 'file' && second !== undefined) beside[second] = text;
      else if (language === 'yaml' && first !== 'fixed') mains.push({ name: first ?? usual, text, line });
    }
    return mains.map(({ name, text, line }) => ({
      name: `${path.split('/').at(-1)}:${line} ${section.title}`,
      files: { [name]: text, ...beside },
    }));
  });
}

function allProbes(): Probe[] {
  const folders = [PROBES, 'test/rules/compose'];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .sort()
      .flatMap((file) => probesOf(join(folder, file), 'compose.yaml'))
      // Nothing is fetched.
      .filter(({ files }) => !Object.values(files).some((text) => /(?:oci|https?|git):\/\/|git@/.test(text))),
  );
}

/** The same numbers every time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

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
  '${X:-1}',
  '2001-01-01',
];

function mutate(text: string, random: (below: number) => number): string {
  const lines = text.split('\n').slice(0, -1);
  const at = random(lines.length);
  const line = lines[at] ?? '';
  const pair = /^(\s*(?:- )?)([\w.-]+):(?: (.*))?$/.exec(line);
  switch (random(5)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      if (pair) lines[at] = `${pair[1]}${pair[2]}x:${pair[3] === undefined ? '' : ` ${pair[3]}`}`;
      break;
    case 2:
      lines.splice(at, 0, line);
      break;
    default:
      if (pair && pair[3] !== undefined) lines[at] = `${pair[1]}${pair[2]}: ${VALUES[random(VALUES.length)]}`;
      else if (/^\s*- /.test(line)) lines[at] = line.replace(/- .*/, `- ${VALUES[random(VALUES.length)]}`);
  }
  return `${lines.join('\n')}\n`;
}

function withMutations(probe: Probe, index: number): Probe[] {
  const [main] = Object.entries(probe.files);
  if (!main) return [];
  const random = randomOf(index * 7919 + 1);
  const made = Array.from({ length: count }, (_, i) => ({
    name: `${probe.name} #${i + 1}`,
    files: { ...probe.files, [main[0]]: mutate(main[1], random) },
  }));
  return [probe, ...made.filter(({ files }) => files[main[0]] !== main[1])];
}

function errorsHere({ files }: Probe): string[] {
  // As Compose does, the whole project is judged: every file of it.
  return Object.entries(files).flatMap(([path, text]) => {
    if (!/\.ya?ml$/.test(path)) return [];
    const { findings, crashes } = lintCompose(text, { rules: recommended, path, files });
    for (const crash of crashes) console.error(`${crash.rule} failed: ${crash.error}`);
    return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`);
  });
}

async function ask(binary: string, probe: Probe): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-oracle-'));
  try {
    for (const [path, text] of Object.entries(probe.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const [main = ''] = Object.keys(probe.files);
    const usual =
      /^(?:docker-)?compose\.ya?ml$/.test(main) || Object.keys(probe.files).some((path) => path === 'compose.yaml');
    const { status, said } = await run(binary, usual ? [] : ['-f', main], folder);
    return { probe, accepted: status === 0, said: said.replaceAll(folder, ''), errors: errorsHere(probe) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(binary: string, options: readonly string[], cwd: string): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    const limited = `ulimit -v ${MEMORY * 4}; exec "$0" "$@"`;
    const child = spawn('sh', ['-c', limited, binary, ...options, 'config', '-q'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, GOMEMLIMIT: `${Math.floor(MEMORY / 1000)}MiB` },
      timeout: SECONDS * 1000,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('error', (error) => resolve({ status: -1, said: String(error) }));
    child.on('close', (status) => resolve({ status: status ?? -1, said: said.trim() }));
  });
}

function report(verdicts: readonly Verdict[]): void {
  const refused = verdicts.filter(({ accepted }) => !accepted);
  const accepted = verdicts.filter((verdict) => verdict.accepted);
  const missed = refused.filter(({ errors }) => errors.length === 0);
  const wrong = accepted.filter(({ errors }) => errors.length > 0);
  const shown = flag('--all') ? Number.POSITIVE_INFINITY : 40;
  console.log(`\nRefused by Docker Compose, and no error here (${missed.length}):`);
  for (const { probe, said } of missed.slice(0, shown)) console.log(`  ${probe.name}\n    ${lastLine(said)}`);
  console.log(`\nAccepted by Docker Compose, and an error here (${wrong.length}):`);
  for (const { probe, errors } of wrong.slice(0, shown)) console.log(`  ${probe.name}\n    ${errors.join('\n    ')}`);
  const share = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);
  console.log(`\n${verdicts.length} probes`);
  console.log(`refused: ${refused.length}, an error here: ${share(refused.length - missed.length, refused.length)}`);
  console.log(`accepted: ${accepted.length}, no error here: ${share(accepted.length - wrong.length, accepted.length)}`);
}

const lastLine = (said: string): string =>
  said
    .split('\n')
    .filter((line) => line.trim() !== '' && !/level=warning/.test(line))
    .slice(-2)
    .join(' | ')
    .slice(0, 200);

async function main(): Promise<void> {
  const binary = process.env['DOCKER_COMPOSE'];
  if (binary === undefined || !existsSync(binary)) {
    console.log('Set DOCKER_COMPOSE to the docker-compose binary, version 2.40 or later. It needs no Docker engine.');
    console.log('Debian has it (package docker-compose in sid; `apt-get download` and `dpkg -x` unpack it anywhere):');
    console.log('usr/libexec/docker/cli-plugins/docker-compose');
    process.exitCode = 2;
    return;
  }
  composeSchema();
  const probes = allProbes().filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));
  const waiting = probes.flatMap(withMutations);
  const verdicts: Verdict[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) verdicts.push(await ask(binary, next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  report(verdicts.sort((a, b) => (a.probe.name < b.probe.name ? -1 : 1)));
}

void main();
