import type { YamlMapping, YamlNode } from '../../yaml/nodes';
import { deref, entriesOf, type YamlTarget } from '../../yaml/query';
import { patternOf } from './patterns';
import { readScalar } from './scalars';
import type { Field, KindInfo, ListType, MapType, NumberType, ObjectType, RequiredChoice, ValueType } from './types';

/**
 * The kinds that a CustomResourceDefinition (v1 or v1beta1) brings, one a version. What is broken or half typed is as if it were not
 * there: such a part allows everything. Never throws.
 *
 * `metadata` is the API server's, whatever the schema says of it: give its definition, as built-in objects have it.
 */
export function kindsOfCrd(root: YamlNode, metadata: ObjectType | undefined): readonly KindInfo[] {
  const spec = child(deref(root), 'spec');
  const group = textAt(spec, 'group');
  const kind = textAt(child(spec, 'names'), 'kind');
  if (group === undefined || kind === undefined) return [];
  return versionsOf(spec).map(({ name, schema, warning }) => {
    const apiVersion = `${group}/${name}`;
    const scope = textAt(spec, 'scope');
    const kept = truthAt(spec, 'preserveUnknownFields') === true;
    return {
      apiVersion,
      kind,
      definition: kept ? undefined : rootObject(`${apiVersion}.${kind}`, schema, metadata),
      namespaced: scope === undefined ? undefined : scope === 'Namespaced',
      plural: textAt(child(spec, 'names'), 'plural'),
      introduced: undefined,
      deprecated: undefined,
      removed: undefined,
      replacement: undefined,
      warning,
      custom: true,
    };
  });
}

interface CustomVersion {
  readonly name: string;
  readonly schema: YamlTarget | undefined;
  readonly warning: string | undefined;
}

/** Versions that are served; v1beta1 may name one version only, and has one schema for those that bring none. */
function versionsOf(spec: YamlTarget | undefined): readonly CustomVersion[] {
  const common = child(child(spec, 'validation'), 'openAPIV3Schema');
  const listed = itemsOf(child(spec, 'versions')).flatMap((version): readonly CustomVersion[] => {
    const name = textAt(version, 'name');
    if (name === undefined || truthAt(version, 'served') === false) return [];
    const schema = child(child(version, 'schema'), 'openAPIV3Schema') ?? common;
    return [{ name, schema, warning: warningOf(version) }];
  });
  const single = textAt(spec, 'version');
  if (listed.length > 0 || single === undefined) return listed;
  return [{ name: single, schema: common, warning: undefined }];
}

function warningOf(version: YamlTarget): string | undefined {
  if (truthAt(version, 'deprecated') !== true) return undefined;
  return textAt(version, 'deprecationWarning') ?? 'This version is deprecated';
}

function rootObject(
  id: string,
  schema: YamlTarget | undefined,
  metadata: ObjectType | undefined,
): ObjectType | undefined {
  if (schema?.kind !== 'mapping') return undefined;
  const type = readType(schema, id, 0);
  if (type.kind !== 'object') return undefined;
  const own: readonly (readonly [string, ValueType])[] = [
    ['apiVersion', STRING],
    ['kind', STRING],
    ['metadata', metadata ?? ANY],
  ];
  return new CustomObject({
    id,
    open: type.open,
    nullable: false,
    required: type.required.filter((name) => !own.some(([other]) => other === name)),
    choices: type.choices,
    fields: () =>
      new Map([
        ...type.fields,
        ...own.map(([name, fixed]) => [name, withType(type.fields.get(name), name, fixed)] as const),
      ]),
  });
}

const withType = (field: Field | undefined, name: string, type: ValueType): Field => ({ ...field, name, type });

const ANY: ValueType = { kind: 'any' };
const STRING: ValueType = { kind: 'string' };

/** A schema that holds itself by an alias ends here. */
const MAX_DEPTH = 64;

function readType(schema: YamlTarget | undefined, id: string, depth: number): ValueType {
  if (schema?.kind !== 'mapping' || depth > MAX_DEPTH) return ANY;
  const nullable = truthAt(schema, 'nullable') === true ? { nullable: true } : {};
  if (truthAt(schema, 'x-kubernetes-int-or-string') === true) {
    const pattern = patternOf(textAt(schema, 'pattern'));
    return { kind: 'int-or-string', ...(pattern ? { pattern } : {}), ...nullable };
  }
  switch (textAt(schema, 'type')) {
    case 'string':
      return { ...readString(schema), ...nullable };
    case 'integer':
      return { kind: 'integer', ...readNumbers(schema), ...readBits(schema), ...readLimits(schema, true), ...nullable };
    case 'number':
      return { kind: 'number', ...readLimits(schema, false), ...nullable };
    case 'boolean':
      return { kind: 'boolean', ...nullable };
    case 'array':
      return {
        kind: 'list',
        items: readType(child(schema, 'items'), `${id}[]`, depth + 1),
        ...readSizes(schema),
        ...nullable,
      };
    case 'object':
      return readObject(schema, id, depth);
    default:
      // Without a type nothing is certain but what stands below, which structural schemas do not allow.
      return child(schema, 'properties') ? readObject(schema, id, depth) : ANY;
  }
}

