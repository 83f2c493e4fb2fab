import { closest } from '../../../core/nearest';
import type { Span } from '../../../core/span';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../../yaml/nodes';
import { deref, entriesOf, isMerge, type YamlPath, type YamlTarget } from '../../yaml/query';
import { quoted, type Repair, replaced, unquoted, wrapped } from '../../yaml/schema/repairs';
import { findElsewhere, fits, type Spot, similarField, spotPath } from './elsewhere';
import { isOff } from './patterns';
import type { InvalidFormat, SchemaProblem, UnknownField } from './problem';
import { isNull, isPlaceholder, isPlaceholderKey, isYaml11Word, readScalar } from './scalars';
import {
  type Field,
  type IntegerType,
  type IntOrStringType,
  isLater,
  type KubernetesSchema,
  type ListType,
  type MapType,
  type NumberType,
  type ObjectType,
  type RequiredChoice,
  type StringType,
  type UnionType,
  type ValueType,
} from './types';
import { wordsFor, wordsForNode } from './words';

export interface ValidateOptions {
  /** A patch that is laid over an object later: nothing has to be there, and the directives of strategic merges are allowed. */
  readonly fragment?: boolean;
  /** The release that is aimed at, `1.30`: fields that came later are reported. */
  readonly release?: string | undefined;
}

/** Enough for any file that a person mends. */
const MAX_PROBLEMS = 300;
/**
 * Lists of built-in kinds whose items the API server wants to differ in their keys. Others may repeat them, or have a rule of their own:
 * containers, volumes, ports.
 */
const UNIQUE_BY_KEYS: ReadonlySet<string> = new Set([
  'drivers',
  'matchConditions',
  'resourceClaims',
  'schedulingGates',
  'topologySpreadConstraints',
  'variables',
  'volumeDevices',
  'webhooks',
]);
/** Nodes that are looked at; aliases may multiply a small file beyond all bounds. */
const MAX_VISITS = 200_000;
/** Deeper than any manifest; a circle of definitions ends here at the latest. */
const MAX_DEPTH = 256;

/**
 * What in a YAML tree its definition does not allow, in the order of the text. A null counts as an absent value. Aliases and merge keys are
 * followed; what is wrong in what they bring is reported where it is written, once. Never throws.
 */
export function validate(
  root: YamlNode,
  definition: ValueType,
  schema: KubernetesSchema,
  options: ValidateOptions = {},
): readonly SchemaProblem[] {
  const node = deref(root);
  if (!node) return [];
  const walk = new Walk(schema, options);
  walk.visit(root, { node, type: definition, step: '', parent: undefined }, undefined);
  return walk.result();
}

class Walk {
  readonly #schema: KubernetesSchema;
  readonly #release: string | undefined;
  readonly #problems: SchemaProblem[] = [];
  /** Fields whose absence is explained by an unknown field that was meant to be them, or to be inside. */
  readonly #explained = new Set<string>();
  /** What was judged already, of nodes that can be reached in more than one way. */
  readonly #judged = new Map<YamlTarget, Set<ValueType>>();
  #visits = 0;
  #depth = 0;
  readonly #patch: boolean;
  #fragment: boolean;
  #newer = false;

  constructor(schema: KubernetesSchema, options: ValidateOptions) {
    this.#schema = schema;
    this.#release = options.release;
    this.#patch = options.fragment ?? false;
    this.#fragment = this.#patch;
  }

