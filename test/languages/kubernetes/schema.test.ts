import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { loadSchema } from '../../../server/src/languages/kubernetes/schema/load';
import {
  defaultIn,
  definitionOf,
  fieldAt,
  loadDescriptions,
} from '../../../server/src/languages/kubernetes/schema/lookup';
import {
  groupOf,
  isLater,
  type ObjectType,
  type ValueType,
  versionOf,
} from '../../../server/src/languages/kubernetes/schema/types';
import { schema } from './schema-samples';

const BUNDLE = 'dist/assets/kubernetes.json';
const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];

function definition(apiVersion: string, kind: string): ObjectType {
  const found = definitionOf(schema, apiVersion, kind);
  assert.ok(found, `${apiVersion} ${kind}`);
  return found;
}

describe('kubernetes/schema: the bundle', () => {
  it('is small', () => {
    assert.ok(gzipSync(readFileSync(BUNDLE), { level: 9 }).length < 60_000);
    assert.ok(gzipSync(readFileSync('dist/assets/kubernetes-descriptions.json'), { level: 9 }).length < 200_000);
  });

  it('comes with its licences', () => {
    const text = readFileSync('dist/assets/LICENSES-kubernetes.txt', 'utf8');
    for (const words of ['MIT License', 'Tommy Chen', 'Apache License', 'The Kubernetes Authors'])
      assert.ok(text.includes(words), words);
    assert.ok(statSync('dist/assets/LICENSES-kubernetes.txt').size < 20_000);
  });

  it('knows kinds with scope, plural and life cycle', () => {
    const deployment = schema.kindOf('apps/v1', 'Deployment');
    assert.deepEqual(
      [deployment?.namespaced, deployment?.plural, deployment?.removed],
      [true, 'deployments', undefined],
    );
    const old = schema.kindOf('extensions/v1beta1', 'Ingress');
    assert.deepEqual([old?.namespaced, old?.deprecated, old?.removed], [true, '1.14', '1.22']);
    assert.deepEqual(old?.replacement, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' });
    assert.equal(schema.kindOf('rbac.authorization.k8s.io/v1', 'ClusterRole')?.namespaced, false);
    assert.equal(schema.kindOf('policy/v1beta1', 'PodSecurityPolicy')?.namespaced, false);
    assert.equal(schema.kindOf('apps/v1', 'Pod'), undefined);
  });

  it('knows some old kinds by name alone', () => {
    const preset = schema.kindOf('settings.k8s.io/v1alpha1', 'PodPreset');
    assert.equal(preset?.definition, undefined);
    assert.equal(preset?.removed, '1.20');
  });

  it('lists the versions of a kind, the one to use first', () => {
    assert.deepEqual(
      schema.versionsOf('CronJob').map((info) => info.apiVersion),
      ['batch/v1', 'batch/v1beta1', 'batch/v2alpha1'],
    );
    assert.equal(schema.versionsOf('Ingress')[0]?.apiVersion, 'networking.k8s.io/v1');
    assert.equal(schema.versionsOf('HorizontalPodAutoscaler')[0]?.apiVersion, 'autoscaling/v2');
    assert.deepEqual(schema.versionsOf('Deploymnt'), []);
  });

  it('resolves every definition that a kind can reach', () => {
    const seen = new Set<ValueType>();
    const waiting: ValueType[] = schema.kinds.flatMap((info) => (info.definition ? [info.definition] : []));
    for (let type = waiting.pop(); type; type = waiting.pop()) {
      if (seen.has(type)) continue;
      seen.add(type);
      if (type.kind === 'object') {
        assert.ok(type.fields.size > 0, `${type.id} has no fields`);
        for (const name of type.required) assert.ok(type.fields.has(name), `${type.id} requires ${name}`);
        waiting.push(...[...type.fields.values()].map((field) => field.type));
      } else if (type.kind === 'list') waiting.push(type.items);
      else if (type.kind === 'map') waiting.push(type.values);
      else if (type.kind === 'union') waiting.push(...type.branches);
    }
    assert.ok(seen.size > 800, `only ${seen.size}`);
  });
});

describe('kubernetes/schema: loading', () => {
  it('knows nothing from a text that is no bundle', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"definitions": 3, "kinds": {"v1": 4}}',
      '{"kinds": {"v1": {"Pod": null}}}',
    ]) {
      const broken = loadSchema(text);
      assert.equal(broken.kindOf('v1', 'Pod')?.definition, undefined, text);
    }
  });

  it('takes damaged definitions as far as they go', () => {
    const damaged = loadSchema(
      JSON.stringify({
        definitions: {
          'v1.Pod': { fields: { a: '#v1.None', b: 7, c: '[[[[[[[[[[[[[[s', d: '', e: '{#v1.Pod' }, required: [1, 'a'] },
        },
        kinds: { v1: { Pod: {} } },
      }),
    );
    const pod = damaged.kindOf('v1', 'Pod')?.definition;
    assert.deepEqual([...(pod?.fields.keys() ?? [])], ['a', 'b', 'c', 'd', 'e']);
    assert.equal(pod?.fields.get('a')?.type.kind, 'any');
    assert.deepEqual(pod?.required, ['a']);
  });

  it('is not misled by the names of prototypes', () => {
    assert.equal(schema.kindOf('__proto__', 'constructor'), undefined);
    assert.equal(fieldAt(definition('v1', 'Pod'), ['constructor']), undefined);
  });
});

