import type { Span } from '../../../core/span';
import type { YamlEntry, YamlMapping, YamlNode } from '../../yaml/nodes';
import type { YamlPath } from '../../yaml/query';
import type { Repair } from '../../yaml/schema/repairs';
import type { Field, ObjectType } from './types';

/** Something that the definition of an object does not allow. */
export type SchemaProblem =
  | UnknownField
  | InvalidType
  | Yaml11Boolean
  | UnquotedScalar
  | InvalidEnum
  | InvalidFormat
  | MissingField
  | ConflictingFields
  | ImpliedField
  | NewerField;

export type SchemaProblemCode = SchemaProblem['code'];

interface ProblemBase {
  /** The smallest token that shows it. */
  readonly span: Span;
  /** Where the value at fault is; for a missing field, the object that lacks it. */
  readonly path: YamlPath;
}

/** The definition has no such field. */
export interface UnknownField extends ProblemBase {
  readonly code: 'unknown-field';
  readonly name: string;
  readonly entry: YamlEntry;
  /** The object that was to hold it. */
  readonly holder: YamlMapping;
  readonly owner: ObjectType;
  /** Neighbours that are unknown too and belong to the same other place: one block at the wrong level. */
  readonly others: readonly YamlEntry[];
  /** A field of this object with a similar name, that is not there yet. */
  readonly suggestion: string | undefined;
  /** Other places of the document where the same block would be right, the nearest first. */
  readonly elsewhere: readonly Elsewhere[];
  /** Which of the two is the likelier cure. */
  readonly advice: 'rename' | 'move' | undefined;
  readonly repair: Repair | undefined;
}

export interface Elsewhere {
  /** Path of the field there. */
  readonly path: YamlPath;
  readonly relation: 'above' | 'below' | 'beside';
  /** What would hold it; undefined when that is yet to be written. */
  readonly holder: YamlMapping | undefined;
}

/** A value of another type; words for it stand in `expected` and `actual`: `a list`, `an integer`. */
export interface InvalidType extends ProblemBase {
  readonly code: 'invalid-type';
  readonly expected: string;
  readonly actual: string;
  readonly node: YamlNode;
  readonly repair: Repair | undefined;
}

/** `yes`, `no`, `on`, `off`, `y`, `n` without quotes: kubectl reads them as booleans, other readers as strings. */
export interface Yaml11Boolean extends ProblemBase {
  readonly code: 'yaml11-boolean';
  readonly word: string;
  readonly value: boolean;
  /** In a string field it is refused, in a boolean field other tools refuse it, as a key it becomes `true` or `false`. */
  readonly role: 'string' | 'boolean' | 'key';
  readonly node: YamlNode;
  readonly repair: Repair | undefined;
}

/** A number, `true` or `false` without quotes where a string is wanted. */
export interface UnquotedScalar extends ProblemBase {
  readonly code: 'unquoted-scalar';
  readonly actual: 'number' | 'boolean';
  readonly node: YamlNode;
  readonly repair: Repair | undefined;
}

export interface InvalidEnum extends ProblemBase {
  readonly code: 'invalid-enum';
  readonly value: string;
  readonly allowed: readonly string[];
  readonly suggestion: string | undefined;
  readonly node: YamlNode;
  readonly repair: Repair | undefined;
}

/** The right type, but not a value of it: a number out of range, a time that is none. */
export interface InvalidFormat extends ProblemBase {
  readonly code: 'invalid-format';
  readonly format:
    | 'int32'
    | 'int64'
    | 'date-time'
    | 'minimum'
    | 'maximum'
    | 'minLength'
    | 'maxLength'
    | 'minItems'
    | 'maxItems'
    | 'minEntries'
    | 'maxEntries'
    | 'multipleOf'
    | 'pattern'
    | 'again';
  /** For all that begin with `min` or `max`, and `multipleOf`. */
  readonly limit: number | undefined;
  readonly value: string;
  readonly node: YamlNode;
}

export interface MissingField extends ProblemBase {
  readonly code: 'missing-required-field';
  readonly name: string;
  /** What may stand instead; `name` is the first field of the first alternative. */
  readonly alternatives: readonly (readonly string[])[];
  readonly field: Field | undefined;
  readonly owner: ObjectType;
  readonly holder: YamlMapping;
  /** The field is there, with nothing or null behind it. */
  readonly entry: YamlEntry | undefined;
}

/** Exactly one of several groups of fields is wanted (custom resources only). */
export interface ConflictingFields extends ProblemBase {
  readonly code: 'conflicting-fields';
  readonly names: readonly string[];
  readonly owner: ObjectType;
}

/** The published definition requires it, and the API server does without. */
export interface ImpliedField extends ProblemBase {
  readonly code: 'implied-field';
  readonly name: string;
}

/** The field came with a later release than the one that is aimed at. */
export interface NewerField extends ProblemBase {
  readonly code: 'newer-field';
  readonly name: string;
  readonly since: string;
  readonly release: string;
  readonly owner: ObjectType;
}

/** Whether the API server would refuse the object, or drop part of it, because of this. */
export function isRefused(problem: SchemaProblem): boolean {
  if (problem.code === 'yaml11-boolean') return problem.role === 'string';
  return problem.code !== 'newer-field' && problem.code !== 'implied-field';
}
