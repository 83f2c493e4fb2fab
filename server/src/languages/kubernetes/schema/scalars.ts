import type { YamlNode, YamlScalar } from '../../yaml/nodes';
import { goYaml2 } from '../../yaml/values';

/** What a scalar is in the JSON that kubectl sends. */
export type JsonScalar =
  | { readonly kind: 'null' | 'string' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number };

const NULL: JsonScalar = { kind: 'null' };
const STRING: JsonScalar = { kind: 'string' };

export function readScalar(scalar: YamlScalar): JsonScalar {
  const read = goYaml2(scalar);
  switch (read.kind) {
    case 'null':
      return NULL;
    case 'bool':
      return { kind: 'boolean', value: read.value };
    case 'int':
    case 'float':
      return { kind: 'number', value: read.value };
    default:
      return STRING;
  }
}

/** Nothing, or a null. */
export const isNull = (node: YamlNode | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && readScalar(node).kind === 'null');

/** A boolean in YAML 1.1, and a string in 1.2. */
export function isYaml11Word(scalar: YamlScalar): boolean {
  if (scalar.style !== 'plain' || readScalar(scalar).kind !== 'boolean') return false;
  const word = scalar.text.toLowerCase();
  return word !== 'true' && word !== 'false';
}

/**
 * Whether something else is put in its place before the API server sees it: `${REPLICAS}`, `$REPLICAS`, `$(REPLICAS)`, `{{ .replicas }}`.
 */
export function isPlaceholder(text: string): boolean {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
    const next = (text[at + 1] ?? '').toLowerCase();
    if (next === '{' || next === '(' || next === '_' || (next >= 'a' && next <= 'z')) return true;
  }
  return text.includes('{{');
}

/** The same of a key, where a lone `$` begins a directive. */
export const isPlaceholderKey = (name: string): boolean => name.includes('${') || name.includes('{{');
