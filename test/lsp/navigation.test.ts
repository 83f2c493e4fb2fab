import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentLink, DocumentSymbol, Location, WorkspaceEdit } from 'vscode-languageserver';
import { applyWorkspaceEdit, PROFILES, TestClient } from './client';

const DOCKERFILE = `FROM node:22 AS build
RUN npm ci
FROM gcr.io/distroless/nodejs22
COPY --from=build /app /app
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - {name: http, containerPort: 80}
          readinessProbe: {httpGet: {path: /, port: http}}
          env:
            - name: MODE
              valueFrom:
                configMapKeyRef: {name: shop-config, key: mode}
          volumeMounts:
            - {name: data, mountPath: /data}
      volumes:
        - name: data
          emptyDir: {}
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports:
    - {port: 80, targetPort: http}
`;

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-config
data:
  mode: fast
`;

const COMPOSE = `services:
  web:
    image: nginx:1.29
    depends_on: ["db"]
    networks: [front]
    env_file: web.env
    environment: &env
      A: b
  db:
    image: postgres:16
    environment: *env
    volumes:
      - data:/var/lib/postgresql/data
networks:
  front:
volumes:
  data:
`;

const QUOTED = `services:
  web: &web
    image: example.com/web:1
    depends_on: [db]
    network_mode: 'service:db'
    env_file: web.env
  again:
    <<: *web
  "db":
    image: example.com/db:1
`;

const OVERRIDE = `services:
  db:
    restart: always
  web:
    links: [db]
