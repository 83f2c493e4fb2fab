import type { YamlTarget } from '../../yaml/query';
import { wordsForPath } from '../../yaml/schema/paths';
import { readScalar } from './scalars';
import type { ValueType } from './types';

/** `a string`, `a list of integers`: for messages. */
export function wordsFor(type: ValueType): string {
  switch (type.kind) {
    case 'list':
      return `a list of ${PLURAL[type.items.kind]}`;
    case 'map':
      return type.values.kind === 'any' ? 'a map' : `a map to ${PLURAL[type.values.kind]}`;
    case 'union':
      return [...new Set(type.branches.map(wordsFor))].join(' or ');
    default:
      return SINGULAR[type.kind];
  }
}

const SINGULAR = {
  any: 'anything',
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  quantity: 'a quantity',
  'int-or-string': 'an integer or a string',
  object: 'an object',
  resource: 'an object',
};

const PLURAL = {
  any: 'values',
  string: 'strings',
  integer: 'integers',
  number: 'numbers',
  boolean: 'booleans',
  quantity: 'quantities',
  'int-or-string': 'integers or strings',
  list: 'lists',
  map: 'maps',
  object: 'objects',
  resource: 'objects',
  union: 'values',
};

/** What a node is, in the words of {@link wordsFor}. */
export function wordsForNode(node: YamlTarget): string {
  if (node.kind === 'mapping') return 'an object';
  if (node.kind === 'sequence') return 'a list';
  const value = readScalar(node);
  switch (value.kind) {
    case 'number':
      return Number.isInteger(value.value) ? 'an integer' : 'a number';
    case 'boolean':
      return 'a boolean';
    case 'null':
      return 'null';
    default:
      return 'a string';
  }
}

const MAX_HOLDER = 50;

/** The object at a path, for messages. */
export function holderOf(path: readonly (string | number)[], kind: string | undefined): string {
  const words = wordsForPath(path);
  if (words === '') return kind ?? 'object';
  return words.length > MAX_HOLDER ? `…${words.slice(words.indexOf('.', words.length - MAX_HOLDER))}` : words;
}

export { wordsForPath };