  result(): readonly SchemaProblem[] {
    const seen = new Set<string>();
    return this.#problems
      .filter((problem) => {
        if (problem.code === 'missing-required-field' && this.#explained.has(key([...problem.path, problem.name])))
          return false;
        const same = `${problem.code} ${problem.span.start} ${'name' in problem ? problem.name : ''}`;
        if (seen.has(same)) return false;
        seen.add(same);
        return true;
      })
      .sort((a, b) => a.span.start - b.span.start);
  }

  /** Judges the value at a spot. `mark` is the token that stands for a value which is too large to be marked itself. */
  visit(written: YamlNode, spot: Spot, mark: Span | undefined): void {
    const { node, type } = spot;
    if (++this.#visits > MAX_VISITS || this.#depth >= MAX_DEPTH || this.#problems.length >= MAX_PROBLEMS) return;
    if ((written !== node || node.anchor) && this.#isJudged(node, type)) return;
    if (isNull(node) || isTemplate(node)) return;
    this.#depth++;
    this.#judge(spot, mark);
    this.#depth--;
  }

  #isJudged(node: YamlTarget, type: ValueType): boolean {
    const types = this.#judged.get(node);
    if (types?.has(type)) return true;
    if (types) types.add(type);
    else this.#judged.set(node, new Set([type]));
    return false;
  }

  #judge(spot: Spot, mark: Span | undefined): void {
    const { node, type } = spot;
    switch (type.kind) {
      case 'any':
        return;
      case 'object':
        if (node.kind === 'mapping') this.#object(node, type, spot, mark);
        else this.#wrongType(spot, mark);
        return;
      case 'map':
        if (node.kind === 'mapping') this.#map(node, type, spot, mark);
        else this.#wrongType(spot, mark);
        return;
      case 'list':
        if (node.kind === 'sequence') this.#list(node, type, spot, mark);
        else this.#wrongType(spot, mark);
        return;
      case 'resource':
        this.#resource(spot, mark);
        return;
      case 'union':
        this.#union(type, spot, mark);
        return;
      default:
        if (node.kind === 'scalar') this.#scalar(node, type, spot);
        else this.#wrongType(spot, mark);
    }
  }

  // --- Collections ---------------------------------------------------------------------------------------------------------------------

  #object(node: YamlMapping, type: ObjectType, spot: Spot, mark: Span | undefined): void {
    const entries = entriesOf(node);
    let unknown: YamlEntry[] | undefined;
    for (const entry of entries) {
      const field = type.fields.get(entry.name);
      if (field) this.#field(entry, field, type, spot);
      else if (!type.open && !this.#isDirective(entry.name) && !isPlaceholderKey(entry.name)) {
        unknown ??= [];
        unknown.push(entry);
      }
    }
    if (unknown) this.#unknownFields(unknown, node, type, spot);
    if (!this.#patch) this.#impliedFields(entries, node, type, spot, mark);
    if (this.#fragment) return;
    for (const name of type.required) this.#requireField(name, entries, node, type, spot, mark);
    for (const choice of type.choices) this.#requireChoice(choice, entries, node, type, spot, mark);
  }

  #field(entry: YamlEntry, field: Field, owner: ObjectType, spot: Spot): void {
    const { since } = field;
    const newer = since !== undefined && this.#release !== undefined && !this.#newer && isLater(since, this.#release);
    if (newer && since !== undefined && this.#release !== undefined) {
      const path = spotPath(spot, entry.name);
      const { name } = field;
      this.#problems.push({
        code: 'newer-field',
        span: entry.key.span,
        path,
        name,
        since,
        release: this.#release,
        owner,
      });
    }
    if (!entry.value) return;
    const node = deref(entry.value);
    if (!node) return;
    const before = { newer: this.#newer, fragment: this.#fragment };
    this.#newer ||= newer;
    // The API server does not read the status of what it is given.
    this.#fragment ||= spot.parent === undefined && entry.name === 'status';
    const inner = { node, type: field.type, step: entry.name, parent: spot };
    if (field.keys && UNIQUE_BY_KEYS.has(entry.name) && node.kind === 'sequence' && !this.#fragment) {
      for (const scalar of repeatedIn(node, field.keys.keys)) this.#format(scalar, 'again', inner);
    }
    this.visit(entry.value, inner, entry.key.span);
    this.#newer = before.newer;
    this.#fragment = before.fragment;
  }

