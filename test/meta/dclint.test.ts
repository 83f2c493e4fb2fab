import assert from 'node:assert/strict';
import { DOCUMENTED_RULES } from '../../server/src/rules/index.generated';
import { lintCompose } from '../harness/languages';
import { allRules } from '../harness/lint';

const services = (...lines: readonly string[]): string =>
  `name: shop\nservices:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const web = (...lines: readonly string[]): string =>
  services('web:', '  image: shop/web:1.4', ...lines.map((line) => `  ${line}`));

/** The rules of dclint: files that it reports, and others that it does not. */
const CASES: Readonly<Record<string, { readonly wrong: readonly string[]; readonly right: readonly string[] }>> = {
  'invalid-yaml': { wrong: ['services:\n  web: [\n'], right: [web()] },
  'invalid-schema': {
    wrong: [web('ports: 80'), web('unknown: 1'), web('net: host'), 'services: []\n', web('environment: [{A: b}]')],
    right: [web('x-note: any')],
  },
  'no-build-and-image': {
    wrong: [web('build: .')],
    right: [web(), services('web:', '  build: .'), web('build: .', 'pull_policy: build')],
  },
  'no-duplicate-container-names': {
    wrong: [services('a:', '  image: x:1', '  container_name: one', 'b:', '  image: x:1', '  container_name: one')],
    right: [services('a:', '  image: x:1', '  container_name: one', 'b:', '  image: x:1', '  container_name: two')],
  },
  'no-duplicate-exported-ports': {
    wrong: [
      services('a:', '  image: x:1', '  ports: ["8080:80"]', 'b:', '  image: x:1', '  ports: ["8080:81"]'),
      services('a:', '  image: x:1', '  ports: ["8000-8010:8000-8010"]', 'b:', '  image: x:1', '  ports: ["8005:81"]'),
      services(
        'a:',
        '  image: x:1',
        '  ports: [{target: 80, published: 8080}]',
        'b:',
        '  image: x:1',
        '  ports: ["8080:81"]',
      ),
      services('a:', '  image: x:1', '  ports: ["127.0.0.1:8080:80"]', 'b:', '  image: x:1', '  ports: ["8080:81"]'),
    ],
    right: [
      services('a:', '  image: x:1', '  ports: ["8080:80"]', 'b:', '  image: x:1', '  ports: ["8081:80"]'),
      services('a:', '  image: x:1', '  ports: ["53:53/tcp"]', 'b:', '  image: x:1', '  ports: ["53:53/udp"]'),
      services('a:', '  image: x:1', '  ports: ["${PORT}:80"]', 'b:', '  image: x:1', '  ports: ["8080:80"]'),
    ],
  },
  'no-quotes-in-volumes': {
    wrong: [web('volumes: ["./a:/a"]'), web("volumes: ['/a']")],
    right: [web('volumes: [./a:/a]'), web('volumes: [{type: bind, source: "./a", target: "/a"}]')],
  },
  'no-unbound-port-interfaces': {
    wrong: [
      web('ports: ["80:80"]'),
      web('ports: [80:80]'),
      web('ports: ["80"]'),
      web('ports: [{target: 80, published: 80}]'),
    ],
    right: [
      web('ports: ["127.0.0.1:80:80"]'),
      web('ports: ["0.0.0.0:80:80"]'),
      web('ports: ["[::1]:80:80"]'),
      web('ports: [{target: 80, published: 80, host_ip: 127.0.0.1}]'),
      web('ports: ["${HOST}:80:80"]'),
      web('expose: ["80"]'),
    ],
  },
  'no-version-field': { wrong: [`version: "3"\n${web()}`], right: [web()] },
  'require-project-name-field': { wrong: ['services:\n  web:\n    image: x:1\n'], right: [web()] },
  'require-quotes-in-ports': {
    wrong: [web('ports: [80:80]'), web('ports:', '  - 80'), web('expose: [3000]')],
    right: [web("ports: ['80:80', '81']", "expose: ['3000']"), web('ports: [{target: 80, published: 80}]')],
  },
  'service-container-name-regex': {
    wrong: [web('container_name: "my app"'), web('container_name: _x'), web('container_name: "a@b"')],
    right: [web('container_name: shop-web_1.2')],
  },
  'service-dependencies-alphabetical-order': {
    wrong: [
      web('depends_on: [b, a]'),
      web('depends_on:', '  b: {condition: service_started}', '  a: {condition: service_started}'),
    ],
    right: [web('depends_on: [a, b]')],
  },
  'service-image-require-explicit-tag': {
    wrong: [
      services('web:', '  image: nginx'),
      services('web:', '  image: nginx:latest'),
      services('web:', '  image: nginx:lts'),
      services('web:', '  image: example.com:5000/nginx'),
    ],
    right: [
      services('web:', '  image: nginx:1.29'),
      services('web:', '  image: nginx:${TAG}'),
      services('web:', `  image: nginx@sha256:${'0'.repeat(64)}`),
    ],
  },
  'service-keys-order': {
    wrong: [
      web('ports: ["80:80"]', 'environment: {A: b}'),
      web('tty: true', 'user: "1"'),
      web('tty: true', 'hostname: a'),
    ],
    right: [
      web(
        'build: .',
        'container_name: web',
        'depends_on: [a]',
        'volumes: [./a:/a]',
        'volumes_from: [a]',
        'configs: [a]',
        'secrets: [a]',
        'environment: {A: b}',
        'env_file: .env',
        'ports: ["80:80"]',
        'networks: [a]',
        'network_mode: none',
        'extra_hosts: ["a:127.0.0.1"]',
        'command: a',
        'entrypoint: a',
        'working_dir: /a',
        'restart: always',
        'healthcheck: {disable: true}',
        'logging: {driver: none}',
        'labels: [a]',
        'user: "1"',
        'isolation: default',
        'cap_add: [a]',
        'deploy: {}',
        'expose: ["1"]',
        'hostname: a',
        'profiles: [a]',
        'tty: true',
      ),
    ],
  },
  'service-ports-alphabetical-order': {
    wrong: [
      web('ports: ["81:80", "80:80"]'),
      web('ports: [{target: 1000}, "80:80"]'),
      web('ports: ["1001:80", "80:80"]'),
    ],
    right: [web('ports: ["${PORT}:80", "79", 80:80, "81", {target: 1000, published: 8081}, 1001:443, 8080:8080]')],
  },
  'services-alphabetical-order': {
    wrong: [services('b:', '  image: x:1', 'a:', '  image: x:1')],
    right: [services('a:', '  image: x:1', 'b:', '  image: x:1')],
  },
  'top-level-properties-order': {
    wrong: [
      `services:\n  web:\n    image: x:1\nname: shop\n`,
      `${web()}x-a: 1\n`,
      `x-b: 1\nx-a: 1\n${web()}`,
      `name: shop\nvolumes: {}\nservices:\n  web:\n    image: x:1\n`,
    ],
    right: [`x-a: 1\nx-b: 1\n${web()}networks: {}\nvolumes: {}\nsecrets: {}\nconfigs: {}\n`],
  },
};

describe('the rules of dclint', () => {
  const reported = (text: string): ReadonlySet<string> => {
    const { findings } = lintCompose(text, { rules: allRules, path: 'docker-compose.yml', files: {} });
    return new Set(findings.flatMap(({ equivalents }) => equivalents.dclint ?? []));
  };

  it('have all a rule here that says so', () => {
    const names = new Set(DOCUMENTED_RULES.flatMap(({ equivalents }) => equivalents?.dclint ?? []));
    assert.deepEqual([...names].sort(), Object.keys(CASES).sort());
  });

  for (const [name, { wrong, right }] of Object.entries(CASES)) {
    it(`report what theirs reports: ${name}`, () => {
      for (const text of wrong) assert.ok(reported(text).has(name), `nothing in\n${text}`);
      for (const text of right) assert.ok(!reported(text).has(name), `something in\n${text}`);
    });
  }
});
