import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { isRefused, type SchemaProblem } from '../../../server/src/languages/kubernetes/schema/problem';
import { isNull } from '../../../server/src/languages/kubernetes/schema/scalars';
import type { ObjectType, ValueType } from '../../../server/src/languages/kubernetes/schema/types';
import { validate } from '../../../server/src/languages/kubernetes/schema/walker';
import { GOOD, rootOf, schema } from './schema-samples';

/**
 * The walker and ajv must agree on whether an object is right. The JSON Schema is made of the same definitions, so that this judges the
 * walker and the YAML tree below it, not the definitions.
 */
const KINDS: readonly (readonly [string, string])[] = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'PersistentVolume'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'Namespace'],
  ['v1', 'Event'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  ['extensions/v1beta1', 'Ingress'],
];

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonSchema = Record<string, unknown>;

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function definition(apiVersion: string, kind: string): ObjectType {
  const found = schema.kindOf(apiVersion, kind)?.definition;
  assert.ok(found, kind);
  return found;
}

const defs: JsonSchema = {};

function schemaOf(type: ValueType): JsonSchema {
  switch (type.kind) {
    case 'string':
      // An empty string stands for an absent one.
      return {
        type: 'string',
        ...(type.enum ? { enum: ['', ...type.enum] } : {}),
        ...(type.format === 'date-time' ? { format: 'time' } : {}),
      };
    case 'integer':
      return { type: 'integer', ...(type.bits ? { format: `int${type.bits}` } : {}) };
    case 'number':
    case 'boolean':
      return { type: type.kind };
    case 'quantity':
      return { type: ['string', 'number'] };
    case 'int-or-string':
      return { anyOf: [{ type: 'string' }, { type: 'integer', format: 'int32' }] };
    case 'list':
      return { type: 'array', items: schemaOf(type.items) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.values) };
    case 'union':
      return { anyOf: type.branches.map(schemaOf) };
    case 'object':
      return { $ref: `#/$defs/${encodeURIComponent(nameOf(type))}` };
    default:
      return {};
  }
}

function nameOf(type: ObjectType): string {
  const name = type.id.replaceAll('/', ':');
  if (!(name in defs)) {
    const properties: JsonSchema = {};
    defs[name] = { type: 'object', properties, required: type.required, additionalProperties: false };
    for (const field of type.fields.values()) properties[field.name] = schemaOf(field.type);
  }
  return name;
}

const names = KINDS.map(([apiVersion, kind]) => nameOf(definition(apiVersion, kind)));
const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
ajv.addFormat('int32', { type: 'number', validate: (value: number) => value >= -2147483648 && value <= 2147483647 });
ajv.addFormat('int64', {
  type: 'number',
  validate: (value: number) => BigInt.asIntN(64, BigInt(value)) === BigInt(value),
});
ajv.addFormat(
  'time',
  (text: string) => text.includes('T') && !Number.isNaN(Date.parse(text)) && /[Z0-9]$/.test(text) && text.length >= 20,
);
ajv.addSchema({ $id: 'k', $defs: defs });

function ajvAccepts(index: number, value: Json): boolean {
  const check = ajv.getSchema(`k#/$defs/${encodeURIComponent(names[index] ?? '')}`);
  assert.ok(check);
  return check(withoutNulls(value)) === true;
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, held]) => held !== null)
      .map(([name, held]) => [name, withoutNulls(held)]),
  );
}

interface Draw {
  <T>(values: readonly T[]): T;
  /** Optional fields that may still be made: definitions hold themselves. */
  left: number;
}

