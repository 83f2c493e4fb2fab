import type { Span } from '../../../core/span';
import type { Repair } from '../../yaml/schema/repairs';
import type { ComposeFile } from '../file';
import type { Entry, MapValue, ScalarValue, Value } from '../tree';
import type { ComposeFormat } from './types';

/** Something that the schema does not allow. */
export type ComposeProblem =
  | UnknownKey
  | InvalidType
  | InvalidCast
  | InvalidEnum
  | InvalidPattern
  | InvalidRange
  | InvalidFormat
  | MissingKey
  | RepeatedItem;

export type ComposeProblemCode = ComposeProblem['code'];

interface ProblemBase {
  /** The smallest token that shows it. */
  readonly span: Span;
  readonly file: ComposeFile;
  /** Keys and indices from the root; for a missing key, to the mapping that lacks it. */
  readonly path: readonly (string | number)[];
}

/** The schema has no such key there. */
export interface UnknownKey extends ProblemBase {
  readonly code: 'unknown-key';
  readonly name: string;
  readonly entry: Entry;
  readonly holder: MapValue;
  /** The name of the mapping that holds it, empty for the file. */
  readonly owner: string;
  readonly suggestion: string | undefined;
  /** Why not: `name`s of services and resources are limited to some characters. */
  readonly badName: boolean;
  readonly repair: Repair | undefined;
}

/** A value of another type; words for it stand in `expected` and `actual`: `a list`, `a string`. */
export interface InvalidType extends ProblemBase {
  readonly code: 'invalid-type';
  readonly expected: string;
  readonly actual: string;
  readonly value: Value;
  readonly repair: Repair | undefined;
}

/** A string that Compose cannot turn into what is wanted here. */
export interface InvalidCast extends ProblemBase {
  readonly code: 'invalid-cast';
  readonly expected: string;
  readonly text: string;
  readonly value: ScalarValue;
}

export interface InvalidEnum extends ProblemBase {
  readonly code: 'invalid-enum';
  readonly text: string;
  readonly allowed: readonly string[];
  readonly suggestion: string | undefined;
  readonly value: ScalarValue;
  readonly repair: Repair | undefined;
}

export interface InvalidPattern extends ProblemBase {
  readonly code: 'invalid-pattern';
  readonly text: string;
  readonly pattern: string;
  readonly value: ScalarValue;
}

export interface InvalidRange extends ProblemBase {
  readonly code: 'invalid-range';
  readonly text: string;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly value: ScalarValue;
}

/** A duration, a size, a command … that Compose cannot read. */
export interface InvalidFormat extends ProblemBase {
  readonly code: 'invalid-format';
  readonly format: ComposeFormat;
  readonly text: string;
  readonly value: ScalarValue;
}

export interface MissingKey extends ProblemBase {
  readonly code: 'missing-key';
  readonly name: string;
  readonly holder: MapValue;
  readonly owner: string;
}

export interface RepeatedItem extends ProblemBase {
  readonly code: 'repeated-item';
  readonly text: string;
  readonly value: ScalarValue;
}
