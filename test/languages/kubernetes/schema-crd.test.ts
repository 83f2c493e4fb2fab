import assert from 'node:assert/strict';
import { kindsOfCrd } from '../../../server/src/languages/kubernetes/schema/crd';
import { withKinds } from '../../../server/src/languages/kubernetes/schema/load';
import { fieldAt } from '../../../server/src/languages/kubernetes/schema/lookup';
import type { KindInfo, KubernetesSchema, ObjectType } from '../../../server/src/languages/kubernetes/schema/types';
import { linesOf, problemsOf, rootOf, schema } from './schema-samples';

const metadata = ((): ObjectType => {
  const type = schema.kindOf('v1', 'Pod')?.definition?.fields.get('metadata')?.type;
  if (type?.kind !== 'object') throw new Error('a pod without metadata');
  return type;
})();

const kindsOf = (text: string): readonly KindInfo[] => kindsOfCrd(rootOf(text), metadata);

const indent = (text: string, by: string): string => text.split('\n').join(`\n${by}`);

/** A definition of Widgets whose `spec` has these properties. */
const widgets = (properties: string, more = ''): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            apiVersion: {type: string}
            metadata: {type: object}
            spec:
              type: object
              ${indent(more, '              ')}
              properties:
                ${indent(properties, '                ')}
`;

const known = (definition: string): KubernetesSchema => withKinds(schema, kindsOf(definition));

const widget = (lines: string): string => `apiVersion: example.com/v1\nkind: Widget\nspec:\n  ${indent(lines, '  ')}\n`;

const judge = (properties: string, lines: string, more = ''): readonly string[] =>
  linesOf(widget(lines), undefined, known(widgets(properties, more)));

describe('kubernetes/schema: custom resources', () => {
  it('are kinds like any other', () => {
    const info = known(widgets('a: {type: string}')).kindOf('example.com/v1', 'Widget');
    assert.deepEqual([info?.namespaced, info?.plural, info?.custom], [true, 'widgets', true]);
    assert.deepEqual(known(widgets('a: {type: string}')).versionsOf('Widget').length, 1);
  });

  it('are judged by their schema', () => {
    assert.deepEqual(
      judge('size: {type: integer}\ncolor: {type: string, enum: [Red, Blue]}', 'size: "3"\ncolor: red\ncolour: Red'),
      ['4: invalid-type spec.size «"3"»', '5: invalid-enum spec.color «red»', '6: unknown-field spec.colour «colour»'],
    );
  });

  it('have the metadata that all objects have', () => {
    const text = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {label: {}}\nspec: {}';
    assert.deepEqual(linesOf(text, undefined, known(widgets('a: {type: string}'))), [
      '3: unknown-field metadata.label «label»',
    ]);
  });

  it('may require fields, and one of several', () => {
    const more = 'required: [a]\nanyOf: [{required: [b]}, {required: [c, d]}]';
    const properties = 'a: {type: string}\nb: {type: string}\nc: {type: string}\nd: {type: string}';
    assert.deepEqual(judge(properties, 'c: x', more), [
      '3: missing-required-field spec «spec»',
      '3: missing-required-field spec «spec»',
    ]);
    assert.deepEqual(judge(properties, 'a: x\nb: x', more), []);
    assert.deepEqual(judge(properties, 'a: x\nc: x\nd: x', more), []);
  });

  it('may want exactly one of several', () => {
    const more = 'oneOf: [{required: [a]}, {required: [b]}]';
    assert.deepEqual(judge('a: {type: string}\nb: {type: string}', 'a: x\nb: x', more), [
      '3: conflicting-fields spec «spec»',
    ]);
    const [missing] = problemsOf(
      widget('c: 1'),
      undefined,
      known(widgets('a: {type: string}\nb: {type: string}\nc: {type: integer}', more)),
    );
    assert.ok(missing?.code === 'missing-required-field');
    assert.deepEqual(missing.alternatives, [['a'], ['b']]);
  });

  it('do not mind branches that do more than require', () => {
    assert.deepEqual(
      judge('a: {type: string}', 'a: x', 'oneOf: [{required: [b]}, {properties: {a: {enum: [y]}}}]'),
      [],
    );
  });

  it('may keep fields that nobody knows', () => {
    assert.deepEqual(judge('a: {type: object, x-kubernetes-preserve-unknown-fields: true}', 'a: {b: {c: 1}}'), []);
    assert.deepEqual(judge('a: {type: string}', 'b: 1', 'x-kubernetes-preserve-unknown-fields: true'), []);
    assert.deepEqual(judge('a: {type: object}', 'a: {b: 1}'), []);
  });

  it('have maps, integers or strings, and numbers with limits', () => {
    const properties = `m: {type: object, additionalProperties: {type: integer, format: int32}}
