import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { memoryFiles } from '../../server/src/core/files';
import { hoverCompose } from '../../server/src/features/hover/compose';
import { composeAdapter } from '../../server/src/languages/compose/adapter';
import { loadComposeDescriptions } from '../../server/src/languages/compose/schema/load';
import { readCompose } from '../../server/src/project/compose';
import { library } from '../harness/hover';
import { composeSchema } from '../harness/languages';
import { linter, recommended } from '../harness/lint';

const MAIN = `version: '3'
services:
  web:
    image: shop:\${TAG:-1.4}
    build: ./web
    user: "1000"
    ports:
      - "8080:80"
      - 127.0.0.1:9000:9000/udp
      - "3000"
      - "9100-9101:9100-9101"
    profiles: [shop]
    stdin_open: true
    depends_on: [db]
    networks: [front]
    restart: always
    scale: 2
    privileged: false
    mem_limit: 512m
    environment:
      COLOUR: \${COLOUR}
      RELEASE: 1.10
      SECRET: \${SECRET:?no secret}
    secrets: [token]
    deploy:
      replicas: 2
    healthcheck:
      test: ["CMD", "true"]
      interval: 1m30s
  db:
    image: postgres
    volumes:
      - data:/var/lib/postgresql/data
      - ./init:/docker-entrypoint-initdb.d:ro
      - /cache
    extends:
      service: base
  base:
    image: postgres
networks:
  front:
volumes:
  data:
secrets:
  token:
    file: ./token
`;

const OVERRIDE = 'services:\n  web:\n    user: "0"\n    ports: ["81:80"]\n';
const FILES = { '.env': 'COLOUR=green\n', 'compose.override.yaml': OVERRIDE };

const describeKey = loadComposeDescriptions(readFileSync('dist/assets/compose-descriptions.json', 'utf8'));

function hoverer(text: string, path = 'compose.yaml', files: Readonly<Record<string, string>> = FILES) {
  const place = { files: memoryFiles({ ...files, [path]: text }), path };
  const reading = readCompose(text, composeSchema(), place);
  const { findings } = linter.lint({ adapter: composeAdapter, text, rules: recommended, ...reading });
  const pages = new Set<string>();
  const link = (page: string, label: string): string => {
    pages.add(page);
    return `[${label}](command:plimsoll.openDocumentation)`;
  };
  const at = (offset: number) => hoverCompose({ ...reading, findings, offset, library, describe: describeKey, link });
  return { at, pages };
}

function hoverOn(needle: string, before = ''): string {
  const offset = MAIN.indexOf(needle, MAIN.indexOf(before));
  assert.ok(offset >= 0, needle);
  return hoverer(MAIN).at(offset + 1)?.markdown ?? '';
}

