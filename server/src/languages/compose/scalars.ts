import type { ScalarValue, Value } from './tree';

/** As many values are looked at; aliases are followed once. */
const BUDGET = 100_000;

/** The strings of a file that hold a variable, in the order of the text. */
export function scalarsWithVariables(roots: readonly (Value | undefined)[]): readonly ScalarValue[] {
  const found: ScalarValue[] = [];
  const seen = new Set<Value>();
  const waiting = roots.flatMap((root) => root ?? []);
  for (let value = waiting.pop(); value && seen.size < BUDGET; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'scalar') {
      if (value.hasVariable) found.push(value);
    } else if (value.kind === 'map') for (const entry of value.entries) waiting.push(entry.value);
    else if (value.kind === 'list') for (const item of value.items) waiting.push(item.value);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}
