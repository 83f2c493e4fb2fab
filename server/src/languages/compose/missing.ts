import type { Fix } from '../../core/finding';
import { insertEntry } from '../yaml/edits';
import { type ComposeFacts, effectiveService } from './facts';
import type { Service } from './service';
import { textOf } from './tree';

/** A service of which it can be said that something is missing, as the project has it; undefined for fragments and beginnings. */
export function missingIn(service: Service, facts: ComposeFacts): Service | undefined {
  const { fragment, whole, project } = facts;
  if (fragment || !whole || !project.complete) return undefined;
  const merged = effectiveService(service, facts);
  return merged.has('image') || merged.has('build') ? merged : undefined;
}

/** Nothing stands at any of the paths, or only what means nothing. */
export function lacks(
  service: Service,
  paths: readonly (readonly string[])[],
  nothing: readonly string[] = [],
): boolean {
  // Other drivers of logs keep nothing, or rotate.
  if (paths.some(([first]) => first === 'logging')) {
    const driver = service.at('logging', 'driver');
    if (driver && textOf(driver) !== 'json-file') return false;
  }
  return paths.every((path) => {
    const value = service.at(...path);
    return value === undefined || nothing.includes(textOf(value) ?? '?');
  });
}

/** A block for a service, with places to be filled in. */
export function snippetIn(service: Service, title: string, text: string): readonly Fix[] {
  const node = service.value?.node;
  const key = text.split(':', 1)[0] ?? '';
  if (!node || node.flow || service.has(key)) return [];
  const edits = () => insertEntry(node, text) ?? [];
  return edits().length > 0 ? [{ title, safety: 'manual', snippet: true, edits }] : [];
}