function readString(schema: YamlMapping): ValueType {
  if (textAt(schema, 'format') === 'int-or-string') return { kind: 'int-or-string' };
  const words = itemsOf(child(schema, 'enum')).map((item) => (item.kind === 'scalar' ? item.text : undefined));
  const known = words.filter((word) => word !== undefined);
  if (known.length > 0 && known.length === words.length) return { kind: 'string', enum: known };
  const format = textAt(schema, 'format');
  if (format === 'date-time' || format === 'byte') return { kind: 'string', format };
  const minLength = numberAt(schema, 'minLength');
  const maxLength = numberAt(schema, 'maxLength');
  const pattern = patternOf(textAt(schema, 'pattern'));
  if (minLength === undefined && maxLength === undefined && !pattern) return STRING;
  return {
    kind: 'string',
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern ? { pattern } : {}),
  };
}

function readSizes(schema: YamlMapping): Pick<ListType, 'minItems' | 'maxItems' | 'unique'> {
  const minItems = numberAt(schema, 'minItems');
  const maxItems = numberAt(schema, 'maxItems');
  const unique = readUnique(schema);
  return {
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
    ...(unique ? { unique } : {}),
  };
}

function readCounts(schema: YamlMapping): Pick<MapType, 'minEntries' | 'maxEntries'> {
  const minEntries = numberAt(schema, 'minProperties');
  const maxEntries = numberAt(schema, 'maxProperties');
  return { ...(minEntries === undefined ? {} : { minEntries }), ...(maxEntries === undefined ? {} : { maxEntries }) };
}

function readUnique(schema: YamlMapping): ListType['unique'] {
  const kind = textAt(schema, 'x-kubernetes-list-type');
  if (kind === 'set') return 'item';
  const keys = itemsOf(child(schema, 'x-kubernetes-list-map-keys')).flatMap(scalarText);
  return kind === 'map' && keys.length > 0 ? keys : undefined;
}

function readNumbers(schema: YamlMapping): { enum?: readonly string[] } {
  const items = itemsOf(child(schema, 'enum'));
  const numbers = items.flatMap((item) => {
    const read = item.kind === 'scalar' ? readScalar(item) : undefined;
    return read?.kind === 'number' ? [String(read.value)] : [];
  });
  return numbers.length > 0 && numbers.length === items.length ? { enum: numbers } : {};
}

function readBits(schema: YamlMapping): { bits?: 32 | 64 } {
  const format = textAt(schema, 'format');
  if (format === 'int32') return { bits: 32 };
  return format === 'int64' ? { bits: 64 } : {};
}

/** The limits of a number, with those of `allOf`, of which the narrowest count. */
function readLimits(schema: YamlMapping, whole: boolean): Limits {
  const parts = [schema, ...itemsOf(child(schema, 'allOf'))];
  const minima = parts.flatMap((part) => limitAt(part, 'minimum', 'exclusiveMinimum', whole ? 1 : undefined));
  const maxima = parts.flatMap((part) => limitAt(part, 'maximum', 'exclusiveMaximum', whole ? -1 : undefined));
  const multipleOf = numberAt(schema, 'multipleOf');
  return {
    ...(minima.length === 0 ? {} : { minimum: Math.max(...minima) }),
    ...(maxima.length === 0 ? {} : { maximum: Math.min(...maxima) }),
    // Fractions are not exact.
    ...(multipleOf === undefined || !Number.isInteger(multipleOf) || multipleOf < 1 ? {} : { multipleOf }),
  };
}

type Limits = Pick<NumberType, 'minimum' | 'maximum' | 'multipleOf'>;

/** A limit that the number itself may not reach is `step` further for integers; for others it is not judged. */
function limitAt(schema: YamlTarget, name: string, exclusive: string, step: number | undefined): readonly number[] {
  const limit = numberAt(schema, name);
  if (limit === undefined) return [];
  if (truthAt(schema, exclusive) !== true) return [limit];
  return step !== undefined && Number.isInteger(limit) ? [limit + step] : [];
}