/** Picks from lists, the same way for the same seed. */
function drawer(seed: number): Draw {
  let state = seed;
  const pick = <T>(values: readonly T[]): T => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = values[Math.floor((state / 2 ** 32) * values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  return Object.assign(pick, { left: 40 });
}

/** Words that read as nothing but strings, in quotes or not, and as no placeholder. */
const WORDS = [
  'a',
  'web',
  'x-1',
  'registry.example.com/web:1',
  '/tmp',
  'yes',
  'null',
  '8080',
  '1.5',
  'true',
  '',
  ' a b ',
  'é',
  '- a',
  '# a',
  '0x1F',
];

function make(type: ValueType, draw: Draw, depth: number): Json {
  switch (type.kind) {
    case 'string':
      if (type.enum) return draw(type.enum);
      return type.format === 'date-time' ? draw(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5+01:00']) : draw(WORDS);
    case 'integer':
      return draw([0, 1, 8080, -1, 2147483647]);
    case 'number':
      return draw([0, 1.5, -3, 1e10]);
    case 'boolean':
      return draw([true, false]);
    case 'quantity':
      return draw(['1Gi', '500m', 2, 0.5]);
    case 'int-or-string':
      return draw([80, 'http', '25%']);
    case 'list':
      return Array.from({ length: depth <= 0 ? 0 : draw([0, 1, 2]) }, () => make(type.items, draw, depth - 1));
    case 'map':
      return Object.fromEntries(
        draw([[], ['a'], ['a/b', 'yes']]).map((name) => [name, make(type.values, draw, depth - 1)]),
      );
    case 'union':
      return make(draw(type.branches), draw, depth - 1);
    case 'object':
      return makeObject(type, draw, depth);
    default:
      return draw([1, 'x', { a: [1] }, []]);
  }
}

function makeObject(type: ObjectType, draw: Draw, depth: number): Json {
  const fields = [...type.fields.values()].filter((field) => {
    if (type.required.includes(field.name)) return true;
    return depth > 0 && field.name !== 'status' && draw.left > 0 && draw([0, 0, 0, 1]) === 1 && draw.left-- > 0;
  });
  return Object.fromEntries(fields.map((field) => [field.name, make(field.type, draw, depth - 1)]));
}

/** The object with one thing changed, somewhere. */
function spoil(value: Json, draw: Draw): Json {
  if (Array.isArray(value) && value.length > 0 && draw([0, 1, 1, 1]) > 0) {
    const at = draw(value.map((_, index) => index));
    return value.map((item, index) => (index === at ? spoil(item, draw) : item));
  }
  if (isObject(value)) {
    const keys = Object.keys(value);
    if (keys.length > 0 && draw([0, 1, 1, 1, 1, 1]) > 0) {
      const at = draw(keys);
      if (draw([0, 0, 0, 0, 1]) === 0) return { ...value, [at]: spoil(value[at] ?? null, draw) };
      const { [at]: gone, ...rest } = value;
      return draw([true, false]) ? rest : { ...rest, [draw([`${at}s`, at.toUpperCase(), 'x'])]: gone ?? 1 };
    }
  }
  return draw<Json>([
    null,
    true,
    7,
    1.5,
    5e9,
    1e19,
    'word',
    '',
    'always',
    '2026-13-01',
    [],
    {},
    [1],
    ['a'],
    { a: 'b' },
    [{}],
  ]);
}

const asJson = (value: Json): string => JSON.stringify(value);
const asYaml = (value: Json): string => stringify(value, { version: '1.1', lineWidth: 0 });

/** A null of an unknown field is a fault to the walker; ajv does not see it, and nothing can be compared. */
const isUnknownNull = (problem: SchemaProblem): boolean =>
  problem.code === 'unknown-field' && isNull(problem.entry.value);

/** What the API server's own checks want; the definitions do not say so. */
const isAgain = (problem: SchemaProblem): boolean => problem.code === 'invalid-format' && problem.format === 'again';

function agree(index: number, value: Json, text: string): boolean {
  const [apiVersion, kind] = KINDS[index] ?? ['', ''];
  const root = rootOf(text);
  const problems = validate(root, definition(apiVersion, kind), schema).filter((p) => isRefused(p) && !isAgain(p));
  if (problems.some(isUnknownNull)) return false;
  const expected = ajvAccepts(index, value);
  assert.equal(
    problems.length === 0,
    expected,
    `${kind}: ${JSON.stringify(problems.map(({ code, path }) => [code, path.join('.')]))}\n${text}`,
  );
  return expected;
}

const indices = KINDS.map((_, index) => index);

describe('kubernetes/schema: the walker against ajv', function () {
  this.timeout(120_000);

  for (const [how, write] of [
    ['JSON', asJson],
    ['YAML', asYaml],
  ] as const) {
    it(`agrees on generated objects, as ${how}`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const draw = drawer(seed);
          const index = draw(indices);
          const [apiVersion, kind] = KINDS[index] ?? ['', ''];
          const value = make(definition(apiVersion, kind), draw, 7);
          assert.ok(agree(index, value, write(value)), `a right object was refused:\n${write(value)}`);
        }),
        { numRuns: 300, seed: 1 },
      );
    });

    it(`agrees on spoilt objects, as ${how}`, () => {
      let refused = 0;
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const draw = drawer(seed);
          const index = draw(indices);
          const [apiVersion, kind] = KINDS[index] ?? ['', ''];
          let value = make(definition(apiVersion, kind), draw, 7);
          for (let i = draw([1, 1, 2]); i > 0; i--) value = spoil(value, draw);
          if (isObject(value) && Object.keys(value).length > 0 && !agree(index, value, write(value))) refused++;
        }),
        { numRuns: 700, seed: 2 },
      );
      assert.ok(refused > 200, `only ${refused} were refused`);
    });
  }

  it('agrees on manifests that people wrote', () => {
    let judged = 0;
    for (const text of GOOD) {
      const read: Json = parse(text, { version: '1.1' });
      // In a status nothing is required, which JSON Schema has no words for.
      const value: Json = isObject(read) ? { ...read, status: null } : read;
      const index = KINDS.findIndex(
        ([apiVersion, kind]) => isObject(value) && value['apiVersion'] === apiVersion && value['kind'] === kind,
      );
      if (index < 0) continue;
      judged++;
      assert.ok(agree(index, value, text));
    }
    assert.ok(judged >= 6);
  });
});