  #map(node: YamlMapping, type: MapType, spot: Spot, mark: Span | undefined): void {
    const { values, minEntries, maxEntries } = type;
    if (!this.#fragment) {
      const { length } = entriesOf(node);
      if (minEntries !== undefined && length < minEntries) this.#count(node, 'minEntries', minEntries, spot, mark);
      if (maxEntries !== undefined && length > maxEntries) this.#count(node, 'maxEntries', maxEntries, spot, mark);
    }
    for (const entry of entriesOf(node)) {
      this.#mapKey(entry, spot);
      const value = deref(entry.value);
      if (!entry.value || !value || this.#isDirective(entry.name)) continue;
      this.visit(entry.value, { node: value, type: values, step: entry.name, parent: spot }, entry.key.span);
    }
  }

  /** A key `on` becomes `true`: nothing is refused, and nothing finds it. JSON, which kubectl sends, has no lists or objects as keys. */
  #mapKey(entry: YamlEntry, spot: Spot): void {
    const { key: node } = entry;
    if ((node.kind === 'sequence' || node.kind === 'mapping') && !isTemplate(node)) {
      this.#wrongType({ node, type: STRING, step: entry.name, parent: spot }, undefined);
      return;
    }
    if (node.kind !== 'scalar' || !isYaml11Word(node)) return;
    this.#yaml11(node, 'key', spotPath(spot, entry.name), quoted(node));
  }

  #list(node: YamlSequence, type: ListType, spot: Spot, list: Span | undefined): void {
    const { items } = type;
    if (!this.#fragment) this.#sizes(node, type, spot, list);
    for (const [index, item] of node.items.entries()) {
      const value = deref(item.value);
      if (!item.value || !value) continue;
      const mark = node.flow ? undefined : { start: item.span.start, end: item.span.start + 1 };
      this.visit(item.value, { node: value, type: items, step: index, parent: spot }, mark);
    }
  }

  #sizes(node: YamlSequence, { minItems, maxItems, unique }: ListType, spot: Spot, mark: Span | undefined): void {
    const { length } = node.items;
    if (minItems !== undefined && length < minItems) this.#count(node, 'minItems', minItems, spot, mark);
    if (maxItems !== undefined && length > maxItems) this.#count(node, 'maxItems', maxItems, spot, mark);
    if (unique) for (const scalar of repeatedIn(node, unique)) this.#format(scalar, 'again', spot);
  }

  #count(
    node: YamlMapping | YamlSequence,
    format: InvalidFormat['format'],
    limit: number,
    spot: Spot,
    mark: Span | undefined,
  ): void {
    const span = node.flow ? node.span : (mark ?? node.span);
    const value = String(node.kind === 'sequence' ? node.items.length : entriesOf(node).length);
    this.#problems.push({ code: 'invalid-format', span, path: spotPath(spot), format, limit, value, node });
  }

  #resource(spot: Spot, mark: Span | undefined): void {
    const { node } = spot;
    if (node.kind !== 'mapping') {
      this.#wrongType(spot, mark);
      return;
    }
    const definition = this.#schema.kindOf(textOf(node, 'apiVersion'), textOf(node, 'kind'))?.definition;
    if (definition) this.#object(node, definition, { ...spot, type: definition }, mark);
  }

  /** The branch of the node's own kind; where several are, the one that finds the least fault with it. */
  #union(type: UnionType, spot: Spot, mark: Span | undefined): void {
    const branches = type.branches.filter((branch) => isOfKind(spot.node, branch));
    const [only] = branches;
    if (branches.length === 0 || only === undefined) this.#wrongType(spot, mark);
    else if (branches.length === 1) this.#judge({ ...spot, type: only }, mark);
    else this.#keepFewest(branches.map((branch) => this.#attempt({ ...spot, type: branch }, mark)));
  }

  #attempt(spot: Spot, mark: Span | undefined): readonly SchemaProblem[] {
    const from = this.#problems.length;
    this.#judge(spot, mark);
    return this.#problems.splice(from);
  }

  #keepFewest(results: readonly (readonly SchemaProblem[])[]): void {
    let best = results[0] ?? [];
    for (const result of results) if (result.length < best.length) best = result;
    this.#problems.push(...best);
  }

  #isDirective(name: string): boolean {
    if (!this.#fragment || !name.startsWith('$')) return false;
    return (
      name === '$patch' ||
      name === '$retainKeys' ||
      name.startsWith('$setElementOrder/') ||
      name.startsWith('$deleteFromPrimitiveList/')
    );
  }

  // --- Fields that are there, or are not ------------------------------------------------------------------------------------------------

  #unknownFields(entries: readonly YamlEntry[], holder: YamlMapping, owner: ObjectType, spot: Spot): void {
    const groups = new Map<string, UnknownField>();
    const taken = new Set(holder.entries.map((entry) => entry.name));
    for (const entry of entries.slice(0, MAX_PROBLEMS)) {
      const problem = unknownField(entry, holder, owner, spot, taken);
      const target = problem.advice === 'move' ? problem.elsewhere[0]?.path : undefined;
      if (problem.advice === 'rename' && problem.suggestion !== undefined)
        this.#explain(spotPath(spot, problem.suggestion));
      if (target) this.#explain(target);
      // A whole block at the wrong level is one fault.
      const group = target ? key(target.slice(0, -1)) : entry.name;
      const first = groups.get(group);
      groups.set(group, first ? { ...first, others: [...first.others, entry] } : problem);
    }
    this.#problems.push(...groups.values());
  }

  #explain(path: readonly (string | number)[]): void {
    for (let length = 1; length <= path.length; length++) this.#explained.add(key(path.slice(0, length)));
  }

  #requireField(
    name: string,
    entries: readonly YamlEntry[],
    holder: YamlMapping,
    owner: ObjectType,
    spot: Spot,
    mark: Span | undefined,
  ): void {
    let entry: YamlEntry | undefined;
    for (const candidate of entries) if (candidate.name === name) entry = candidate;
    const field = owner.fields.get(name);
    if (entry && (!isAbsent(entry.value) || field?.type.nullable)) return;
    this.#problems.push({
      code: 'missing-required-field',
      span: entry ? entry.key.span : standIn(holder, spot, mark),
      path: spotPath(spot),
      name,
      alternatives: [],
      field,
      owner,
      holder,
      entry,
    });
  }

  /** What only the published definition requires; in a status, which the API server does not read, that is all of it. */
  #impliedFields(
    entries: readonly YamlEntry[],
    holder: YamlMapping,
    { implied = [], required }: ObjectType,
    spot: Spot,
    mark: Span | undefined,
  ): void {
    if (implied.length === 0 && !this.#fragment) return;
    for (const name of this.#fragment ? [...required, ...implied] : implied) {
      if (entries.some((entry) => entry.name === name && !isAbsent(entry.value))) continue;
      const span = standIn(holder, spot, mark);
      this.#problems.push({ code: 'implied-field', span, path: spotPath(spot), name });
    }
  }

  #requireChoice(
    choice: RequiredChoice,
    entries: readonly YamlEntry[],
    holder: YamlMapping,
    owner: ObjectType,
    spot: Spot,
    mark: Span | undefined,
  ): void {
    const given = new Set(entries.filter((entry) => !isAbsent(entry.value)).map((entry) => entry.name));
    const complete = choice.groups.filter((group) => group.every((name) => given.has(name)));
    const [name] = choice.groups[0] ?? [];
    const span = standIn(holder, spot, mark);
    const path = spotPath(spot);
    if (complete.length === 0 && name !== undefined) {
      const alternatives = choice.groups;
      const field = owner.fields.get(name);
      const code = 'missing-required-field';
      this.#problems.push({ code, span, path, name, alternatives, field, owner, holder, entry: undefined });
    } else if (complete.length > 1 && choice.mode === 'one') {
      this.#problems.push({ code: 'conflicting-fields', span, path, names: [...new Set(complete.flat())], owner });
    }
  }

  // --- Scalars --------------------------------------------------------------------------------------------------------------------------

  #scalar(node: YamlScalar, type: ValueType, spot: Spot): void {
    switch (type.kind) {
      case 'string':
        this.#string(node, type, spot);
        return;
      case 'integer':
      case 'number':
        this.#number(node, type, spot);
        return;
      case 'boolean':
        this.#boolean(node, spot);
        return;
      case 'quantity':
        if (readScalar(node).kind === 'boolean') this.#notAString(node, spot);
        return;
      case 'int-or-string':
        this.#intOrString(node, type, spot);
        return;
      default:
        this.#wrongType(spot, undefined);
    }
  }

  #string(node: YamlScalar, type: StringType, spot: Spot): void {
    if (readScalar(node).kind !== 'string') this.#notAString(node, spot);
    else if (type.enum) this.#enum(node, type.enum, spot);
    else if (type.format === 'date-time' && !isTime(node.text) && !isPlaceholder(node.text)) {
      this.#format(node, 'date-time', spot);
    } else this.#text(node, type, spot);
  }

  #text(node: YamlScalar, { minLength, maxLength, pattern }: StringType, spot: Spot): void {
    const { text } = node;
    if ((minLength === undefined && maxLength === undefined && !pattern) || isPlaceholder(text)) return;
    // Counted as the API server does; what has fewer units than characters are allowed need not be counted.
    const length = (): number => [...text].length;
    if (minLength !== undefined && length() < minLength) this.#format(node, 'minLength', spot, minLength);
    else if (maxLength !== undefined && text.length > maxLength && length() > maxLength) {
      this.#format(node, 'maxLength', spot, maxLength);
    } else if (isOff(text, pattern)) this.#format(node, 'pattern', spot);
  }

  /** A plain scalar that kubectl reads as a boolean or a number, where a string is wanted. */
  #notAString(node: YamlScalar, spot: Spot): void {
    const actual = readScalar(node).kind;
    if (actual !== 'boolean' && actual !== 'number') return;
    if (actual === 'boolean' && isYaml11Word(node)) {
      this.#yaml11(node, 'string', spotPath(spot), quoted(node));
      return;
    }
    this.#problems.push({
      code: 'unquoted-scalar',
      span: node.span,
      path: spotPath(spot),
      actual,
      node,
      repair: quoted(node),
    });
  }

  #yaml11(node: YamlScalar, role: 'string' | 'boolean' | 'key', path: YamlPath, repair: Repair | undefined): void {
    const read = readScalar(node);
    const value = read.kind === 'boolean' && read.value;
    this.#problems.push({ code: 'yaml11-boolean', span: node.span, path, word: node.text, value, role, node, repair });
  }

  #enum(node: YamlScalar, allowed: readonly string[], spot: Spot): void {
    const value = node.text;
    // An empty string is what the API server reads where nothing stands.
    if (value === '' || allowed.includes(value) || isPlaceholder(value)) return;
    const lower = value.toLowerCase();
    const sameLetters = allowed.find((word) => word.toLowerCase() === lower);
    // A number with similar digits is not what was meant.
    const near = readScalar(node).kind === 'number' ? undefined : closest(value, allowed);
    const suggestion = sameLetters ?? near;
    const repair =
      suggestion === undefined ? undefined : replaced(node, suggestion, 'replace', sameLetters !== undefined);
    const path = spotPath(spot);
    this.#problems.push({ code: 'invalid-enum', span: node.span, path, value, allowed, suggestion, node, repair });
  }

  #number(node: YamlScalar, type: IntegerType | NumberType, spot: Spot): void {
    const read = readScalar(node);
    if (
      read.kind === 'number' &&
      (type.kind === 'number' ? Number.isFinite(read.value) : Number.isInteger(read.value))
    ) {
      const allowed = type.kind === 'integer' ? type.enum : undefined;
      if (allowed && !allowed.includes(String(read.value))) this.#enum(node, allowed, spot);
      else this.#range(node, read.value, type, spot);
    } else if (!isPlaceholder(node.text)) this.#wrongType(spot, undefined);
  }

  #range(node: YamlScalar, value: number, type: IntegerType | NumberType, spot: Spot): void {
    if (type.kind === 'integer' && type.bits !== undefined && !fitsInto(value, type.bits)) {
      this.#format(node, type.bits === 32 ? 'int32' : 'int64', spot);
    } else if (type.minimum !== undefined && value < type.minimum) {
      this.#format(node, 'minimum', spot, type.minimum);
    } else if (type.maximum !== undefined && value > type.maximum) {
      this.#format(node, 'maximum', spot, type.maximum);
    } else if (type.multipleOf !== undefined && value % type.multipleOf !== 0) {
      this.#format(node, 'multipleOf', spot, type.multipleOf);
    }
  }

  #boolean(node: YamlScalar, spot: Spot): void {
    const read = readScalar(node);
    if (read.kind !== 'boolean') {
      if (!isPlaceholder(node.text)) this.#wrongType(spot, undefined);
    } else if (isYaml11Word(node)) {
      this.#yaml11(node, 'boolean', spotPath(spot), replaced(node, String(read.value), 'replace', true));
    }
  }

  #intOrString(node: YamlScalar, { pattern }: IntOrStringType, spot: Spot): void {
    const read = readScalar(node);
    if (read.kind === 'string' && !isPlaceholder(node.text) && isOff(node.text, pattern)) {
      this.#format(node, 'pattern', spot);
    }
    if (read.kind === 'boolean') this.#notAString(node, spot);
    else if (read.kind !== 'number') return;
    else if (!Number.isInteger(read.value)) this.#wrongType(spot, undefined);
    else if (!fitsInto(read.value, 32)) this.#format(node, 'int32', spot);
  }

  #format(node: YamlScalar, format: InvalidFormat['format'], spot: Spot, limit?: number): void {
    const path = spotPath(spot);
    this.#problems.push({ code: 'invalid-format', span: node.span, path, format, limit, value: node.text, node });
  }

  #wrongType(spot: Spot, mark: Span | undefined): void {
    const { node, type } = spot;
    if (node.kind === 'scalar' && isPlaceholder(node.text)) return;
    this.#problems.push({
      code: 'invalid-type',
      span: isLarge(node) ? (mark ?? node.span) : node.span,
      path: spotPath(spot),
      expected: wordsFor(type),
      actual: wordsForNode(node),
      node,
      repair: repairType(node, type),
    });
  }
}

