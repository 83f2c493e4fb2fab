import { validate } from 'plimsoll:configuration-validator';
import { type ReadConfiguration, readConfiguration, type SchemaError } from '../core/config';
import type { AnyRule } from '../core/rule';
import { parseYaml } from '../languages/yaml/tree';

/** Reads the text of a configuration file. Mistakes are findings; the rest counts. */
export function parseConfiguration(text: string, rules: readonly AnyRule[]): ReadConfiguration {
  return readConfiguration(parseYaml(text), rules, schemaErrors);
}

function schemaErrors(value: unknown): SchemaError[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({
    path: error.instancePath.split('/').slice(1).map(unescapePointer),
    keyword: error.keyword,
    params: error.params,
    message: error.message ?? 'is not valid',
  }));
}

/** A part of a JSON pointer; digits are an index. */
function unescapePointer(part: string): string | number {
  const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
  return /^\d+$/.test(name) ? Number(name) : name;
}
