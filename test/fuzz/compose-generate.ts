import fc from 'fast-check';

/** The files of a small project by path; `compose.yaml` is its main file. */
export type ComposeProject = Readonly<Record<string, string>>;

/** What a service may hold, indented from its first line; `@` stands for the name of something, `$` is left as it is. */
const PARTS = [
  'image: nginx:1.29',
  'image: ${TAG:-nginx}:${VERSION}',
  'image: "Bad Image"',
  'build: .',
  'build:\n  context: ./@\n  dockerfile: Dockerfile.dev\n  args:\n    A: b\n    B: 1.10\n  target: @',
  'build:\n  context: .\n  args:\n  - A=b\n  # c\n  - B\n  labels: [a=b, "c=d, e"]',
  'dockerfile: x',
  'net: host',
  'log_driver: syslog',
  'container_name: @',
  'command: ["sh", "-c", \'echo "x"\']',
  "command: 'a b'",
  'command: |\n  serve\n    --fast\n\n  # no comment\n  --now',
  'command: >-\n    folded\n    text',
  'command: |+\n  kept\n\n',
  'command: "a\n  b"',
  'entrypoint: [\n  a,\n  b  # c\n  ]',
  'environment:\n  A: b  # c\n  B: "yes"\n  C:\n  D: 010\n  E: ~\n  F: $X\n  G: on',
  'environment:\n- A=b  # c\n- B\n- "C=d: e"\n- D=\n# x\n- E=${X:-a=b}',
  'environment:\n    - A=1\n    - A=2',
  'environment: {A: b, "C": \'d\', E: null}',
  'environment: [A=b, "C=d"]',
  'environment: *env',
  'environment:\n  <<: *env\n  A: b',
  'env_file: .env',
  'env_file:\n  - path: ./x.env\n    required: false',
  'labels:\n  com.example.a: "1"\n  "on": x',
  'labels:\n  - a=b\n  - c',
  'ports:\n  - 80\n  - "8080:80"\n  - 22:22\n  - 127.0.0.1::53/udp',
  "ports: ['80:80', 8000-8010:80]",
  'ports:\n  - target: 80\n    published: "8080"\n    mode: host',
  'expose: ["80", 81]',
  'volumes:\n  - data:/data\n  - ./x:/y:ro\n  - "/var/run/docker.sock:/var/run/docker.sock"\n  - type: bind\n    source: .\n    target: /z',
  'tmpfs: /tmp',
  'depends_on: [@, @]',
  'depends_on:\n  @:\n    condition: service_healthy\n  @: {condition: service_started, required: false}',
  'links: ["@:db"]',
  'extends: {service: @}',
  'extends:\n  service: @\n  file: base.yaml',
  'networks: [@, default]',
  'networks:\n  @:\n    aliases: [a]\n    ipv4_address: 10.0.0.3',
  'network_mode: host',
  'network_mode: "service:@"',
  'secrets: [@]',
  'configs:\n  - source: @\n    target: /c',
  'models: {@: {endpoint_var: E}}',
  'healthcheck:\n    test: [CMD, curl, -f, http://127.0.0.1]\n    interval: 30\n    timeout: 1m30s',
  'healthcheck: {disable: true}',
  'restart: always',
  'restart: no',
  'deploy:\n  replicas: 2\n  resources:\n    limits: {memory: 1Gi, cpus: "0.5"}',
  'profiles: [dev]',
  'privileged: yes',
  'user: 0',
  'cap_add: [ALL]',
  'develop:\n  watch:\n    - action: sync\n      path: .',
  'post_start:\n  - command: x',
  'platform: linux/amd65',
  'pull_policy: sometimes',
  '<<: *web',
  'x-note: any',
  '"tty": true',
  'image:',
];

const NAMES = ['web', 'db', 'api', 'data', 'default', '"web"', 'a.b', 'x-y', '1', '${N}', '&a web', '!reset'];

const TOPS = [
  'name: shop',
  'version: "3.8"',
  'include: [other.yaml]',
  'include:\n  - path: [other.yaml, more.yaml]\n    env_file: .env',
  'x-env: &env\n  A: b\n  PASSWORD: hunter2',
  'x-web: &web\n    image: nginx',
  'networks:\n  default:\n  @:\n    ipam:\n      config:\n      - subnet: 10.0.0.0/24',
  'volumes:\n  data:\n  @: {external: true, driver: local}',
  'volumes: {}',
  'secrets:\n  @:\n    file: ./s.txt',
  'configs:\n  @: {content: "x $A"}',
  'models: {@: {model: ai/smollm2}}',
  'services: {}',
  'web:\n  image: nginx',
  '---',
];

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

const named = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(part, fc.array(fc.constantFrom(...NAMES.slice(0, 8)), { minLength: 3, maxLength: 3 }))
    .map(([text, names]) => {
      let n = 0;
      return text.replace(/@/g, () => names[n++ % names.length] ?? 'web');
    });

