import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isRefused, type UnknownField } from '../../../server/src/languages/kubernetes/schema/problem';
import { validate } from '../../../server/src/languages/kubernetes/schema/walker';
import { wordsForPath } from '../../../server/src/languages/kubernetes/schema/words';
import { parseStream } from '../../../server/src/languages/yaml/stream';
import { DEPLOYMENT, definitionFor, GOOD, linesOf, problemsOf, repaired, rootOf, schema } from './schema-samples';

/** A pod whose first container has these lines. */
const container = (lines: string): string => `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
${lines
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`;

/** An object with these lines below `spec`. */
const object = (apiVersion: string, kind: string, lines: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nspec:\n${lines
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

function unknown(text: string): UnknownField {
  const [problem, ...others] = problemsOf(text);
  assert.deepEqual(others, []);
  assert.ok(problem?.code === 'unknown-field', problem?.code);
  return problem;
}

describe('kubernetes/schema: good manifests', () => {
  for (const [index, text] of GOOD.entries()) {
    it(`finds nothing in number ${index + 1}`, () => assert.deepEqual(linesOf(text), []));
    it(`finds nothing in number ${index + 1} with CRLF`, () =>
      assert.deepEqual(linesOf(text.replaceAll('\n', '\r\n')), []));
  }
});

describe('kubernetes/schema: unknown fields', () => {
  it('marks the key', () => {
    assert.deepEqual(linesOf(container('imagePullPolcy: Always')), [
      '6: unknown-field spec.containers.0.imagePullPolcy «imagePullPolcy»',
    ]);
  });

  it('suggests the field that was meant', () => {
    const problem = unknown(container('imagePullPolcy: Always'));
    assert.deepEqual(
      [problem.suggestion, problem.advice, problem.repair?.certain],
      ['imagePullPolicy', 'rename', false],
    );
  });

  it('repairs other letter case with certainty', () => {
    const text = container('ports: [{containerport: 80}]');
    assert.equal(unknown(text).repair?.certain, true);
    assert.equal(repaired(text), container('ports: [{containerPort: 80}]'));
  });

  it('keeps the quotes of a key', () => {
    assert.equal(repaired(container('"imagepullpolicy": Always')), container('"imagePullPolicy": Always'));
  });

  it('does not report the missing field that was misspelt', () => {
    assert.deepEqual(linesOf(object('v1', 'Pod', 'contaners:\n  - name: a')), [
      '4: unknown-field spec.contaners «contaners»',
    ]);
  });

  it('suggests nothing that is there already', () => {
    const problem = unknown(container('image: a\nimages: b'));
    assert.deepEqual([problem.suggestion, problem.advice], [undefined, undefined]);
  });

  it('prefers fields of the shape that the value has', () => {
    assert.equal(unknown(container('envs: [{name: A}]')).suggestion, 'env');
  });

  it('knows the level above', () => {
    const problem = unknown(container('nodeSelector: {disk: ssd}'));
    assert.deepEqual(
      problem.elsewhere.map(({ path, relation }) => [path.join('.'), relation]),
      [['spec.nodeSelector', 'above']],
    );
    assert.equal(problem.advice, 'move');
  });

  it('knows the level below', () => {
    const text = `${container('image: a')}  livenessProbe:\n    httpGet: {port: 80}\n`;
    const problem = unknown(text);
    assert.deepEqual(
      problem.elsewhere.map(({ path, relation }) => [path.join('.'), relation]),
      [['spec.containers.0.livenessProbe', 'below']],
    );
  });

  it('knows the object that is not written yet', () => {
    const problem = unknown(container('readOnlyRootFilesystem: true'));
    assert.deepEqual(
      problem.elsewhere.map(({ path, holder }) => [path.join('.'), holder]),
      [['spec.containers.0.securityContext.readOnlyRootFilesystem', undefined]],
    );
  });

  it('knows the neighbour', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  tolerations: [{operator: Exists}]\nspec:\n  containers: [{name: a}]\n';
    assert.deepEqual(
      unknown(text).elsewhere.map(({ path, relation }) => [path.join('.'), relation]),
      [['spec.tolerations', 'beside']],
    );
  });

  it('takes a block at the wrong level for one fault', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
replicas: 1
selector: {matchLabels: {app: a}}
template:
  metadata: {labels: {app: a}}
  spec: {containers: [{name: a, image: a}]}
`;
    const problem = unknown(text);
    assert.deepEqual(problem.elsewhere[0]?.path, ['spec', 'replicas']);
    assert.deepEqual(
      problem.others.map((entry) => entry.name),
      ['selector', 'template'],
    );
  });

  it('knows where bare labels of a selector belong', () => {
    const text = object('apps/v1', 'Deployment', 'selector: {app: a}\ntemplate: {spec: {containers: [{name: a}]}}');
    assert.deepEqual(unknown(text).elsewhere[0]?.path, ['spec', 'selector', 'matchLabels', 'app']);
  });

  it('says nothing about names that are placeholders', () => {
    assert.deepEqual(linesOf(container('${EXTRA}: 1\n"{{ .extra }}": 2')), []);
  });

  it('takes any key for labels', () => {
    assert.deepEqual(linesOf('apiVersion: v1\nkind: Pod\nmetadata: {labels: {toString: a, __proto__: b}}'), []);
  });
});

describe('kubernetes/schema: types', () => {
  it('marks a scalar, and says what it should be', () => {
    const text = object('v1', 'Service', 'ports:\n  - port: http');
    assert.deepEqual(linesOf(text), ['5: invalid-type spec.ports.0.port «http»']);
    const [problem] = problemsOf(text);
    assert.ok(problem?.code === 'invalid-type');
    assert.deepEqual([problem.expected, problem.actual, problem.repair], ['an integer', 'a string', undefined]);
  });

  it('marks the key of a block', () => {
    assert.deepEqual(linesOf(container('image:\n  name: a')), ['6: invalid-type spec.containers.0.image «image»']);
  });

  it('marks the dash of an item', () => {
    assert.deepEqual(linesOf(container('args:\n  - a: b\n  - c')), ['7: invalid-type spec.containers.0.args.0 «-»']);
  });

  it('takes quotes off numbers and booleans', () => {
    assert.equal(
      repaired(container('stdin: "true"\nports: [{containerPort: \'80\'}]')),
      container('stdin: true\nports: [{containerPort: 80}]'),
    );
  });

  it('leaves quotes that do not hold the whole fault', () => {
    for (const value of ['"eighty"', '"0644"', '"1.5"', '""']) {
      assert.deepEqual(
        problemsOf(container(`ports: [{containerPort: ${value}}]`)).map((p) => [p.code, 'repair' in p && p.repair]),
        [['invalid-type', undefined]],
        value,
      );
    }
  });

  it('makes a list of a single value', () => {
    assert.equal(repaired(container('command: sh')), container('command: [sh]'));
    assert.equal(repaired(container('args: --port=80')), container('args: [--port=80]'));
    assert.equal(repaired(container('args: a:b')), container('args: ["a:b"]'));
    assert.equal(repaired(container('ports: {containerPort: 80}')), container('ports: [{containerPort: 80}]'));
  });

  it('makes a list of a block', () => {
    assert.equal(
      repaired(container('ports:\n  containerPort: 80\n\n  # public\n  name: http\nimage: a')),
      container('ports:\n  - containerPort: 80\n\n    # public\n    name: http\nimage: a'),
    );
  });

  it('does not make a list of what would be wrong in it', () => {
    for (const line of ['env:\n  PORT: "80"', 'command: sh -c true', 'command: 5']) {
      const [problem] = problemsOf(container(line));
      assert.ok(problem?.code === 'invalid-type', line);
      assert.equal(problem.repair, undefined, line);
    }
  });

  it('reads numbers as kubectl does', () => {
    assert.deepEqual(
      linesOf(object('v1', 'Service', 'ports: [{port: 0x50}, {port: 0644}, {port: 1e3}, {port: 80.0}]')),
      [],
    );
    assert.deepEqual(linesOf(object('v1', 'Service', 'ports: [{port: 1.5}]')), [
      '4: invalid-type spec.ports.0.port «1.5»',
    ]);
  });

  it('takes integers and strings where either is allowed', () => {
    assert.deepEqual(
      linesOf(object('v1', 'Service', 'ports: [{port: 1, targetPort: 2}, {port: 1, targetPort: "2"}]')),
      [],
    );
    assert.deepEqual(
      linesOf(object('v1', 'Service', 'ports: [{port: 1, targetPort: 1.5}, {port: 2, targetPort: [3]}]')),
      ['4: invalid-type spec.ports.0.targetPort «1.5»', '4: invalid-type spec.ports.1.targetPort «[3]»'],
    );
  });

  it('takes numbers and strings for quantities', () => {
    assert.deepEqual(linesOf(container('resources: {limits: {cpu: 1, memory: 1Gi, a/b: 1.5, c/d: "2"}}')), []);
    assert.deepEqual(linesOf(container('resources: {limits: {cpu: true, memory: {}}}')), [
      '6: unquoted-scalar spec.containers.0.resources.limits.cpu «true»',
      '6: invalid-type spec.containers.0.resources.limits.memory «{}»',
    ]);
  });

  it('is silent about placeholders', () => {
    assert.deepEqual(
      linesOf(
        object('apps/v1', 'ReplicaSet', 'replicas: ${REPLICAS}\nminReadySeconds: {{ delay }}\nselector: $SELECTOR'),
      ),
      [],
    );
    assert.deepEqual(linesOf(container('stdin: $(STDIN)\nimagePullPolicy: ${POLICY:-Always}')), []);
  });

  it('judges a document that is no mapping', () => {
    const root = rootOf('- a\n- b\n');
    const pod = definitionFor(rootOf('apiVersion: v1\nkind: Pod'));
    assert.deepEqual(
      validate(root, pod, schema).map((problem) => [problem.code, problem.path]),
      [['invalid-type', []]],
    );
  });
});

describe('kubernetes/schema: strings', () => {
  it('finds numbers and booleans without quotes', () => {
    const text = container('env:\n  - {name: A, value: 8080}\n  - {name: B, value: true}\n  - {name: C, value: 1.50}');
    assert.deepEqual(linesOf(text), [
      '7: unquoted-scalar spec.containers.0.env.0.value «8080»',
      '8: unquoted-scalar spec.containers.0.env.1.value «true»',
      '9: unquoted-scalar spec.containers.0.env.2.value «1.50»',
    ]);
    assert.equal(repaired(text), text.replace('8080', '"8080"').replace('true', '"true"').replace('1.50', '"1.50"'));
  });

  it('finds the booleans of YAML 1.1', () => {
    const text = container('env:\n  - {name: A, value: yes}\n  - {name: B, value: Off}');
    const problems = problemsOf(text);
    assert.deepEqual(
      problems.map((p) => p.code === 'yaml11-boolean' && [p.word, p.value, p.role, isRefused(p)]),
      [
        ['yes', true, 'string', true],
        ['Off', false, 'string', true],
      ],
    );
    assert.equal(repaired(text), container('env:\n  - {name: A, value: "yes"}\n  - {name: B, value: "Off"}'));
  });

  it('finds them where a boolean is wanted, too', () => {
    const text = container('stdin: yes\ntty: no');
    assert.deepEqual(
      problemsOf(text).map((p) => [p.code, isRefused(p)]),
      [
        ['yaml11-boolean', false],
        ['yaml11-boolean', false],
      ],
    );
    assert.equal(repaired(text), container('stdin: true\ntty: false'));
  });

  it('finds keys that become booleans', () => {
    assert.deepEqual(linesOf('apiVersion: v1\nkind: ConfigMap\ndata:\n  y: a\n  "n": b\n  yes please: c\n'), [
      '4: yaml11-boolean data.y «y»',
    ]);
  });

  it('takes times, versions and what is quoted for strings', () => {
    const labels = 'a: 2026-01-01, b: 1.2.3, c: "1", d: \'yes\', e: 1:30, f: 0o9, g: +, h: .';
    assert.deepEqual(linesOf(`apiVersion: v1\nkind: Pod\nmetadata: {labels: {${labels}}}`), []);
  });

  it('takes null for absent', () => {
    assert.deepEqual(linesOf(container('image:\nargs: null\nenv: ~\nports: [null]\nresources: {limits: {cpu: }}')), []);
  });
});

describe('kubernetes/schema: values', () => {
  it('finds words that are not in the list, and the one that was meant', () => {
    const text = container('imagePullPolicy: always\nports: [{containerPort: 1, protocol: "tcp"}]');
    assert.deepEqual(linesOf(text), [
      '6: invalid-enum spec.containers.0.imagePullPolicy «always»',
      '7: invalid-enum spec.containers.0.ports.0.protocol «"tcp"»',
    ]);
    assert.equal(repaired(text), container('imagePullPolicy: Always\nports: [{containerPort: 1, protocol: "TCP"}]'));
  });

  it('is less certain of other spellings', () => {
    const [problem, other] = problemsOf(container('imagePullPolicy: Alwayss\nterminationMessagePolicy: Whatever'));
    assert.ok(problem?.code === 'invalid-enum' && other?.code === 'invalid-enum');
    assert.deepEqual([problem.suggestion, problem.repair?.certain], ['Always', false]);
    assert.deepEqual(
      [other.suggestion, other.repair, other.allowed],
      [undefined, undefined, ['FallbackToLogsOnError', 'File']],
    );
  });

  it('finds numbers that are too large', () => {
    assert.deepEqual(linesOf(object('apps/v1', 'ReplicaSet', 'replicas: 3000000000\nselector: {}')), [
      '4: invalid-format spec.replicas «3000000000»',
    ]);
    assert.deepEqual(linesOf('apiVersion: v1\nkind: Pod\nmetadata: {generation: 9223372036854775808}'), [
      '3: invalid-format metadata.generation «9223372036854775808»',
    ]);
    assert.deepEqual(linesOf('apiVersion: v1\nkind: Pod\nmetadata: {generation: 3000000000}'), []);
  });

  it('finds times that are none', () => {
    assert.deepEqual(linesOf('apiVersion: v1\nkind: Pod\nmetadata: {creationTimestamp: 2026-01-01}'), [
      '3: invalid-format metadata.creationTimestamp «2026-01-01»',
    ]);
    assert.deepEqual(linesOf('apiVersion: v1\nkind: Pod\nmetadata: {creationTimestamp: "2026-01-01T00:00:00Z"}'), []);
  });
});

describe('kubernetes/schema: required fields', () => {
  it('marks the key of the object', () => {
    assert.deepEqual(linesOf(object('apps/v1', 'Deployment', 'replicas: 1')), [
      '3: missing-required-field spec «spec»',
      '3: missing-required-field spec «spec»',
    ]);
  });

  it('marks the name of an item, or its first key', () => {
    const text = object(
      'v1',
      'Pod',
      'containers:\n  - name: a\n    ports:\n      - name: http\n      - protocol: TCP\n  - image: b',
    );
    assert.deepEqual(linesOf(text), [
      '7: missing-required-field spec.containers.0.ports.0 «http»',
      '8: missing-required-field spec.containers.0.ports.1 «protocol»',
      '9: missing-required-field spec.containers.1 «image»',
    ]);
  });

  it('marks the kind when the whole object lacks something', () => {
    assert.deepEqual(linesOf('apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\n'), [
      '2: missing-required-field  «CronJob»',
    ]);
  });

  it('marks the field that has no value', () => {
    assert.deepEqual(linesOf(object('v1', 'Pod', 'containers:')), ['4: missing-required-field spec «containers»']);
    assert.deepEqual(linesOf(object('v1', 'Pod', 'containers: ~')), ['4: missing-required-field spec «containers»']);
  });

  it('does not ask for what the API server fills in', () => {
    assert.deepEqual(
      linesOf('apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nroleRef: {kind: Role, name: a}'),
      [],
    );
    const header = container('livenessProbe: {httpGet: {port: 1, httpHeaders: [{name: A}]}}');
    assert.deepEqual(linesOf(header), []);
    assert.deepEqual(
      problemsOf(header).map((problem) => [problem.code, isRefused(problem)]),
      [['implied-field', false]],
    );
  });

  it('does not ask for anything in a status', () => {
    assert.deepEqual(linesOf('apiVersion: policy/v1\nkind: PodDisruptionBudget\nstatus: {}'), []);
    assert.deepEqual(linesOf('apiVersion: policy/v1\nkind: PodDisruptionBudget\nstatus: {currentHealty: 1}'), [
      '3: unknown-field status.currentHealty «currentHealty»',
    ]);
  });
});

describe('kubernetes/schema: fragments', () => {
  const patch = object(
    'apps/v1',
    'Deployment',
    'template:\n  spec:\n    $setElementOrder/containers: [{name: a}]\n    containers:\n      - $patch: delete\n        name: a\n      - image: b\n        $retainKeys: [image]\n    $deleteFromPrimitiveList/finalizers: [a]',
  );

  it('have to hold nothing, and may hold directives', () => {
    assert.deepEqual(linesOf(patch, { fragment: true }), []);
    assert.ok(linesOf(patch).length >= 6);
  });

  it('are still judged by what they hold', () => {
    assert.deepEqual(linesOf(object('apps/v1', 'Deployment', 'replicas: "2"\n$patched: 1'), { fragment: true }), [
      '4: invalid-type spec.replicas «"2"»',
      '5: unknown-field spec.$patched «$patched»',
    ]);
  });
});

describe('kubernetes/schema: releases', () => {
  const text = container('lifecycle:\n  preStop:\n    sleep: {seconds: 5}');

  it('finds fields that came later than the release that is aimed at', () => {
    assert.deepEqual(linesOf(text, { release: '1.28' }), [
      '8: newer-field spec.containers.0.lifecycle.preStop.sleep «sleep»',
    ]);
    const [problem] = problemsOf(text, { release: '1.28' });
    assert.ok(problem?.code === 'newer-field');
    assert.deepEqual([problem.since, problem.release, isRefused(problem)], ['1.29', '1.28', false]);
  });

  it('finds nothing with that release, a later one, or none', () => {
    for (const release of ['1.29', '1.34', '2', 'latest', undefined]) assert.deepEqual(linesOf(text, { release }), []);
  });
});

describe('kubernetes/schema: aliases and merge keys', () => {
  it('expands them', () => {
    const text = `apiVersion: v1
kind: Pod
x-base: &base
metadata:
  labels: &labels {app: a}
spec:
  nodeSelector: *labels
  containers:
    - &first
      name: a
      image: a
    - <<: *first
      name: b
    - <<: [*first, {tty: true}]
      name: c
`;
    assert.deepEqual(linesOf(text), ['3: unknown-field x-base «x-base»']);
  });

  it('reports what they bring where it is written, once', () => {
    const text = `apiVersion: v1
kind: Pod
spec:
  containers:
    - &first
      name: a
      imagePullPolicy: always
      imagee: a
      env: &env [{name: A, value: 1}]
    - <<: *first
      name: b
    - name: c
      env: *env
`;
    assert.deepEqual(linesOf(text), [
      '7: invalid-enum spec.containers.0.imagePullPolicy «always»',
      '8: unknown-field spec.containers.0.imagee «imagee»',
      '9: unquoted-scalar spec.containers.0.env.0.value «1»',
    ]);
  });

  it('counts what is merged as present', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec: {containers: [&a {name: a}, {<<: *a, image: b}, {<<: *none, image: c}]}';
    assert.deepEqual(linesOf(text), ['3: missing-required-field spec.containers.2 «image»']);
  });

  it('judges an alias by the type of each place', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {labels: &a {a: b}}\nspec: {containers: [{name: a, image: *a}]}';
    assert.deepEqual(linesOf(text), ['3: invalid-type spec.containers.0.image «{a: b}»']);
  });
});

describe('kubernetes/schema: custom resource definitions are objects too', () => {
  const crd = (schemaLines: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: a.example.com}
spec:
  group: example.com
  names: {kind: A, plural: as}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: ${schemaLines}
`;

  it('judges the schemas in them, however deep', () => {
    const nest = (depth: number): string => (depth === 0 ? '{typ: string}' : `{properties: {a: ${nest(depth - 1)}}}`);
    assert.deepEqual(
      problemsOf(crd(nest(20))).map((problem) => [problem.code, problem.path.at(-1)]),
      [['unknown-field', 'typ']],
    );
  });

  it('takes either form where a schema may be one of two things', () => {
    assert.deepEqual(linesOf(crd('{additionalProperties: true, items: {type: string}}')), []);
    assert.deepEqual(linesOf(crd('{additionalProperties: {type: string}, items: [{type: string}]}')), []);
    assert.deepEqual(linesOf(crd('{additionalProperties: {tipe: string}}')).length, 1);
    assert.deepEqual(linesOf(crd('{additionalProperties: []}')).length, 1);
  });
});

describe('kubernetes/schema: words', () => {
  it('writes paths as people do', () => {
    assert.equal(wordsForPath(['spec', 'containers', 0, 'image']), 'spec.containers[0].image');
    assert.equal(
      wordsForPath(['metadata', 'labels', 'app.kubernetes.io/name']),
      'metadata.labels["app.kubernetes.io/name"]',
    );
  });
});

describe('kubernetes/schema: bounds', () => {
  it('is not drowned by aliases', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `  a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`);
    const text = `apiVersion: v1\nkind: ConfigMap\ndata:\n  a0: &a0 [x]\n${levels.join('\n')}\n`;
    const started = performance.now();
    assert.ok(problemsOf(text).length <= 31);
    assert.ok(performance.now() - started < 1000);
  });

  it('is not drowned by merge keys', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `  l${i + 1}: &l${i + 1} {<<: [*l${i}, *r${i}]}\n  r${i + 1}: &r${i + 1} {<<: [*r${i}, *l${i}]}`,
    );
    const text = `apiVersion: v1\nkind: ConfigMap\ndata:\n  l0: &l0 {a: 1}\n  r0: &r0 {b: 1}\n${levels.join('\n')}\nspec: {<<: *l40}\n`;
    const started = performance.now();
    problemsOf(text);
    assert.ok(performance.now() - started < 1000);
  });

  it('has an end on deep and on broken documents', () => {
    const pod = definitionFor(rootOf('apiVersion: v1\nkind: Pod'));
    for (const text of [
      'spec: '.repeat(300),
      `spec: ${'['.repeat(150)}`,
      'spec: {containers: [{name: *x}',
      'spec:\n\t- a',
      'spec: &a [*a]',
    ]) {
      const root = parseStream(`apiVersion: v1\nkind: Pod\n${text}\n`).documents[0]?.root;
      assert.ok(!root || validate(root, pod, schema).length < 10, text.slice(0, 20));
    }
  });

  it('survives a file that is being typed', () => {
    const pod = definitionFor(rootOf(DEPLOYMENT));
    for (let end = 1; end < DEPLOYMENT.length; end += 3) {
      const root = parseStream(DEPLOYMENT.slice(0, end)).documents[0]?.root;
      if (root) validate(root, pod, schema);
    }
  });

  it('survives any text', () => {
    const pod = definitionFor(rootOf(DEPLOYMENT));
    const words = [
      'spec',
      'containers',
      'name',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '*a',
      '&a ',
      '<<',
      '"',
      "'",
      '|',
      '#',
      '!!str ',
      '1',
      'yes',
      ',',
      '\t',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => {
        for (const { root } of parseStream(parts.join('')).documents) {
          if (root) validate(root, pod, schema, { release: '1.28' });
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it('lists no more than a person can read', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\ndata:\n${Array.from({ length: 2000 }, (_, i) => `  k${i}: ${i}`).join('\n')}\n`;
    assert.equal(problemsOf(text).length, 300);
  });

  it('takes its time for nothing in a file of unknown fields', () => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n${Array.from({ length: 20_000 }, (_, i) => `  k${i}: {a: 1}`).join('\n')}\n`;
    const root = rootOf(text);
    const pod = definitionFor(root);
    const started = performance.now();
    assert.equal(validate(root, pod, schema).length, 301);
    assert.ok(performance.now() - started < 1000);
  });

  it('is quick', () => {
    const root = rootOf(DEPLOYMENT);
    const definition = definitionFor(root);
    for (let i = 0; i < 500; i++) validate(root, definition, schema);
    const started = performance.now();
    for (let i = 0; i < 500; i++) validate(root, definition, schema);
    const each = ((performance.now() - started) / 500) * 1000;
    assert.ok(each < 500, `${each.toFixed(0)} µs`);
  });
});