p: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
n: {type: integer, minimum: 1, maximum: 3}`;
    assert.deepEqual(judge(properties, 'm: {a: 1, b: x}\np: 25%\nn: 0'), [
      '4: invalid-type spec.m.b «x»',
      '6: invalid-format spec.n «0»',
    ]);
    assert.deepEqual(judge(properties, 'm: {a: 3000000000}\np: true\nn: 4'), [
      '4: invalid-format spec.m.a «3000000000»',
      '5: unquoted-scalar spec.p «true»',
      '6: invalid-format spec.n «4»',
    ]);
  });

  it('may want null', () => {
    assert.deepEqual(judge('a: {type: string, nullable: true}', 'a: null', 'required: [a]'), []);
    assert.deepEqual(judge('a: {type: string}', 'a: null', 'required: [a]'), ['4: missing-required-field spec «a»']);
  });

  it('may hold whole objects', () => {
    const properties =
      'o: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}';
    assert.deepEqual(judge(properties, 'o: {apiVersion: v1, kind: Pod, spec: {containers: [{nam: a}]}}'), [
      '4: unknown-field spec.o.spec.containers.0.nam «nam»',
    ]);
    assert.deepEqual(judge(properties, 'o: {apiVersion: a.b/v1, kind: C, d: 1}'), []);
    assert.deepEqual(judge(properties, 'o: x'), ['4: invalid-type spec.o «x»']);
  });

  it('tell hovers their texts and defaults', () => {
    const definition = known(widgets('size: {type: integer, default: 3, description: How large}')).kindOf(
      'example.com/v1',
      'Widget',
    )?.definition;
    assert.ok(definition);
    const place = fieldAt(definition, ['spec', 'size']);
    assert.deepEqual(
      [place?.field?.text, place?.field?.default, place?.owner?.id],
      ['How large', '3', 'example.com/v1.Widget#spec'],
    );
  });

  it('may come in the form of v1beta1', () => {
    const text = `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
spec:
  group: example.com
  version: v1
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  validation:
    openAPIV3Schema:
      properties: {spec: {properties: {size: {type: integer}}}}
`;
    const [info] = kindsOf(text);
    assert.deepEqual([info?.apiVersion, info?.namespaced], ['example.com/v1', false]);
    assert.deepEqual(linesOf(widget('size: x'), undefined, known(text)), ['4: invalid-type spec.size «x»']);
    assert.equal(kindsOf(text.replace('scope', 'preserveUnknownFields: true\n  scope'))[0]?.definition, undefined);
  });

  it('may say that a version is deprecated', () => {
    const text = widgets('a: {type: string}').replace('served: true', 'deprecated: true\n      served: true');
    assert.equal(kindsOf(text)[0]?.warning, 'This version is deprecated');
    assert.equal(kindsOf(text.replace('served', 'deprecationWarning: Use v2\n      served'))[0]?.warning, 'Use v2');
    assert.equal(kindsOf(text.replace('served: true', 'served: false')).length, 0);
  });

  it('are as either definition says when there are two', () => {
    const twice = withKinds(schema, [
      ...kindsOf(widgets('a: {type: string, enum: [x]}\nb: {type: integer}', 'required: [a, b]')),
      ...kindsOf(
        widgets('a: {type: string, enum: [w]}\nc: {type: object, properties: {d: {type: string}}}', 'required: [a]'),
      ),
    ]);
    assert.deepEqual(linesOf(widget('a: w\nb: 1\nc: {d: e}'), undefined, twice), []);
    assert.deepEqual(linesOf(widget('a: z\nf: 1'), undefined, twice), [
      '4: invalid-enum spec.a «z»',
      '5: unknown-field spec.f «f»',
    ]);
  });

  it('do not replace built-in kinds', () => {
    const text = widgets('a: {type: string}').replace('example.com\n', 'apps\n').replace('Widget', 'Deployment');
    assert.equal(known(text).kindOf('apps/v1', 'Deployment')?.custom, false);
  });
});

describe('kubernetes/schema: broken custom definitions', () => {
  it('give what can be read', () => {
    assert.deepEqual(
      judge(
        'a: {type: [string]}\nb: 7\nc: {type: array}\nd: {type: object, properties: []}',
        'a: 1\nb: {}\nc: [1, {}]\nd: {e: 1}',
      ),
      [],
    );
    assert.deepEqual(
      judge('a:\nb: {type: integer, minimum: x, format: 7}\nc: {type: string, enum: x}', 'a: 1\nb: 2\nc: w'),
      [],
    );
  });

  it('give no kind, or one without definition', () => {
    for (const text of [
      'a',
      '- a',
      'spec: 3',
      'spec: {group: a}',
      'spec: {group: a, names: {kind: B}}',
      'spec: {group: a, names: {kind: B}, versions: [3, {}]}',
    ]) {
      assert.deepEqual(kindsOf(text), [], text);
    }
    const [info] = kindsOf('spec: {group: a, names: {kind: B}, versions: [{name: v1, schema: {openAPIV3Schema: 3}}]}');
    assert.equal(info?.definition, undefined);
  });

  it('survive every cut', () => {
    const text = widgets(
      'size: {type: integer, default: 3}\nm: {type: object, additionalProperties: {type: string}}',
      'required: [size]',
    );
    for (let end = 1; end < text.length; end += 7) {
      let root: ReturnType<typeof rootOf>;
      try {
        root = rootOf(text.slice(0, end));
      } catch {
        continue;
      }
      const kinds = kindsOfCrd(root, metadata);
      if (kinds.some((info) => info.definition))
        problemsOf(widget('size: x\nm: [1]'), undefined, withKinds(schema, kinds));
    }
  });

  it('end where a schema holds itself', () => {
    const text = widgets('a: &a {type: object, properties: {b: *a}}');
    assert.doesNotThrow(() => judge('a: &a {type: object, properties: {b: *a}}', 'a: {b: {b: {b: {}}}}'));
    assert.equal(kindsOf(text).length, 1);
  });
});