function readObject(schema: YamlMapping, id: string, depth: number): ValueType {
  const nullable = truthAt(schema, 'nullable') === true;
  const properties = child(schema, 'properties');
  const kept = truthAt(schema, 'x-kubernetes-preserve-unknown-fields') === true;
  if (properties?.kind !== 'mapping') {
    if (truthAt(schema, 'x-kubernetes-embedded-resource') === true) return { kind: 'resource', nullable };
    const values = child(schema, 'additionalProperties');
    if (values?.kind === 'mapping') {
      return { kind: 'map', values: readType(values, `${id}{}`, depth + 1), nullable, ...readCounts(schema) };
    }
  }
  const entries = properties?.kind === 'mapping' ? entriesOf(properties) : [];
  const closed = entries.length > 0 && !kept && child(schema, 'additionalProperties') === undefined;
  return new CustomObject({
    id,
    nullable,
    open: !closed,
    required: requiredOf(schema, properties),
    choices: readChoices(schema),
    fields: () =>
      new Map(entries.map((entry) => [entry.name, readField(entry.name, deref(entry.value), id, depth + 1)] as const)),
  });
}

function readField(name: string, schema: YamlTarget | undefined, id: string, depth: number): Field {
  const path = id.includes('#') ? `${id}.${name}` : `${id}#${name}`;
  const text = textAt(schema, 'description');
  const fallback = child(schema, 'default');
  const written = fallback?.document.source.text.slice(fallback.span.start, fallback.span.end);
  return {
    name,
    type: readType(schema, path, depth),
    ...(text === undefined ? {} : { text }),
    ...(written === undefined ? {} : { default: written }),
    ...readKeys(schema),
  };
}

function readKeys(schema: YamlTarget | undefined): Pick<Field, 'keys'> {
  const keys = itemsOf(child(schema, 'x-kubernetes-list-map-keys')).flatMap(scalarText);
  return keys.length === 0 ? {} : { keys: { keys } };
}

/** `anyOf` and `oneOf` whose branches do nothing but require fields; others are beyond what is judged here. */
function readChoices(schema: YamlMapping): readonly RequiredChoice[] {
  return (['any', 'one'] as const).flatMap((mode) => {
    const branches = itemsOf(child(schema, `${mode}Of`));
    const groups = branches.map(requiredOnly).filter((group) => group !== undefined);
    return groups.length > 0 && groups.length === branches.length ? [{ mode, groups }] : [];
  });
}

function requiredOnly(branch: YamlTarget): readonly string[] | undefined {
  if (branch.kind !== 'mapping' || branch.entries.some((entry) => entry.name !== 'required')) return undefined;
  const names = itemsOf(child(branch, 'required')).flatMap(scalarText);
  return names.length > 0 ? names : undefined;
}

interface CustomParts {
  readonly id: string;
  readonly nullable: boolean;
  readonly open: boolean;
  readonly required: readonly string[];
  readonly choices: readonly RequiredChoice[];
  readonly fields: () => ReadonlyMap<string, Field>;
}

class CustomObject implements ObjectType {
  readonly kind = 'object';
  readonly id: string;
  readonly nullable: boolean;
  readonly open: boolean;
  readonly required: readonly string[];
  readonly choices: readonly RequiredChoice[];
  readonly #make: () => ReadonlyMap<string, Field>;
  #fields: ReadonlyMap<string, Field> | undefined;

  constructor(parts: CustomParts) {
    this.id = parts.id;
    this.nullable = parts.nullable;
    this.open = parts.open;
    this.required = parts.required;
    this.choices = parts.choices;
    this.#make = parts.fields;
  }

  get fields(): ReadonlyMap<string, Field> {
    this.#fields ??= this.#make();
    return this.#fields;
  }
}

/** Defaults are filled in before anybody asks what is there. */
function requiredOf(schema: YamlMapping, properties: YamlTarget | undefined): readonly string[] {
  const names = itemsOf(child(schema, 'required')).flatMap(scalarText);
  return names.filter((name) => child(child(properties, name), 'default') === undefined);
}

/** The value of a key; the last one where it stands several times. */
function child(node: YamlTarget | undefined, name: string): YamlTarget | undefined {
  if (node?.kind !== 'mapping') return undefined;
  let found: YamlNode | undefined;
  for (const entry of entriesOf(node)) if (entry.name === name) found = entry.value;
  return deref(found);
}

function itemsOf(node: YamlTarget | undefined): readonly YamlTarget[] {
  if (node?.kind !== 'sequence') return [];
  return node.items.map((item) => deref(item.value)).filter((item) => item !== undefined);
}

const scalarText = (node: YamlTarget): readonly string[] => (node.kind === 'scalar' ? [node.text] : []);

function textAt(node: YamlTarget | undefined, name: string): string | undefined {
  const value = child(node, name);
  return value?.kind === 'scalar' && value.text !== '' ? value.text : undefined;
}

function truthAt(node: YamlTarget | undefined, name: string): boolean | undefined {
  const value = child(node, name);
  const read = value?.kind === 'scalar' ? readScalar(value) : undefined;
  return read?.kind === 'boolean' ? read.value : undefined;
}

function numberAt(node: YamlTarget | undefined, name: string): number | undefined {
  const value = child(node, name);
  const read = value?.kind === 'scalar' ? readScalar(value) : undefined;
  return read?.kind === 'number' ? read.value : undefined;
}