const comment = fc.constantFrom('', '', '', '\n', '# about\n', '\n# about\n\n');

const service: fc.Arbitrary<string> = fc
  .tuple(
    comment,
    fc.constantFrom(...NAMES),
    fc.array(fc.tuple(comment, named(fc.constantFrom(...PARTS))), { minLength: 0, maxLength: 5 }),
    fc.constantFrom(2, 2, 4, 1),
  )
  .map(([above, name, parts, step]) => {
    const body = parts.map(([before, part]) => before + part).join('\n');
    return `${above}${name}:\n${indented(body, step)}`;
  });

const services: fc.Arbitrary<string> = fc
  .tuple(fc.array(service, { minLength: 1, maxLength: 4 }), fc.constantFrom(2, 2, 4, 3))
  .map(([all, step]) => `services:\n${indented(all.join('\n'), step)}`);

const composeFile: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(named(fc.constantFrom(...TOPS)), { maxLength: 3 }),
    services,
    fc.array(named(fc.constantFrom(...TOPS)), { maxLength: 2 }),
    fc.constantFrom('\n', '\n', '', '\n\n\n', '\n# end'),
  )
  .map(([before, middle, after, end]) => [...before, middle, ...after].join('\n') + end);

/** What is put into a file at any place. */
const BITS = [
  ...[
    ': ',
    ':',
    '- ',
    '\n',
    '\n\n',
    '  ',
    '\t',
    '#',
    ' # c',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '|',
    '>',
    '|+\n',
    '? ',
  ],
  ...[
    '&a ',
    '*a',
    '*env',
    '<<: *env',
    '!reset ',
    '!override ',
    '!x ',
    '---\n',
    '...\n',
    '\r\n',
    '\r',
    '\ufeff',
    '\u0000',
  ],
  ...[
    '$',
    '${',
    '${X',
    '${X:-',
    '}',
    '$$',
    '=',
    'A=b',
    '80:80',
    '~',
    'null',
    'yes',
    '0',
    '1e3',
    '2001-01-01',
    '🚢',
    '\ud800',
  ],
  ...['\u2028', '\u00a0', 'x'.repeat(60), '# plimsoll-disable-next-line compose/schema\n', '# dclint disable\n', '\\'],
];

type Mutation = (text: string) => string;

const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(8),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(...BITS),
  )
  .map(
    ([kind, a, b, bit]): Mutation =>
      (text) => {
        const at = Math.floor(a * (text.length + 1));
        const lines = text.split('\n');
        const i = Math.floor(a * lines.length);
        const j = Math.floor(b * lines.length);
        switch (kind) {
          case 0:
            return text.slice(0, at);
          case 1:
          case 2:
            return text.slice(0, at) + bit + text.slice(at);
          case 3:
            return text.slice(0, at) + text.slice(at + 1 + Math.floor(b * 10));
          case 4:
            return lines.filter((_, index) => index !== i).join('\n');
          case 5:
            return [...lines.slice(0, i), lines[j] ?? '', ...lines.slice(i)].join('\n');
          case 6:
            return lines.map((line, index) => (index === i ? ` ${line}` : line)).join('\n');
          case 7:
            return lines.map((line, index) => (index === i ? line.replace(/^ /, '') : line)).join('\n');
          default:
            return text.replace(/\n/g, '\r\n');
        }
      },
  );

/** A file with a few changes, or none. */
const changed = (file: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(file, fc.oneof(fc.constant([]), fc.array(mutation, { minLength: 1, maxLength: 4 })))
    .map(([text, changes]) => changes.reduce((t, change) => change(t), text));

const beside: fc.Arbitrary<ComposeProject> = fc
  .tuple(
    changed(composeFile),
    changed(composeFile),
    fc.constantFrom('A=b\n', 'TAG=1\nCOMPOSE_PROFILES=dev\n', 'X = "\n', ''),
  )
  .chain(([one, two, env]) =>
    fc.constantFrom<ComposeProject>(
      {},
      { '.env': env },
      { 'compose.override.yaml': one, '.env': env },
      { 'other.yaml': one, 'more.yaml': two },
      { 'base.yaml': one, Dockerfile: 'FROM alpine:3.22 AS web\nARG A\n' },
      { 'docker-compose.yml': one },
    ),
  );

/** Small projects: a main file from pieces of the grammar with a few changes, and what may lie beside it. */
export const composeProject: fc.Arbitrary<ComposeProject> = fc
  .tuple(changed(composeFile), beside)
  .map(([main, others]) => ({ ...others, 'compose.yaml': main }));

/** Files of the tests with a few changes. */
export const mutatedProject = (seeds: readonly string[]): fc.Arbitrary<ComposeProject> =>
  changed(fc.constantFrom(...seeds)).map((text) => ({ 'compose.yaml': text }));