/** The items that are there already: the scalar that shows it. An item that lacks one of its keys may get it as a default. */
function repeatedIn(node: YamlSequence, unique: 'item' | readonly string[]): readonly YamlScalar[] {
  const seen = new Set<string>();
  return node.items.flatMap((item) => {
    const target = deref(item.value);
    const parts = unique === 'item' ? [target] : unique.map((name) => valueAt(target, name));
    const scalars = parts.flatMap((part) => (part?.kind === 'scalar' && !isPlaceholder(part.text) ? [part] : []));
    const [first] = scalars;
    if (!first || scalars.length < parts.length) return [];
    const id = key(scalars.map(({ text }) => text));
    if (seen.has(id)) return [first];
    seen.add(id);
    return [];
  });
}

function valueAt(node: YamlTarget | undefined, name: string): YamlTarget | undefined {
  if (node?.kind !== 'mapping') return undefined;
  let found: YamlNode | undefined;
  for (const entry of entriesOf(node)) if (entry.name === name) found = entry.value;
  return deref(found);
}

const STRING: ValueType = { kind: 'string' };

const key = (path: readonly (string | number)[]): string => path.join('\n');

/** Spans lines, or may. */
const isLarge = (node: YamlTarget): boolean =>
  node.kind === 'scalar' ? node.style === 'literal' || node.style === 'folded' : !node.flow;

