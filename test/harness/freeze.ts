/** Freezes a value and all that it holds, so that a rule that changes its document is found out. */
export function deepFreeze(value: unknown, seen: Set<unknown> = new Set()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  for (const key of Object.keys(value)) deepFreeze(Reflect.get(value, key), seen);
}