describe('kubernetes/schema: looking things up', () => {
  it('finds a field by its path', () => {
    const place = fieldAt(definition('apps/v1', 'Deployment'), [...CONTAINER, 'imagePullPolicy']);
    assert.equal(place?.owner?.id, 'v1.Container');
    assert.deepEqual(place?.type, { kind: 'string', enum: ['Always', 'IfNotPresent', 'Never'] });
  });

  it('tells the keys of maps and items of lists from fields', () => {
    const label = fieldAt(definition('v1', 'Pod'), ['metadata', 'labels', 'app']);
    assert.deepEqual([label?.field?.name, label?.rest, label?.type.kind], ['labels', ['app'], 'string']);
    const item = fieldAt(definition('v1', 'Pod'), ['spec', 'containers', 1]);
    assert.deepEqual([item?.field?.name, item?.rest], ['containers', [1]]);
  });

  it('goes through the schemas of custom definitions, which hold themselves', () => {
    const path = ['spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'items', 'type'];
    assert.equal(fieldAt(definition('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), path)?.field?.name, 'type');
  });

  it('knows nothing where there is nothing', () => {
    assert.equal(fieldAt(definition('v1', 'Pod'), ['spec', 'replicas']), undefined);
    assert.equal(fieldAt(definition('v1', 'Pod'), ['spec', 0]), undefined);
    assert.equal(definitionOf(schema, 'v1', 'Deployment'), undefined);
  });

  it('has releases and list keys', () => {
    const sleep = fieldAt(definition('v1', 'Pod'), ['spec', 'containers', 0, 'lifecycle', 'preStop', 'sleep']);
    assert.equal(sleep?.field?.since, '1.29');
    const ports = fieldAt(definition('v1', 'Pod'), ['spec', 'containers', 0, 'ports']);
    assert.deepEqual(ports?.field?.keys, { merge: 'containerPort', keys: ['containerPort', 'protocol'] });
  });

  it('has the official texts', () => {
    const texts = loadDescriptions(readFileSync('dist/assets/kubernetes-descriptions.json', 'utf8'));
    assert.match(texts('v1.Container', 'image') ?? '', /^Container image name/);
    assert.match(texts('v1.Pod') ?? '', /^Pod is a collection of containers/);
    assert.equal(texts('v1.Container', 'constructor'), undefined);
    assert.equal(texts('v1.Nothing'), undefined);
    assert.equal(loadDescriptions('{"texts": 1')('v1.Pod'), undefined);
  });

  it('reads the default out of a text', () => {
    assert.equal(defaultIn('Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".'), 'TCP');
    assert.equal(defaultIn('Number of desired pods. Defaults to 1.'), '1');
    assert.equal(
      defaultIn('How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.'),
      '10 seconds',
    );
    assert.equal(defaultIn('Defaults to 0 (pod will be considered available as soon as it is ready)'), '0');
    assert.equal(defaultIn('Image pull policy.'), undefined);
  });

  it('compares releases as numbers', () => {
    assert.ok(isLater('1.30', '1.9'));
    assert.ok(!isLater('1.29', '1.29'));
    assert.ok(isLater('v1.30', '1.29'));
    assert.ok(!isLater('latest', '1.29'));
    assert.deepEqual(
      [groupOf('apps/v1'), groupOf('v1'), versionOf('apps/v1'), versionOf('v1')],
      ['apps', '', 'v1', 'v1'],
    );
  });
});