/** `{{ name }}` without quotes: a placeholder of a template, which YAML takes for a mapping in a mapping. */
const isTemplate = (node: YamlTarget): boolean =>
  node.kind === 'mapping' && node.flow && node.document.source.text.startsWith('{{', node.span.start);

const isAbsent = (value: YamlNode | undefined): boolean => {
  const node = deref(value);
  return value !== undefined && node === undefined ? false : isNull(node);
};

function unknownField(
  entry: YamlEntry,
  holder: YamlMapping,
  owner: ObjectType,
  spot: Spot,
  taken: ReadonlySet<string>,
): UnknownField {
  const { name } = entry;
  const suggestion = similarField(name, deref(entry.value), owner, taken);
  const sameLetters = suggestion !== undefined && suggestion.toLowerCase() === name.toLowerCase();
  const elsewhere = sameLetters ? [] : findElsewhere(entry, spot);
  const advice = elsewhere.length > 0 ? 'move' : suggestion === undefined ? undefined : 'rename';
  const repair =
    advice === 'rename' && suggestion !== undefined && entry.key.kind === 'scalar'
      ? replaced(entry.key, suggestion, 'rename', sameLetters)
      : undefined;
  const path = spotPath(spot, name);
  return {
    code: 'unknown-field',
    span: entry.key.span,
    path,
    name,
    entry,
    holder,
    owner,
    others: [],
    suggestion,
    elsewhere,
    advice,
    repair,
  };
}

