import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { applyWorkspaceEdit, PROFILES, TestClient } from './client';

const deployment = (label: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: ${label}}
  template:
    metadata:
      labels: {app: ${label}}
    spec:
      containers:
        - name: web
          image: shop:1.4
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports:
    - port: 80
`;

const dangling = (diagnostics: readonly Diagnostic[] | undefined): Diagnostic[] =>
  (diagnostics ?? []).filter(({ code }) => code === 'kubernetes/dangling-service');

describe('the workspace over stdio', () => {
  let folder = '';
  let client: TestClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-workspace-'));
    ({ client } = await TestClient.start(PROFILES.vscode, { folder: pathToFileURL(folder).href }));
  });

  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (const end = Date.now() + 10_000; !holds(); ) {
      if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  /** The server may ask more than once before all has been read. */
  const untilDangling = async (name: string): Promise<Diagnostic> => {
    for (const end = Date.now() + 10_000; Date.now() < end; ) {
      const report = await client.pull(uriOf(name));
      const [mark] = report.kind === 'full' ? dangling(report.items) : [];
      if (mark) return mark;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`${name} was not marked`);
  };
  const lintWorkspace = (): Promise<number> => client.request('plimsoll/lintWorkspace', null);

  it('tells of closed files when asked to, of all languages, and leaves out what .gitignore does', async () => {
    write('Dockerfile', 'FROM alpine:3.22\nMAINTAINER Jane\nCMD ["sh"]\n');
    write('k8s/service.yaml', SERVICE);
    write('k8s/deployment.yaml', deployment('till'));
    write('.gitignore', 'out/\n');
    write('out/Dockerfile', 'FROM alpine:3.22\nMAINTAINER Jane\n');
    assert.equal(await lintWorkspace(), 3);
    assert.ok(client.pushedNow(uriOf('Dockerfile'))?.some(({ code }) => code === 'dockerfile/no-maintainer'));
    assert.equal(dangling(client.pushedNow(uriOf('k8s/service.yaml'))).length, 1);
    assert.equal(client.pushedNow(uriOf('out/Dockerfile')), undefined);
  });

  it('takes back what it sent when a file is opened, and sends it again when it is closed', async () => {
    write('Dockerfile', 'FROM alpine:3.22\nMAINTAINER Jane\nCMD ["sh"]\n');
    await lintWorkspace();
    await client.open(uriOf('Dockerfile'), 'FROM alpine:3.22\nUSER 1000\nCMD ["sh"]\n');
    await until('nothing is pushed for an open file', () => client.pushedNow(uriOf('Dockerfile'))?.length === 0);
    await client.close(uriOf('Dockerfile'));
    await until('the closed file is marked', () => (client.pushedNow(uriOf('Dockerfile'))?.length ?? 0) > 0);
  });

  it('finds references between an open file and closed ones, with both ends', async () => {
    write('service.yaml', SERVICE);
    write('deployment.yaml', deployment('shopp'));
    await client.open(uriOf('service.yaml'), SERVICE, 'yaml');
    await client.pull(uriOf('service.yaml'));
    await until('it asks to be asked again', () => client.requests.includes('workspace/diagnostic/refresh'));
    const mark = await untilDangling('service.yaml');
    assert.deepEqual(
      mark.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line]),
      [[uriOf('deployment.yaml'), 3]],
    );
  });

  it('marks a closed file that breaks because an open one was changed, and clears it again', async () => {
    write('service.yaml', SERVICE);
    write('deployment.yaml', deployment('shop'));
    await lintWorkspace();
    assert.equal(dangling(client.pushedNow(uriOf('service.yaml'))).length, 0);
    await client.open(uriOf('deployment.yaml'), deployment('shop'), 'yaml');
    await client.change(uriOf('deployment.yaml'), deployment('till'));
    await until('the Service is marked', () => dangling(client.pushedNow(uriOf('service.yaml'))).length === 1);
    await client.change(uriOf('deployment.yaml'), deployment('shop'));
    await until('the Service is clean', () => dangling(client.pushedNow(uriOf('service.yaml'))).length === 0);
  });

  it('follows files that are written and removed', async () => {
    write('service.yaml', SERVICE);
    write('deployment.yaml', deployment('shop'));
    await lintWorkspace();
    write('deployment.yaml', deployment('till'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('deployment.yaml'), type: 2 }] });
    await until('the Service is marked', () => dangling(client.pushedNow(uriOf('service.yaml'))).length === 1);
    rmSync(join(folder, 'deployment.yaml'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('deployment.yaml'), type: 3 }] });
    // Without any workload in the folder, pods may come from elsewhere.
    await until('the Service is clean', () => dangling(client.pushedNow(uriOf('service.yaml'))).length === 0);
  });

  it('reads the kinds that CustomResourceDefinitions of other files define', async () => {
    write(
      'crd.yaml',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Widget, plural: widgets}\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec: {type: object, properties: {size: {type: integer}}}\n',
    );
    write('widget.yaml', 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {siez: 3}\n');
    await lintWorkspace();
    const marks = client.pushedNow(uriOf('widget.yaml')) ?? [];
    assert.deepEqual(
      marks.map(({ code }) => code),
      ['kubernetes/unknown-field'],
    );
  });

  it('repairs all that one rule finds, in open and closed files', async () => {
    const text = 'FROM alpine:3.22\nMAINTAINER Jane\nCMD ["sh"]\n';
    for (const name of ['Dockerfile', 'a/Dockerfile', 'b/Dockerfile']) write(name, text);
    await lintWorkspace();
    await client.open(uriOf('Dockerfile'), text);
    const actions = await client.actions(uriOf('Dockerfile'), 1, 2);
    const action = actions.find(({ title }) => title === 'Fix all dockerfile/no-maintainer problems in the workspace');
    assert.ok(action);
    const { edit } = await client.resolve(action);
    assert.ok(edit);
    for (const name of ['Dockerfile', 'a/Dockerfile', 'b/Dockerfile']) {
      const fixed = applyWorkspaceEdit(readFileSync(join(folder, name), 'utf8'), edit, uriOf(name));
      assert.match(fixed, /^LABEL /m);
      assert.doesNotMatch(fixed, /MAINTAINER/);
    }
  });

  it('is not led round in circles by links, nor stopped by what cannot be read', async () => {
    write('a/Dockerfile', 'FROM alpine:3.22\nMAINTAINER Jane\nCMD ["sh"]\n');
    for (const name of ['one', 'two', 'three']) symlinkSync(folder, join(folder, 'a', name));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a', 'broken.yaml'));
    writeFileSync(join(folder, 'a', 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x00]));
    assert.equal(await lintWorkspace(), 2);
    assert.ok((client.pushedNow(uriOf('a/Dockerfile'))?.length ?? 0) > 0);
  });

  it('does not offer that before the workspace has been linted', async () => {
    const text = 'FROM alpine:3.22\nMAINTAINER Jane\nCMD ["sh"]\n';
    write('a/Dockerfile', text);
    await client.open(uriOf('Dockerfile'), text);
    const actions = await client.actions(uriOf('Dockerfile'), 1, 2);
    assert.ok(actions.every(({ title }) => !title.includes('workspace')));
  });
});
