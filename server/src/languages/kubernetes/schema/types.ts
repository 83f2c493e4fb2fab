/**
 * What a value of a field may be. Made from the built-in bundle (load.ts) or from a CustomResourceDefinition (crd.ts); the walker and the
 * hovers read nothing else. Objects may hold themselves: an object's fields are made when they are first asked for.
 */
export type ValueType =
  | AnyType
  | StringType
  | IntegerType
  | NumberType
  | BooleanType
  | QuantityType
  | IntOrStringType
  | ListType
  | MapType
  | ObjectType
  | ResourceType
  | UnionType;

interface Nullable {
  /** A null is a value of its own. Elsewhere the API server reads null as if the field were absent. */
  readonly nullable?: boolean;
}

/** Nothing is known about it, or everything is allowed. */
export interface AnyType extends Nullable {
  readonly kind: 'any';
}

export interface StringType extends Nullable {
  readonly kind: 'string';
  readonly enum?: readonly string[];
  readonly format?: 'byte' | 'date-time';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Of a CustomResourceDefinition, and none that would take long (schema/patterns.ts). */
  readonly pattern?: RegExp;
}

export interface IntegerType extends Nullable {
  readonly kind: 'integer';
  /** Without: any size. */
  readonly bits?: 32 | 64;
  /** As JSON writes them. */
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}

export interface NumberType extends Nullable {
  readonly kind: 'number';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}

export interface BooleanType extends Nullable {
  readonly kind: 'boolean';
}

/** `500m`, `1Gi`, 2: a string or a number. What the string says is not judged here. */
export interface QuantityType extends Nullable {
  readonly kind: 'quantity';
}

/** A 32-bit integer or any string. */
export interface IntOrStringType extends Nullable {
  readonly kind: 'int-or-string';
  /** What a string must look like. */
  readonly pattern?: RegExp;
}

export interface ListType extends Nullable {
  readonly kind: 'list';
  readonly items: ValueType;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** What must differ: the item itself, or some of its fields. */
  readonly unique?: 'item' | readonly string[];
}

/** Keys that the author chooses: labels, limits, data. */
export interface MapType extends Nullable {
  readonly kind: 'map';
  readonly values: ValueType;
  readonly minEntries?: number;
  readonly maxEntries?: number;
}

export interface ObjectType extends Nullable {
  readonly kind: 'object';
  /** `v1.PodSpec`, `apps/v1.Deployment`; for a part of a custom resource `example.com/v1.Widget#spec.template`. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly string[];
  /** Required by the published definition, yet the API server takes zero, false or an empty text for them. */
  readonly implied?: readonly string[];
  /** More that must be present, where it is not simply one field. */
  readonly choices: readonly RequiredChoice[];
  /** Fields that are not listed are kept as they are. */
  readonly open: boolean;
}

/** A whole object of another kind inside this one (`x-kubernetes-embedded-resource`): its own apiVersion and kind say what it is. */
export interface ResourceType extends Nullable {
  readonly kind: 'resource';
}

/** Any of several; they differ in what kind of node they want. */
export interface UnionType extends Nullable {
  readonly kind: 'union';
  readonly branches: readonly ValueType[];
}

export interface Field {
  readonly name: string;
  readonly type: ValueType;
  /** The first release that has it, where that is known to be later than 1.22: `1.30`. */
  readonly since?: string;
  /** Of a list: what makes an item unique. */
  readonly keys?: ListKeys;
  /** What a CustomResourceDefinition says of it; texts of built-in fields are in a file of their own. */
  readonly text?: string;
  /** What a CustomResourceDefinition gives as its default, as JSON. */
  readonly default?: string;
}

export interface ListKeys {
  /** The key by which a strategic merge (kubectl apply, Kustomize) finds the same item. Without: the list is replaced. */
  readonly merge?: string;
  /** Two items may not agree in all of these. */
  readonly keys: readonly string[];
}

/** `any`: at least one of the groups is complete; `one`: exactly one is. */
export interface RequiredChoice {
  readonly mode: 'any' | 'one';
  readonly groups: readonly (readonly string[])[];
}

/** A kind in one version of its group. */
export interface KindInfo {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for kinds that are known by name only (old alpha versions), and for broken custom definitions. */
  readonly definition: ObjectType | undefined;
  /** Undefined when it is not known. */
  readonly namespaced: boolean | undefined;
  readonly plural: string | undefined;
  /** Releases, as `1.22`. */
  readonly introduced: string | undefined;
  readonly deprecated: string | undefined;
  readonly removed: string | undefined;
  readonly replacement: { readonly apiVersion: string; readonly kind: string } | undefined;
  /** What a CustomResourceDefinition tells those who still use this version. */
  readonly warning: string | undefined;
  /** From a CustomResourceDefinition. */
  readonly custom: boolean;
}

/** Everything that is known about kinds: the built-in ones, and the custom ones that were added. */
export interface KubernetesSchema {
  /** The release that the built-in definitions describe; empty when nothing could be read. */
  readonly release: string;
  /** All kinds, in no order that means anything. */
  readonly kinds: readonly KindInfo[];
  readonly kindOf: (apiVersion: string, kind: string) => KindInfo | undefined;
  /** All versions of a kind in all groups, the preferred one first. */
  readonly versionsOf: (kind: string) => readonly KindInfo[];
}

/** The group of an apiVersion; the core group has no name. */
export const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));

/** The version of an apiVersion. */
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.lastIndexOf('/') + 1);

/** Whether release `a` (`1.30`) is later than `b`. What is no release is later than nothing. */
export function isLater(a: string, b: string): boolean {
  const [left, right] = [minorOf(a), minorOf(b)];
  return left !== undefined && right !== undefined && left > right;
}

function minorOf(release: string): number | undefined {
  const text = release.startsWith('v') ? release.slice(1) : release;
  if (!text.startsWith('1.')) return undefined;
  const minor = Number.parseInt(text.slice(2), 10);
  return Number.isNaN(minor) ? undefined : minor;
}
