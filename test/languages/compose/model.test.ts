import assert from 'node:assert/strict';
import { memoryFiles } from '../../../server/src/core/files';
import type { Span } from '../../../server/src/core/span';
import { isComposeText } from '../../../server/src/languages/compose/formats';
import { parseCompose } from '../../../server/src/languages/compose/model';
import { mountsOf } from '../../../server/src/languages/compose/mounts';
import { isComposeName } from '../../../server/src/languages/compose/names';
import { pairsOf } from '../../../server/src/languages/compose/pairs';
import { isIp, portsOf } from '../../../server/src/languages/compose/ports';
import type { Service } from '../../../server/src/languages/compose/service';
import { readCompose } from '../../../server/src/project/compose';

function serviceOf(lines: string): { readonly service: Service; readonly slice: (span: Span | undefined) => string } {
  const text = `services:\n  web:\n    ${lines.split('\n').join('\n    ')}\n`;
  const [service] = parseCompose(text).services;
  assert.ok(service);
  return { service, slice: (span) => (span ? text.slice(span.start, span.end) : '') };
}

describe('compose: ports', () => {
  const read = (port: string): string => {
    const { service, slice } = serviceOf(`ports:\n  - ${port}`);
    const [found] = portsOf(service);
    assert.ok(found);
    if (found.fault) return `${found.fault.code} ${slice(found.fault.span)}`;
    return [found.ipSpan, found.publishedSpan, found.targetSpan, found.protocolSpan].map(slice).join('|');
  };

  it('have their parts with ranges', () => {
    assert.equal(read('"8080:80"'), '|8080|80|');
    assert.equal(read('127.0.0.1:8080-8081:80-81/udp'), '127.0.0.1|8080-8081|80-81|udp');
    assert.equal(read('"[::1]:80:80"'), '[::1]|80|80|');
    assert.equal(read('"127.0.0.1::80"'), '127.0.0.1||80|');
    assert.equal(read('80'), '||80|');
    assert.equal(read('"${P:-8080}:80"'), '|${P:-8080}|80|');
    assert.equal(read('{target: 80, published: "8080", protocol: tcp}'), '|"8080"|80|tcp');
  });

  it('say what is wrong with them', () => {
    assert.equal(read('"80:70000"'), 'too-large 70000');
    assert.equal(read('web:80'), 'not-a-port web');
    assert.equal(read('"90-80:80"'), 'reversed-range 90-80');
    assert.equal(read('"80-82:80-81"'), 'unequal-ranges 80-82');
    assert.equal(read('"80:80/http"'), 'bad-protocol http');
    assert.equal(read('"300.0.0.1:80:80"'), 'bad-ip 300.0.0.1');
    assert.equal(read('"::1:80:80"'), 'unbracketed-ipv6 ::1:80:80');
    assert.equal(read('"80:"'), 'no-target "80:"');
  });

  it('are not known when a variable is not', () => {
    const { service } = serviceOf('ports: ["${P}:80"]');
    assert.deepEqual(
      portsOf(service).map(({ known, fault }) => [known, fault]),
      [[false, undefined]],
    );
  });

  it('know addresses', () => {
    for (const ip of ['0.0.0.0', '::', '::1', '[fe80::1]', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'])
      assert.ok(isIp(ip), ip);
    for (const ip of ['1.2.3', '256.1.1.1', ':::', '1::2::3', 'web', '01.2.3.4']) assert.ok(!isIp(ip), ip);
  });
});

describe('compose: mounts', () => {
  const read = (mount: string): string => {
    const { service, slice } = serviceOf(`volumes:\n  - ${mount}`);
    const [found] = mountsOf(service);
    assert.ok(found);
    if (found.fault) return found.fault.code;
    const options = found.options.map(({ span }) => slice(span)).join(',');
    return `${found.type} ${slice(found.sourceSpan)}|${slice(found.targetSpan)}|${options}`;
  };

  it('have their parts with ranges', () => {
    assert.equal(read('data:/data:ro,z'), 'volume data|/data|ro,z');
    assert.equal(read('./src:/src'), 'bind ./src|/src|');
    assert.equal(read('~/x:/y'), 'bind ~/x|/y|');
    assert.equal(read('/data'), 'volume |/data|');
    assert.equal(read('C:\\x:/y:ro'), 'bind C:\\x|/y|ro');
    assert.equal(read('"${DIR:-./a}:/b"'), 'bind ${DIR:-./a}|/b|');
    assert.equal(read('{type: bind, source: ., target: /x}'), 'bind .|/x|');
    // One letter before a colon is a drive of Windows.
    assert.equal(read('a:b:c:d'), 'bind a:b|c:d|');
    assert.equal(read('aa:bb:cc:dd'), 'too-many-colons');
    assert.equal(read('":/x"'), 'empty-section');
  });
});

describe('compose: pairs', () => {
  it('are the same in both syntaxes', () => {
    const { service, slice } = serviceOf(
      'environment:\n  - A=b=c\n  - B\n  - C=${X}\nlabels:\n  A: b=c\n  B:\n  C: ${X}',
    );
    const read = (key: string): unknown =>
      pairsOf(service.get(key)).map(({ name, value, given, nameSpan, valueSpan }) => [
        name,
        value,
        given,
        slice(nameSpan),
        slice(valueSpan),
      ]);
    const expected = [
      ['A', 'b=c', true, 'A', 'b=c'],
      ['B', undefined, false, 'B', ''],
      ['C', undefined, true, 'C', '${X}'],
    ];
    assert.deepEqual(read('environment'), expected);
    assert.deepEqual(read('labels'), expected);
  });
});

describe('compose: recognition', () => {
  it('knows the names', () => {
    for (const name of [
      'compose.yaml',
      'docker-compose.yml',
      'compose.prod.yaml',
      'docker-compose.override.yml',
      'web.compose.yaml',
      'docker-compose-dev.yml',
    ])
      assert.ok(isComposeName(`a/${name}`), name);
    for (const name of ['values.yaml', 'compose.json', 'decompose.yaml', 'compose-spec.md'])
      assert.ok(!isComposeName(name), name);
  });

  it('knows the content', () => {
    assert.ok(isComposeText('services:\n  web:\n    image: nginx\n'));
    assert.ok(isComposeText('version: "3"\nservices:\n  web:\n    build: .\nx-a: 1\n'));
    const others = [
      'services: [postgres]\nimage: x\n',
      'services:\n  - name: postgres\nbuild:\n  script: x\n',
      'jobs:\n  a:\n    services:\n      db: {image: x}\nservices: {a: {image: x}}\n',
      'apiVersion: v1\nkind: Service\nservices: {a: {image: x}}\n',
      'openapi: 3.0.0\nservices: {a: {image: x}}\n',
      'services:\n  App\\Service:\n    autowire: true\n  _defaults: {public: false}\n',
      'replicaCount: 1\nservices:\n  http: {port: 80}\n',
      'a: 1\n',
    ];
    for (const text of others) assert.ok(!isComposeText(text), text);
  });
});

describe('compose: the project', () => {
  const read = (files: Readonly<Record<string, string>>, path = 'compose.yaml') =>
    readCompose(files[path] ?? '', undefined, { files: memoryFiles(files), path });
  const WEB = 'services:\n  web:\n    image: x\n';

  it('merges what is laid over it, and knows where each value stands', () => {
    const over =
      'services:\n  web:\n    image: y\n    ports: ["2:2"]\n    environment: [B=2]\n    command: [b]\n    labels: !reset {}\n';
    const main = `${WEB}    ports: ["1:1"]\n    environment: {A: "1", B: "1"}\n    command: [a, b]\n    labels: {a: b}\n`;
    const { facts, document } = read({ 'compose.yaml': main, 'compose.override.yaml': over });
    const web = facts.project.service('web');
    assert.equal(web?.text('image'), 'y');
    assert.equal(web?.get('image')?.file.path, 'compose.override.yaml');
    assert.equal(web && portsOf(web).length, 2);
    assert.equal(web && portsOf(web)[0]?.value.file, document.file);
    assert.deepEqual(web && pairsOf(web.get('environment')).map(({ name, value }) => `${name}=${value}`), [
      'A=1',
      'B=2',
    ]);
    assert.equal(web?.has('labels'), false);
    assert.equal(document.services[0]?.text('image'), 'x');
    assert.deepEqual([facts.role, facts.whole, facts.fragment], ['main', true, false]);
  });

  it('tells what a file is in it', () => {
    const role = (files: Readonly<Record<string, string>>, path: string): string => {
      const { facts } = read(files, path);
      return `${facts.role} ${facts.whole}`;
    };
    const over = 'services: {web: {ports: ["1:1"]}}';
    assert.equal(role({ 'compose.yaml': WEB, 'compose.override.yml': over }, 'compose.override.yml'), 'override true');
    assert.equal(role({ 'compose.yaml': WEB, 'compose.prod.yaml': over }, 'compose.prod.yaml'), 'override false');
    assert.equal(
      role({ 'compose.yaml': WEB, 'compose.other.yaml': 'services: {a: {image: x}}' }, 'compose.other.yaml'),
      'main true',
    );
    assert.equal(role({ 'compose.override.yml': over }, 'compose.override.yml'), 'override false');
    assert.equal(role({ 'compose.yaml': 'include: [sub/a.yaml]\n', 'sub/a.yaml': WEB }, 'sub/a.yaml'), 'included true');
    const extending = 'services: {a: {extends: {file: base.yaml, service: web}}}';
    assert.equal(role({ 'compose.yaml': extending, 'base.yaml': WEB }, 'base.yaml'), 'base false');
    assert.equal(
      role({ '.env': 'COMPOSE_FILE=a.yaml:b.yaml\n', 'a.yaml': WEB, 'b.yaml': over }, 'b.yaml'),
      'override true',
    );
  });

  it('follows extends and include, and ends circles', () => {
    const files = {
      'compose.yaml':
        'include: [sub/a.yaml, none.yaml, compose.yaml]\nservices:\n  a: {extends: b}\n  b: {extends: a}\n  c: {extends: {file: base.yaml, service: web}, user: x}\n  d: {extends: nobody}\n',
      'base.yaml': `${WEB}    extends: other\n  other: {user: y, tty: true}\n`,
      'sub/a.yaml': 'services: {s: {image: "${TAG}"}}\nnetworks: {n: }\n',
      'sub/.env': 'TAG=from-sub\n',
    };
    const { project } = read(files).facts;
    assert.deepEqual(project.problems.map(({ code, name }) => `${code} ${name}`).sort(), [
      'extends-cycle a',
      'extends-cycle b',
      'extends-no-service nobody',
      'include-cycle compose.yaml',
      'include-missing none.yaml',
    ]);
    assert.equal(project.complete, false);
    assert.equal(project.service('s')?.text('image'), 'from-sub');
    assert.ok(project.has('networks', 'n'));
    const c = project.service('c');
    assert.deepEqual([c?.text('user'), c?.boolean('tty'), c?.text('image')], ['x', true, 'x']);
  });

  it('is never surprised', () => {
    const texts = [
      '',
      '- a',
      'abc',
      'services:',
      'services: []',
      'services: {a: , b: [], c: x, d: {ports: {}, volumes: x, environment: [[]], depends_on: 3, extends: [], build: []}}',
      'include: {a: b}\nservices: {a: {extends: {service: [], file: {}}}}',
      'include: [[], {path: }, {path: [a, {}]}]',
      'services: {<<: *x, a: {<<: [1, 2]}}',
      'a: &a [*a]\nservices: *a',
    ];
    for (const text of texts) {
      const { facts, document } = read({ 'compose.yaml': text });
      for (const service of [...document.services, ...facts.project.services.values()]) {
        portsOf(service);
        mountsOf(service);
        pairsOf(service.get('environment'));
      }
    }
  });

  it('reads an alias bomb in no time', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `x-${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`);
    const text = `x-0: &a0 [x]\n${levels.join('\n')}\nservices:\n  web:\n    image: x\n    command: *a30\n`;
    const started = performance.now();
    read({ 'compose.yaml': text }).facts.project.service('web')?.get('command');
    assert.ok(performance.now() - started < 1000);
  });
});