`;

describe('moving around over stdio', () => {
  let folder = '';
  let client: TestClient;
  const texts: Readonly<Record<string, string>> = {
    Dockerfile: DOCKERFILE,
    'deployment.yaml': DEPLOYMENT,
    'service.yaml': SERVICE,
    'config.yaml': CONFIG,
    'compose.yaml': COMPOSE,
    'compose.override.yaml': OVERRIDE,
    'quoted/compose.yaml': QUOTED,
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-navigation-'));
    mkdirSync(join(folder, 'quoted'));
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    ({ client } = await TestClient.start(PROFILES.vscode, { folder: pathToFileURL(folder).href }));
    await client.request('plimsoll/lintWorkspace', null);
    for (const [name, text] of Object.entries(texts)) await client.open(uriOf(name), text, languageIdOf(name));
  });

  after(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    rmSync(folder, { recursive: true });
  });

  const languageIdOf = (name: string): string =>
    name === 'Dockerfile' ? 'dockerfile' : /(?:^|\/)compose/.test(name) ? 'dockercompose' : 'yaml';
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  /** The position of the middle of a word, which stands behind `before`. */
  const at = (name: string, word: string, before = '') => {
    const text = texts[name] ?? '';
    const offset = text.indexOf(word, text.indexOf(before)) + Math.floor(word.length / 2);
    assert.ok(offset > 0, word);
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  };

  const shown = (places: readonly Location[]): string[] =>
    places.map(({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)}:${range.start.line + 1}`).sort();

  const definition = async (name: string, word: string, before?: string): Promise<string[]> =>
    shown(
      await client.request<Location[]>('textDocument/definition', {
        textDocument: { uri: uriOf(name) },
        position: at(name, word, before),
      }),
    );

  const references = async (name: string, word: string, before?: string): Promise<string[]> =>
    shown(
      await client.request<Location[]>('textDocument/references', {
        textDocument: { uri: uriOf(name) },
        position: at(name, word, before),
        context: { includeDeclaration: true },
      }),
    );

  const links = async (name: string): Promise<unknown[]> => {
    const found = await client.request<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri: uriOf(name) },
    });
    return found.map(({ target }) => target);
  };

  it('gives an outline of stages and of objects with their containers', async () => {
    const outline = async (name: string): Promise<string[]> => {
      const params = { textDocument: { uri: uriOf(name) } };
      const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', params);
      return symbols.map(({ name: own, children }) => `${own}: ${(children ?? []).map((child) => child.name)}`);
    };
    assert.deepEqual(await outline('Dockerfile'), ['build: RUN', 'stage 1: COPY']);
    assert.deepEqual(await outline('deployment.yaml'), ['Deployment/shop: web']);
    assert.deepEqual(await outline('compose.yaml'), ['services: web,db', 'networks: front', 'volumes: data']);
  });

  it('links images to their pages, where these are known', async () => {
    assert.deepEqual(await links('Dockerfile'), ['https://hub.docker.com/_/node']);
    assert.deepEqual(await links('deployment.yaml'), ['https://hub.docker.com/_/nginx']);
    assert.deepEqual(await links('compose.yaml'), [
      'https://hub.docker.com/_/nginx',
      uriOf('web.env'),
      'https://hub.docker.com/_/postgres',
    ]);
  });

  it('leads to what is named', async () => {
    assert.deepEqual(await definition('Dockerfile', 'build', 'COPY'), ['Dockerfile:1']);
    assert.deepEqual(await definition('deployment.yaml', 'shop-config'), ['config.yaml:4']);
    assert.deepEqual(await definition('deployment.yaml', 'mode', 'key:'), ['config.yaml:6']);
    assert.deepEqual(await definition('service.yaml', 'app: shop'), ['deployment.yaml:4']);
    assert.deepEqual(await definition('service.yaml', 'http', 'targetPort'), ['deployment.yaml:16']);
    assert.deepEqual(await definition('deployment.yaml', 'data', 'volumeMounts'), ['deployment.yaml:25']);
    assert.deepEqual(await definition('deployment.yaml', 'http', 'port: http'), ['deployment.yaml:16']);
    assert.deepEqual(await definition('config.yaml', 'fast'), []);
  });

  it('knows the things of a Compose project', async () => {
    assert.deepEqual(await definition('compose.yaml', 'db', 'depends_on'), [
      'compose.override.yaml:2',
      'compose.yaml:9',
    ]);
    assert.deepEqual(await definition('compose.yaml', 'front'), ['compose.yaml:15']);
    assert.deepEqual(await definition('compose.yaml', 'data', '- data'), ['compose.yaml:17']);
    assert.deepEqual(await definition('compose.yaml', 'env', '*'), ['compose.yaml:7']);
    assert.deepEqual(await references('compose.yaml', 'db', '  db:'), [
      'compose.override.yaml:2',
      'compose.override.yaml:5',
      'compose.yaml:4',
      'compose.yaml:9',
    ]);
    assert.deepEqual(await definition('compose.yaml', 'nginx'), []);
  });

  it('gives a service of a Compose project another name everywhere', async () => {
    const params = { textDocument: { uri: uriOf('compose.yaml') }, position: at('compose.yaml', 'db', '  db:') };
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', { ...params, newName: 'store' });
    const renamed = (name: string): string => applyWorkspaceEdit(texts[name] ?? '', edit, uriOf(name));
    assert.equal(renamed('compose.yaml'), COMPOSE.replace('["db"]', '["store"]').replace('  db:', '  store:'));
    assert.equal(renamed('compose.override.yaml'), OVERRIDE.replace('  db:', '  store:').replace('[db]', '[store]'));
    await assert.rejects(
      client.request('textDocument/rename', { ...params, newName: 'web' }),
      /There is a service web/,
    );
    await assert.rejects(client.request('textDocument/rename', { ...params, newName: 'a b' }), /A name may hold/);
  });

  it('knows names in quotes, and a link that a merge key repeats once', async () => {
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
      textDocument: { uri: uriOf('quoted/compose.yaml') },
      position: at('quoted/compose.yaml', 'db', 'depends_on'),
      newName: 'store',
    });
    assert.equal(
      applyWorkspaceEdit(QUOTED, edit, uriOf('quoted/compose.yaml')),
      QUOTED.replace('"db":', '"store":').replace('[db]', '[store]').replace("'service:db'", "'service:store'"),
    );
    assert.deepEqual(await links('quoted/compose.yaml'), [uriOf('quoted/web.env')]);
  });

  it('finds who names an object, a key, a stage', async () => {
    assert.deepEqual(await references('config.yaml', 'shop-config'), ['config.yaml:4', 'deployment.yaml:21']);
    assert.deepEqual(await references('config.yaml', 'mode'), ['config.yaml:6', 'deployment.yaml:21']);
    assert.deepEqual(await references('deployment.yaml', 'http', 'name: http'), [
      'deployment.yaml:16',
      'deployment.yaml:17',
      'service.yaml:8',
    ]);
    assert.deepEqual(await references('service.yaml', 'http', 'targetPort'), [
      'deployment.yaml:16',
      'deployment.yaml:17',
      'service.yaml:8',
    ]);
    assert.deepEqual(await references('service.yaml', 'app', 'selector'), [
      'deployment.yaml:10',
      'deployment.yaml:7',
      'service.yaml:6',
    ]);
    assert.deepEqual(await references('Dockerfile', 'build'), ['Dockerfile:1', 'Dockerfile:4']);
  });
});
