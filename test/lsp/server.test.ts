import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, Diagnostic } from 'vscode-languageserver';
import { applyWorkspaceEdit, PROFILES, TestClient } from './client';

const BAD = 'FROM alpine:3.22\nMAINTAINER Jane\nMAINTAINER Joe\nCMD ["sh"]\n';
const GOOD = 'FROM alpine:3.22\nUSER 1000\nCMD ["sh"]\n';

const codes = (diagnostics: readonly Diagnostic[]): unknown[] =>
  diagnostics.map((d) => d.code).filter((c) => c === 'dockerfile/no-maintainer');

describe('language server over stdio', () => {
  let folder = '';
  let uri = '';
  const clients: TestClient[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-lsp-'));
    uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) {
      assert.equal(await client.stop(), 0);
      assert.equal(client.stderr, '');
    }
    rmSync(folder, { recursive: true });
  });

  const start = async (capabilities: ClientCapabilities, initializationOptions?: object) => {
    const started = await TestClient.start(capabilities, {
      folder: pathToFileURL(folder).href,
      ...(initializationOptions ? { initializationOptions } : {}),
    });
    clients.push(started.client);
    return started;
  };

  for (const profile of ['vscode', 'helix'] as const) {
    it(`gives diagnostics when ${profile} asks, and says when nothing changed`, async () => {
      const { client, result } = await start(PROFILES[profile]);
      assert.ok(result.capabilities.diagnosticProvider);
      await client.open(uri, BAD);
      const first = await client.pull(uri);
      assert.ok(first.kind === 'full');
      assert.equal(codes(first.items).length, 2);
      const again = await client.pull(uri, first.resultId);
      assert.equal(again.kind, 'unchanged');
      await client.change(uri, GOOD);
      const clean = await client.pull(uri, first.resultId);
      assert.ok(clean.kind === 'full');
      assert.deepEqual(codes(clean.items), []);
      assert.equal(client.pushedNow(uri), undefined, 'it pushed as well');
    });
  }

  for (const profile of ['pushOnly', 'minimal'] as const) {
    it(`pushes diagnostics to a client that cannot ask (${profile})`, async () => {
      const { client, result } = await start(PROFILES[profile]);
      assert.equal(result.capabilities.diagnosticProvider, undefined);
      await client.open(uri, BAD);
      assert.equal(codes(await client.pushed(uri)).length, 2);
      await client.change(uri, GOOD);
      assert.deepEqual(codes(await client.pushed(uri)), []);
      await client.close(uri);
    });
  }

  it('advertises code actions only to clients that take them', async () => {
    const { result } = await start(PROFILES.minimal);
    assert.equal(result.capabilities.codeActionProvider, undefined);
  });

  it('follows incremental edits', async () => {
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, GOOD);
    await client.pull(uri);
    await client.edit(uri, [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: 'MAINTAINER é🚢\n' },
    ]);
    const report = await client.pull(uri);
    assert.ok(report.kind === 'full');
    assert.deepEqual(report.items.find((d) => d.code === 'dockerfile/no-maintainer')?.range, {
      start: { line: 1, character: 0 },
      end: { line: 1, character: 10 },
    });
  });

  it('offers repairs in order: the fix, all of the rule, all safe ones, suppressions, documentation', async () => {
    const { client } = await start(PROFILES.vscode, { documentationCommand: 'plimsoll.openDocumentation' });
    await client.open(uri, BAD);
    const actions = await client.actions(uri, 1, 2);
    const titles = actions.map((a) => a.title).filter((title) => /maintainer|LABEL|safe/i.test(title));
    assert.deepEqual(titles, [
      'Replace with LABEL org.opencontainers.image.authors',
      'Fix all dockerfile/no-maintainer problems in this file',
      'Fix all safe problems in this file',
      'Disable dockerfile/no-maintainer for the next line',
      'Disable dockerfile/no-maintainer for this file',
      'Show documentation for dockerfile/no-maintainer',
    ]);
    assert.equal(actions[0]?.isPreferred, true);
    assert.equal(actions[0]?.edit, undefined, 'the edit is computed when it is asked for');
    const [fix] = actions;
    assert.ok(fix);
    const resolved = await client.resolve(fix);
    assert.ok(resolved.edit);
    assert.match(
      applyWorkspaceEdit(BAD, resolved.edit, uri),
      /^FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Jane"\nMAINTAINER Joe/,
    );
    const [change] = resolved.edit.documentChanges ?? [];
    assert.ok(change && 'textDocument' in change);
    assert.equal(change.textDocument.version, 1, 'the edit names the version that it was made for');
  });

  it('leaves out a repair that turns out to be impossible', async () => {
    const { client } = await start(PROFILES.vscode);
    const compose = pathToFileURL(join(folder, 'compose.yaml')).href;
    const service = (value: string): string => `  s${value.length}:\n    image: nginx:1.29\n    privileged: ${value}\n`;
    await client.open(compose, `services:\n${service('&t true')}${service('*t')}${service('true')}`, 'yaml');
    const repairs = async (line: number): Promise<string[]> =>
      (await client.actions(compose, line, 6, ['quickfix'])).map(({ title }) => title).filter((t) => /^Remove/.test(t));
    assert.deepEqual(await repairs(3), [], 'the alias would lose its anchor');
    assert.equal((await repairs(9)).length, 1);
    const [action] = await client.actions(compose, 9, 6, ['quickfix']);
    assert.ok(action && (await client.resolve(action)).edit);
  });

  it('gives edits at once to a client that cannot resolve them', async () => {
    const { client } = await start(PROFILES.pushOnly);
    await client.open(uri, BAD);
    const actions = await client.actions(uri, 1, 2, ['quickfix']);
    const [fix] = actions;
    assert.ok(fix?.edit);
    assert.match(applyWorkspaceEdit(BAD, fix.edit, uri), /LABEL org\.opencontainers\.image\.authors="Jane"/);
  });

  it('answers source.fixAll with small edits, and only when asked', async () => {
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, BAD);
    assert.ok(!(await client.actions(uri, 0, 0)).some((a) => a.kind?.startsWith('source')));
    for (const only of ['source.fixAll.plimsoll', 'source.fixAll', 'source']) {
      const actions = await client.actions(uri, 0, 0, [only]);
      const all = actions.find((a) => a.kind === 'source.fixAll.plimsoll');
      assert.ok(all, only);
      const resolved = await client.resolve(all);
      assert.ok(resolved.edit);
      const text = applyWorkspaceEdit(BAD, resolved.edit, uri);
      assert.doesNotMatch(text, /MAINTAINER/);
      const edits = (resolved.edit.documentChanges ?? []).flatMap((c) => ('edits' in c ? c.edits : []));
      assert.ok(
        edits.every((e) => e.range.start.line > 0),
        'lines that do not change are not edited',
      );
    }
    assert.deepEqual(await client.actions(uri, 0, 0, ['refactor']), []);
  });

  it('does not resolve an action that a change has made stale', async () => {
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, BAD);
    const [fix] = await client.actions(uri, 1, 2);
    assert.ok(fix);
    await client.change(uri, GOOD);
    assert.equal((await client.resolve(fix)).edit, undefined);
  });

  it('takes settings into account, and asks for a refresh when they change', async () => {
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, BAD);
    const before = await client.pull(uri);
    assert.ok(before.kind === 'full');
    client.settings = { rules: { 'dockerfile/no-maintainer': 'off' } };
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    while (!client.requests.includes('workspace/diagnostic/refresh')) await client.nextMessage();
    const after = await client.pull(uri, before.resultId);
    assert.ok(after.kind === 'full');
    assert.deepEqual(codes(after.items), []);
  });

  it('takes settings from clients that only push them', async () => {
    const { client } = await start(PROFILES.pushOnly, { settings: { rules: { 'dockerfile/no-maintainer': 'error' } } });
    await client.open(uri, BAD);
    assert.equal((await client.pushed(uri)).find((d) => d.code === 'dockerfile/no-maintainer')?.severity, 1);
    await client.notify('workspace/didChangeConfiguration', { settings: { plimsoll: { enable: false } } });
    while (client.pushedNow(uri)?.length !== 0) await client.nextMessage();
  });

  it('reads a configuration file, and again when it changes', async () => {
    const { client } = await start(PROFILES.vscode);
    const config = join(folder, '.plimsoll.yaml');
    writeFileSync(config, 'rules:\n  dockerfile/no-maintainer: information\n');
    await client.open(uri, BAD);
    const first = await client.pull(uri);
    assert.ok(first.kind === 'full');
    assert.equal(first.items.find((d) => d.code === 'dockerfile/no-maintainer')?.severity, 3);
    writeFileSync(config, 'rules:\n  dockerfile/no-maintainer: off\n');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(config).href, type: 2 }] });
    const second = await client.pull(uri, first.resultId);
    assert.ok(second.kind === 'full');
    assert.deepEqual(codes(second.items), []);
  });

  it('reports mistakes in a configuration file at their place', async () => {
    const { client } = await start(PROFILES.vscode);
    const config = pathToFileURL(join(folder, '.plimsoll.yaml')).href;
    await client.open(config, 'rules:\n  dockerfile/no-maintaner: off\nextra: 1\n', 'yaml');
    const report = await client.pull(config);
    assert.ok(report.kind === 'full');
    assert.deepEqual(
      report.items.map((d) => [d.message, d.range.start.line]),
      [
        ['There is no rule `dockerfile/no-maintaner`; did you mean `dockerfile/no-maintainer`?', 1],
        ['Unknown key `extra`', 2],
      ],
    );
  });

  it('reads the files around a Dockerfile, open ones as they stand in the editor', async () => {
    writeFileSync(join(folder, '.nvmrc'), '22\n');
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, 'FROM node:latest\nCMD ["node"]\n');
    const titles = async (): Promise<string[]> => (await client.actions(uri, 0, 12)).map((a) => a.title);
    assert.ok((await titles()).includes('Pin to node:22 (from .nvmrc)'));
    writeFileSync(join(folder, '.nvmrc'), '24\n');
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(join(folder, '.nvmrc')).href, type: 2 }],
    });
    assert.ok((await titles()).includes('Pin to node:24 (from .nvmrc)'));
  });

  const NODE = 'FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n';

  it('writes other files along with a repair, annotated, and only for clients that can create them', async () => {
    for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(folder, file), '{}');
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, NODE);
    const actions = await client.actions(uri, 2, 5);
    const repair = actions.find((a) => a.title === 'Copy package.json and package-lock.json before the sources');
    assert.ok(repair, actions.map((a) => a.title).join(', '));
    assert.notEqual(repair.isPreferred, true);
    const { edit } = await client.resolve(repair);
    assert.ok(edit?.documentChanges && edit.changeAnnotations);
    assert.deepEqual(
      edit.documentChanges.flatMap((change) =>
        'kind' in change ? [change.kind, change.kind === 'create' ? change.uri : ''] : [],
      ),
      ['create', pathToFileURL(join(folder, '.dockerignore')).href],
    );
    assert.ok(Object.values(edit.changeAnnotations).every((annotation) => annotation.needsConfirmation === false));
    assert.match(
      applyWorkspaceEdit(NODE, edit, uri),
      /COPY package\.json package-lock\.json \.\/\nRUN npm ci\nCOPY \. \.\n/,
    );

    mkdirSync(join(folder, 'web'));
    for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(folder, 'web', file), '{}');
    const inner = pathToFileURL(join(folder, 'web', 'Dockerfile')).href;
    await client.open(inner, NODE);
    const [below] = (await client.actions(inner, 2, 5)).filter((a) => a.title.startsWith('Copy package.json'));
    assert.ok(below);
    const created = (await client.resolve(below)).edit?.documentChanges ?? [];
    assert.ok(
      JSON.stringify(created).includes(pathToFileURL(join(folder, 'web', '.dockerignore')).href),
      'in the context of its own',
    );

    const { client: plain } = await start(PROFILES.pushOnly);
    await plain.open(uri, NODE);
    assert.ok(!(await plain.actions(uri, 2, 5)).some((a) => a.title.startsWith('Copy package.json')));
  });

  it('says why there is no repair, to clients that show it', async () => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { postinstall: 'node scripts/setup.js' } }));
    mkdirSync(join(folder, 'scripts'));
    writeFileSync(join(folder, 'scripts', 'setup.js'), '');
    const { client } = await start(PROFILES.vscode);
    await client.open(uri, NODE);
    const disabled = (await client.actions(uri, 2, 5)).find((a) => a.disabled);
    assert.equal(
      disabled?.disabled?.reason,
      'No quick fix: `postinstall` runs `scripts/setup.js`, which comes with the sources',
    );
    const hover = await client.hover(uri, 2, 5);
    assert.ok(hover && JSON.stringify(hover.contents).includes('No quick fix: `postinstall` runs'));
  });

  it('gives hovers as Markdown or as plain text, as the client can take them', async () => {
    const { client } = await start(PROFILES.pushOnly);
    await client.open(uri, BAD);
    const hover = await client.hover(uri, 1, 2);
    assert.ok(hover && typeof hover.contents === 'object' && 'kind' in hover.contents);
    assert.equal(hover.contents.kind, 'plaintext');
    assert.doesNotMatch(hover.contents.value, /\*\*|\]\(/);
  });

  it('lints YAML that holds Kubernetes objects, and leaves other YAML and templates alone', async () => {
    const { client } = await start(PROFILES.vscode);
    const place = (name: string): string => pathToFileURL(join(folder, name)).href;
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  contaners: []\n';
    await client.open(place('pod.yaml'), pod, 'yaml');
    const found = await client.pull(place('pod.yaml'));
    assert.ok(found.kind === 'full');
    assert.ok(found.items.some((d) => d.code === 'kubernetes/unknown-field' && d.range.start.line === 5));
    const hover = await client.hover(place('pod.yaml'), 1, 1);
    assert.match(JSON.stringify(hover?.contents ?? ''), /kind/);
    const others = ['services: [postgres]\nbuild:\n  script: make\n', `${pod}  nodeName: {{ .Values.node }}\n`];
    for (const [index, text] of others.entries()) {
      await client.open(place(`${index}.yaml`), text, 'yaml');
      const other = await client.pull(place(`${index}.yaml`));
      assert.deepEqual(other.kind === 'full' ? other.items : other, []);
    }
  });

  it('lints Compose files by language, by name and by content, with the files around them', async () => {
    const { client } = await start(PROFILES.vscode);
    const place = (name: string): string => pathToFileURL(join(folder, 'composed', name)).href;
    const text = 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db, nobody]\n    enviroment: {}\n';
    await client.open(place('compose.override.yaml'), 'services:\n  db:\n    image: postgres:18\n', 'dockercompose');
    for (const [name, language] of [
      ['compose.yaml', 'dockercompose'],
      ['docker-compose.yml', 'yaml'],
      ['shop.yaml', 'yaml'],
    ] as const) {
      await client.open(place(name), text, language);
      const found = await client.pull(place(name));
      assert.ok(found.kind === 'full', name);
      const codesFound = found.items.map((d) => `${d.range.start.line} ${String(d.code)}`);
      assert.ok(codesFound.includes('4 compose/unknown-key'), `${name}: ${codesFound.join()}`);
      assert.ok(codesFound.includes('3 compose/undefined-reference'), `${name}: ${codesFound.join()}`);
    }
  });

  it('lints a document without a folder', async () => {
    const { client } = await start(PROFILES.vscode);
    await client.open('untitled:Untitled-1', BAD);
    const report = await client.pull('untitled:Untitled-1');
    assert.ok(report.kind === 'full');
    assert.equal(codes(report.items).length, 2);
  });

  it('leaves other files, diff views and notebook cells alone', async () => {
    const { client } = await start(PROFILES.vscode);
    for (const [other, language] of [
      ['file:///x/a.ts', 'typescript'],
      ['git:/x/Dockerfile?%7B%7D', 'dockerfile'],
      ['vscode-notebook-cell:/x/a.ipynb#1', 'dockerfile'],
    ] as const) {
      await client.open(other, BAD, language);
      const report = await client.pull(other);
      assert.ok(report.kind === 'full');
      assert.deepEqual(report.items, [], other);
    }
  });

  it('survives text that is no Dockerfile', async () => {
    const { client } = await start(PROFILES.vscode);
    for (const [index, text] of [
      '',
      '\\',
      '\u0000\u0001\u0002',
      'FROM',
      'RUN <<EOF\n',
      `RUN ${'a'.repeat(200_000)}`,
      '\ufeff',
      'FROM a\r\nRUN \\\r\n',
    ].entries()) {
      const place = `${uri}.${index}`;
      await client.open(place, text);
      assert.equal((await client.pull(place)).kind, 'full');
    }
  });

  it('answers with the pages of rules and topics', async () => {
    const { client } = await start(PROFILES.vscode);
    assert.match(
      await client.request<string>('plimsoll/documentation', { topic: 'dockerfile/no-maintainer' }),
      /^# dockerfile\/no-maintainer\n[\s\S]*## Why/,
    );
    assert.match(await client.request<string>('plimsoll/documentation', { topic: 'DL4000' }), /no-maintainer/);
    assert.match(await client.request<string>('plimsoll/documentation', { topic: 'layer-cache' }), /^# /);
    assert.equal(await client.request('plimsoll/documentation', { topic: 'nothing' }), null);
  });
});
