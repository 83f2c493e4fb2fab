import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const CLI = resolve('dist/cli.cjs');

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('command line', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string | Uint8Array>>): void => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  };

  const run = (args: readonly string[], input?: string): Result => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      ...(input === undefined ? {} : { input }),
    });
    return { status, stdout, stderr };
  };

  const rulesOf = (result: Result): string[] =>
    JSON.parse(result.stdout).files.flatMap((f: { findings: { rule: string }[] }) => f.findings.map((x) => x.rule));

  const BAD = 'FROM alpine:3.22\nMAINTAINER Jane\nUSER 1000\nCMD ["sh"]\n';
  const GOOD = 'FROM alpine:3.22\nUSER 1000\nCMD ["sh"]\n';
  const ONLY = ['--no-config', '--rule', 'dockerfile=off', '--rule', 'dockerfile/no-maintainer=warning'];

  it('exits with 0 when there is nothing to report, and prints nothing', () => {
    write({ Dockerfile: GOOD });
    assert.deepEqual(run(['lint', ...ONLY]), { status: 0, stdout: '', stderr: '' });
  });

  it('exits with 1 on findings and tells where', () => {
    write({ 'a/Dockerfile': BAD });
    const result = run(['lint', ...ONLY]);
    assert.equal(result.status, 1);
    assert.match(
      result.stdout,
      /a\/Dockerfile\n\s+2:1\s+warning\s+`MAINTAINER` is deprecated.*dockerfile\/no-maintainer\n\n1 finding \(0 errors, 1 warning\) in 1 file; --fix repairs 1\n/,
    );
  });

  it('prints the JSON of the contract', () => {
    write({ Dockerfile: BAD, 'clean/Dockerfile': GOOD });
    const report = JSON.parse(run(['lint', '--format', 'json', ...ONLY]).stdout);
    assert.match(report.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(
      report.files.map((f: { file: string }) => f.file),
      ['Dockerfile', 'clean/Dockerfile'],
    );
    assert.deepEqual(report.summary, { files: 2, errors: 0, warnings: 1, information: 0, hints: 0, fixable: 1 });
    const [finding] = report.files[0].findings;
    assert.equal(finding.rule, 'dockerfile/no-maintainer');
    assert.deepEqual(finding.range, { start: { line: 2, column: 1 }, end: { line: 2, column: 11 } });
    assert.deepEqual(finding.equivalents.hadolint, ['DL4000']);
    assert.equal(finding.fixes[0].safety, 'safe');
    assert.deepEqual(finding.fixes[0].edits[0], {
      range: { start: { line: 2, column: 1 }, end: { line: 2, column: 11 } },
      text: 'LABEL',
    });
    assert.deepEqual(report.files[1].findings, []);
  });

  it('repairs what is safe and reports what is left', () => {
    write({ Dockerfile: BAD });
    const result = run(['lint', '--fix', ...ONLY]);
    assert.equal(result.status, 0);
    assert.equal(
      readFileSync(join(folder, 'Dockerfile'), 'utf8'),
      BAD.replace('MAINTAINER Jane', 'LABEL org.opencontainers.image.authors="Jane"'),
    );
  });

  it('prints what a fix would change, and changes nothing', () => {
    write({ Dockerfile: BAD });
    const result = run(['lint', '--diff', ...ONLY]);
    assert.equal(
      result.stdout,
      '--- Dockerfile\n+++ Dockerfile\n@@ -1,4 +1,4 @@\n FROM alpine:3.22\n-MAINTAINER Jane\n+LABEL org.opencontainers.image.authors="Jane"\n USER 1000\n CMD ["sh"]\n',
    );
    assert.equal(readFileSync(join(folder, 'Dockerfile'), 'utf8'), BAD);
  });

  it('applies unsafe fixes only when asked, files beside the Dockerfile included', () => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n';
    write({ Dockerfile: text, 'package.json': '{}', 'package-lock.json': '{}' });
    const only = [
      '--no-config',
      '--rule',
      'dockerfile=off',
      '--rule',
      'dockerfile/copy-manifest-before-sources=warning',
    ];
    assert.equal(run(['lint', '--fix', ...only]).status, 1);
    assert.equal(readFileSync(join(folder, 'Dockerfile'), 'utf8'), text);
    assert.equal(run(['lint', '--fix-unsafe', ...only]).status, 0);
    assert.match(
      readFileSync(join(folder, 'Dockerfile'), 'utf8'),
      /COPY package\.json package-lock\.json \.\/\nRUN npm ci\nCOPY \. \.\n/,
    );
    assert.equal(readFileSync(join(folder, '.dockerignore'), 'utf8'), '**/node_modules\n');
  });

  it('writes files beside a Dockerfile into its own build context', () => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n';
    write({
      'services/web/Dockerfile': text,
      'services/web/package.json': '{}',
      'services/web/package-lock.json': '{}',
    });
    const only = [
      '--no-config',
      '--rule',
      'dockerfile=off',
      '--rule',
      'dockerfile/copy-manifest-before-sources=warning',
    ];
    const diff = run(['lint', '--diff', '--fix-unsafe', ...only]).stdout;
    assert.match(
      diff,
      /--- \/dev\/null\n\+\+\+ services\/web\/\.dockerignore\n@@ -0,0 \+1,1 @@\n\+\*\*\/node_modules\n$/,
    );
    run(['lint', '--fix-unsafe', ...only]);
    assert.equal(readFileSync(join(folder, 'services/web/.dockerignore'), 'utf8'), '**/node_modules\n');
    assert.ok(!existsSync(join(folder, '.dockerignore')));
  });

  it('keeps CRLF and a byte order mark when it repairs', () => {
    write({ Dockerfile: `\ufeff${BAD.replace(/\n/g, '\r\n')}` });
    run(['lint', '--fix', ...ONLY]);
    assert.equal(
      readFileSync(join(folder, 'Dockerfile'), 'utf8'),
      `\ufeff${BAD.replace('MAINTAINER Jane', 'LABEL org.opencontainers.image.authors="Jane"').replace(/\n/g, '\r\n')}`,
    );
  });

  it('reads standard input, and writes the repaired text to standard output', () => {
    const read = run(['lint', '-', '--stdin-filename', 'web/Dockerfile', '--format', 'json', ...ONLY], BAD);
    assert.equal(JSON.parse(read.stdout).files[0].file, 'web/Dockerfile');
    assert.equal(read.status, 1);
    const fixed = run(['lint', '-', '--fix', ...ONLY], BAD);
    assert.equal(fixed.stdout, BAD.replace('MAINTAINER Jane', 'LABEL org.opencontainers.image.authors="Jane"'));
  });

  it('searches folders by name and honours .gitignore', () => {
    write({
      Dockerfile: BAD,
      'docker/web.Dockerfile': BAD,
      'api/Containerfile': BAD,
      'Dockerfile.dev': BAD,
      'out/Dockerfile': BAD,
      'node_modules/x/Dockerfile': BAD,
      'Dockerfile.dockerignore': 'x',
      'Dockerfile.j2': 'x',
      'keep/Dockerfile': BAD,
      '.gitignore': '/out\n*.log\n!keep\n',
      '.git/HEAD': '',
    });
    const report = JSON.parse(run(['lint', '--format', 'json', ...ONLY]).stdout);
    assert.deepEqual(
      report.files.map((f: { file: string }) => f.file),
      ['Dockerfile', 'Dockerfile.dev', 'api/Containerfile', 'docker/web.Dockerfile', 'keep/Dockerfile'],
    );
    assert.equal(JSON.parse(run(['lint', 'docker/*.Dockerfile', '--format', 'json', ...ONLY]).stdout).files.length, 1);
    assert.equal(
      JSON.parse(run(['lint', 'out/Dockerfile', '--format', 'json', ...ONLY]).stdout).files.length,
      1,
      'a file that is named is linted',
    );
  });

  it('names what it cannot read and lints the rest', () => {
    write({
      Dockerfile: BAD,
      'binary/Dockerfile': new Uint8Array([70, 0, 1, 2, 255]),
      'utf16/Dockerfile': Buffer.from('\ufeffFROM a\n', 'utf16le'),
    });
    const result = run(['lint', 'Dockerfile', 'binary/Dockerfile', 'utf16/Dockerfile', 'missing/Dockerfile', ...ONLY]);
    assert.equal(result.status, 2);
    assert.match(result.stderr, /binary\/Dockerfile: not UTF-8 text/);
    assert.match(result.stderr, /utf16\/Dockerfile: not UTF-8 text/);
    assert.match(result.stderr, /missing\/Dockerfile: no such file/);
    assert.match(result.stdout, /no-maintainer/);
    if (process.getuid?.() === 0) return;
    chmodSync(join(folder, 'Dockerfile'), 0);
    assert.match(run(['lint', 'Dockerfile', ...ONLY]).stderr, /permission denied/);
  });

  it('exits with 2 on wrong usage', () => {
    for (const args of [
      ['lint', '--nope'],
      ['lint', '--format', 'xml'],
      ['lint', '--rule', 'x'],
      ['lint', '--rule', 'dockerfile/none=off'],
      ['lint', '--max-warnings', 'many'],
      ['nonsense'],
      [],
      ['explain'],
      ['explain', 'nothing'],
      ['lint', '--config', 'none.yaml', '.'],
    ]) {
      write({ Dockerfile: GOOD });
      const result = run(args);
      assert.equal(result.status, 2, `${args.join(' ')}: ${result.stdout}`);
      assert.notEqual(result.stderr, '');
    }
  });

  it('counts severities, limits and quiet runs as ESLint does', () => {
    write({ Dockerfile: BAD });
    assert.equal(run(['lint', '--fail-on', 'error', ...ONLY]).status, 0);
    assert.equal(run(['lint', '--fail-on', 'never', ...ONLY]).status, 0);
    assert.equal(run(['lint', '--fail-on', 'error', '--max-warnings', '0', ...ONLY]).status, 1);
    assert.equal(run(['lint', '--fail-on', 'error', '--max-warnings', '1', ...ONLY]).status, 0);
    const quiet = run(['lint', '--quiet', ...ONLY]);
    assert.deepEqual([quiet.status, quiet.stdout], [0, '']);
    assert.equal(
      run(['lint', '--no-config', '--rule', 'dockerfile=off', '--rule', 'dockerfile/no-maintainer=error']).status,
      1,
    );
  });

  it('finds a configuration upwards, with overrides and extends; mistakes are findings', () => {
    write({
      'a/b/Dockerfile': BAD,
      'a/other.Dockerfile': BAD,
      '.plimsoll.yaml':
        'extends: ./base.yaml\noverrides:\n  - files: "a/b/**"\n    rules:\n      dockerfile/no-maintainer: error\n',
      'base.yaml': 'rules:\n  dockerfile: off\n  dockerfile/no-maintainer: information\n',
    });
    const report = JSON.parse(run(['lint', '--format', 'json']).stdout);
    assert.deepEqual(
      report.files.map((f: { file: string; findings: { severity: string }[] }) => [
        f.file,
        f.findings.map((x) => x.severity),
      ]),
      [
        ['a/b/Dockerfile', ['error']],
        ['a/other.Dockerfile', ['information']],
      ],
    );
    write({ '.plimsoll.yaml': 'ruels: {}\nrules:\n  dockerfile/no-maintainer: loud\n' });
    const broken = run(['lint', '--format', 'json']);
    assert.equal(broken.status, 1);
    assert.deepEqual(
      rulesOf(broken).filter((rule) => rule.startsWith('plimsoll/')),
      ['plimsoll/configuration', 'plimsoll/configuration'],
    );
  });

  it('survives a configuration that is wrong in every way', () => {
    for (const text of [
      '',
      '[',
      'a: [',
      '- 1',
      '"x"',
      'rules: 1',
      'rules: {dockerfile/no-maintainer: [error, {x: 1}, 2]}',
      'extends: [./.plimsoll.yaml]',
      'extends: ../../../../etc/passwd',
      'overrides: {}',
      'a: &a [*a]',
      `x: ${'['.repeat(5000)}`,
      'ignore: "["',
      '\u0000',
    ]) {
      write({ Dockerfile: BAD, '.plimsoll.yaml': text });
      const result = run(['lint', '--format', 'json']);
      assert.ok(
        result.status === 1 || result.status === 2,
        `${JSON.stringify(text.slice(0, 40))}: ${result.status} ${result.stderr}`,
      );
      assert.doesNotMatch(result.stderr, /\n\s+at /, `it crashed on ${text.slice(0, 40)}`);
      assert.ok(
        rulesOf(result).some((rule) => rule === 'dockerfile/no-maintainer'),
        `the file was not linted: ${text.slice(0, 40)}`,
      );
    }
  });

  it('explains rules by any name, lists them, and writes a configuration once', () => {
    assert.match(run(['explain', 'dockerfile/no-maintainer']).stdout, /^# dockerfile\/no-maintainer\n[\s\S]*## Why\n/);
    assert.match(run(['explain', 'DL4000']).stdout, /^# dockerfile\/no-maintainer/);
    assert.match(run(['rules']).stdout, /\* dockerfile\/no-maintainer +warning +fix Replace/);
    const rules = JSON.parse(run(['rules', '--format', 'json']).stdout);
    const rule = rules.find((r: { id: string }) => r.id === 'dockerfile/no-latest-tag');
    for (const key of [
      'id',
      'aka',
      'summary',
      'category',
      'severity',
      'recommended',
      'fixable',
      'equivalents',
      'options',
      'notes',
    ])
      assert.ok(key in rule, key);
    assert.equal(run(['init']).status, 0);
    assert.ok(existsSync(join(folder, '.plimsoll.yaml')));
    write({ Dockerfile: GOOD });
    assert.equal(run(['lint', '--fail-on', 'error']).status, 0, 'the new configuration has no mistakes');
    assert.equal(run(['init']).status, 2);
  });

  it('takes over the configuration of dclint', () => {
    const dclint = {
      rules: {
        'no-version-field': 0,
        'service-keys-order': [2, { x: 1, groupOrder: ['b', 'a'], groups: { a: ['ports'], b: ['image', 'build'] } }],
        'require-quotes-in-ports': 1,
        'top-level-properties-order': [1, { customOrder: ['name', 'x-properties', 'services'] }],
        'service-image-require-explicit-tag': [2, { prohibitedTags: ['latest', '1.0'] }],
        nonsense: 1,
      },
      exclude: ['old'],
    };
    write({ '.dclintrc': JSON.stringify(dclint) });
    assert.equal(run(['init', '--from', 'dclint']).status, 0);
    const text = readFileSync(join(folder, '.plimsoll.yaml'), 'utf8');
    assert.match(text, /^ {2}compose\/no-version: 'off'$/m);
    assert.match(text, /^ {2}# of the options of service-keys-order these were not taken over: x$/m);
    assert.match(text, /^ {2}compose\/service-key-order: \[error, \{order: \[image, build, ports\]\}\]$/m);
    assert.match(text, /^ {2}compose\/quote-ports: \[warning, \{quotes: single\}\]$/m);
    assert.match(text, /^ {2}compose\/top-level-order: \[warning, \{order: \[name, ['"]?x-\*['"]?, services\]\}\]$/m);
    assert.match(text, /^ {2}compose\/no-latest-tag: \[error, \{tags: \[latest, ['"]1\.0['"]\]\}\]$/m);
    assert.match(text, /^ {2}# nonsense: there is no such rule here$/m);
    assert.match(text, /^ {2}- ['"]?\*\*\/old\/\*\*['"]?$/m);
    assert.equal(run(['lint', '.']).status, 0, 'the result is a configuration without mistakes');
  });

  it('says so when there is nothing to take over', () => {
    assert.match(run(['init', '--from', 'dclint']).stderr, /there is no \.dclintrc/);
    assert.equal(run(['init', '--from', 'eslint']).status, 2);
  });

  it('starts the language server', async () => {
    const child = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const message = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
    let answer = '';
    for await (const bytes of child.stdout) {
      answer += String(bytes);
      if (answer.includes('"serverInfo"')) break;
    }
    child.kill();
    assert.match(answer, /"serverInfo":\{"name":"plimsoll"/);
  });

  it('bounds itself on large and strange files', function () {
    this.timeout(60_000);
    write({
      'a/Dockerfile': `FROM a:1\n${'RUN echo hello && apt-get update\n'.repeat(100_000)}`,
      'b/Dockerfile': `FROM a:1\nRUN ${'x'.repeat(1_000_000)}\n`,
      'c/Dockerfile': `FROM a:1\nENV A=1\n${'ENV A=$A$A\n'.repeat(100)}`,
      'd/Dockerfile': '\\',
      'e/Dockerfile': `# \u202eabc\nFROM a:1 AS b🚢\n${'\t'.repeat(1000)}RUN <<A <<B\n`,
    });
    const result = run(['lint', '--format', 'json', '--no-config']);
    assert.equal(JSON.parse(result.stdout).files.length, 5, result.stderr);
  });
});