describe('hover over Compose files', () => {
  it('says what a port leads to', () => {
    assert.match(hoverOn('8080:80'), /^\*\*Port 8080 of this machine\*\*, on all its addresses, leads to port 80\/tcp/);
    assert.match(hoverOn('127.0.0.1'), /^\*\*Port 9000 of this machine\*\*, at `127\.0\.0\.1` only, .*9000\/udp/);
    assert.match(hoverOn('9100'), /^\*\*Ports 9100-9101 of this machine\*\*, .* lead to ports 9100-9101\/tcp/);
    assert.match(hoverOn('3000"'), /^\*\*A port of this machine that the engine chooses\*\*/);
  });

  it('says what a mount is', () => {
    assert.match(hoverOn('data:/var'), /^\*\*The volume\*\* `data` is seen at `\/var\/lib\/postgresql\/data`/);
    assert.match(hoverOn('./init'), /^\*\*The path\*\* `\.\/init` of this machine is seen at .*, read-only/);
    assert.match(hoverOn('/cache'), /^\*\*A volume without a name\*\*/);
  });

  it('says what a name refers to', () => {
    assert.match(hoverOn('db]'), /^\*\*The service\*\* `db` is declared in this file, line \d+\. \*\*db\*\* runs/);
    assert.match(hoverOn('front]'), /^\*\*The network\*\* `front` is declared in this file, line \d+/);
    assert.match(hoverOn('token]'), /^\*\*The secret\*\* `token` is declared in this file/);
  });

  it('marks the tag that it is about', () => {
    const text = 'services:\n  web:\n    ports: !override\n      - "80:80"\n    command: !reset null\n';
    for (const tag of ['!override', '!reset']) {
      const start = text.indexOf(tag);
      assert.deepEqual(hoverer(text).at(start + 2)?.span, { start, end: start + tag.length }, tag);
    }
  });

  it('says what values become', () => {
    assert.match(hoverOn('shop:'), /^\*\*Becomes\*\* `shop:1\.4`\. `TAG` is not in `\.env`; the default is `1\.4`/);
    assert.match(hoverOn('${COLOUR}'), /^\*\*Becomes\*\* `green`\. `COLOUR` is `green` in `\.env`/);
    assert.match(hoverOn('${SECRET'), /^`SECRET` has to be set/);
    assert.match(hoverOn('1.10'), /is read as the number \*\*1\.1\*\*/);
    assert.match(hoverOn('1m30s'), /^`1m30s` is 90 seconds/);
    assert.match(hoverOn('512m'), /536870912 bytes/);
    assert.match(
      hoverOn('postgres', 'db:\n    image'),
      /^\*\*`docker\.io\/library\/postgres`\*\*, no tag, so `latest`/,
    );
  });

  it('tells of the merged project', () => {
    assert.match(
      hoverOn('web:'),
      /^\*\*web\*\* is built and named `shop:1\.4` and publishes 8080, 9000, 9100-9101, 81; .*`compose\.override\.yaml`/,
    );
    assert.match(hoverOn('user:'), /^\*\*user\*\* becomes `0` in `compose\.override\.yaml`/);
  });

  it('sets a service beside its Dockerfile', () => {
    const text = 'services:\n  shop:\n    build: ./shop\n    user: "0"\n    command: [a]\n    entrypoint: [b]\n';
    const dockerfile = 'FROM node:22\nUSER node\nENTRYPOINT ["run"]\nCMD ["server.js"]\n';
    const { at } = hoverer(text, 'compose.yaml', { 'shop/Dockerfile': dockerfile });
    const on = (needle: string): string => at(text.indexOf(needle) + 1)?.markdown ?? '';
    assert.match(on('user:'), /^\*\*user\*\* replaces `USER node` of `shop\/Dockerfile`/);
    assert.match(on('command:'), /replaces `CMD \["server\.js"\]` of .*; it is handed to `ENTRYPOINT \["run"\]`/);
    assert.match(on('entrypoint:'), /replaces `ENTRYPOINT \["run"\]` of .*, and forgets `CMD \["server\.js"\]`/);
  });

  it('explains keys in the words of the specification', () => {
    assert.match(hoverOn('profiles:'), /^`profiles` List of profiles/);
    assert.doesNotMatch(hoverOn('stdin_open:'), /Trap|Notes/);
    assert.match(hoverOn('restart:'), /^`restart` /);
    assert.match(hoverOn('healthcheck:'), /^`healthcheck` /);
  });

  it('reaches every lesson of the notes', () => {
    const { at, pages } = hoverer(MAIN);
    for (let offset = 0; offset <= MAIN.length; offset++) at(offset);
    const other = 'include: [a.yaml]\nservices:\n  a:\n    extends: {service: b, file: b.yaml}\n';
    const more = hoverer(other);
    for (let offset = 0; offset <= other.length; offset++) more.at(offset);
    const reached = new Set([...pages, ...more.pages].flatMap((page) => library.topic(page)?.lessons ?? []));
    const lessons = Array.from({ length: 21 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`);
    assert.deepEqual(
      lessons.filter((lesson) => !reached.has(lesson)),
      [],
    );
  });

  it('keeps to its form everywhere', () => {
    for (const text of [MAIN, readFileSync('examples/compose.yaml', 'utf8')]) {
      const { at } = hoverer(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const hover = at(offset);
        if (!hover) continue;
        assert.ok(hover.markdown.split('\n').length <= 12, hover.markdown);
        assert.doesNotMatch(
          hover.markdown.replace(/`[^`\n]*`/g, ''),
          /^#|^\||!\[|<\/?[a-z]+>|\bundefined\b(?!-)|\[object|NaN/m,
          hover.markdown,
        );
        assert.ok(hover.span.start <= offset && offset <= hover.span.end);
      }
    }
  });
});