/** The token that stands for an object: its key; in a list its name, else its first key; for a whole document its kind. */
function standIn(holder: YamlMapping, spot: Spot, mark: Span | undefined): Span {
  if (spot.parent !== undefined && typeof spot.step === 'string' && mark) return mark;
  const wanted = spot.parent === undefined ? 'kind' : 'name';
  const named = holder.entries.find((entry) => entry.name === wanted && entry.value?.kind === 'scalar');
  return named?.value?.span ?? holder.entries.find((entry) => !isMerge(entry))?.key.span ?? mark ?? holder.span;
}

function textOf(mapping: YamlMapping, name: string): string {
  for (const entry of entriesOf(mapping)) {
    const value = entry.name === name ? deref(entry.value) : undefined;
    if (value?.kind === 'scalar') return value.text;
  }
  return '';
}

/** Whether a node could be meant for a type, by its outer kind alone. */
function isOfKind(node: YamlTarget, type: ValueType): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'object':
    case 'map':
    case 'resource':
      return node.kind === 'mapping';
    case 'list':
      return node.kind === 'sequence';
    case 'union':
      return type.branches.some((branch) => isOfKind(node, branch));
    default:
      return node.kind === 'scalar';
  }
}

function repairType(node: YamlTarget, type: ValueType): Repair | undefined {
  if (node.kind === 'sequence') return undefined;
  if (type.kind === 'list') return repairItem(node, type);
  if (node.kind !== 'scalar') return undefined;
  if (type.kind === 'integer' || type.kind === 'number') return unquoted(node, 'number');
  return type.kind === 'boolean' ? unquoted(node, 'boolean') : undefined;
}

/** A value that would be right as the only item of the list. */
function repairItem(node: YamlScalar | YamlMapping, type: ListType): Repair | undefined {
  if (!fits(node, type.items)) return undefined;
  if (node.kind === 'scalar' && type.items.kind === 'string' && readScalar(node).kind !== 'string') return undefined;
  return wrapped(node);
}

const INT32 = 2 ** 31;
const INT64 = 2 ** 63;

function fitsInto(value: number, bits: 32 | 64): boolean {
  const limit = bits === 32 ? INT32 : INT64;
  return value >= -limit && value < limit;
}

/** RFC 3339, as the API server's clock reads it. */
const isTime = (text: string): boolean =>
  text.length < 64 && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
