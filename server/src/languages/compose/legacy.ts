import type { ComposeProblem, UnknownKey } from './schema/problem';

/** Something of the first file format (Compose 1.0 to 1.5), which had no `services` and other keys for some things. */
export type Legacy =
  | { readonly kind: 'key'; readonly instead: string }
  /** A service at the top level. */
  | { readonly kind: 'service' };

/** Keys of services that were given up, and what does the same now. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['net', 'network_mode'],
  ['log_driver', 'logging.driver'],
  ['log_opt', 'logging.options'],
  ['dockerfile', 'build.dockerfile'],
  ['volume_driver', 'driver'],
]);

/** What an unknown key was in the first format; undefined for all others. */
export function legacyOf(problem: ComposeProblem): Legacy | undefined {
  if (problem.code !== 'unknown-key') return undefined;
  const [section, , key] = problem.path;
  if (problem.path.length === 1) return isService(problem) ? { kind: 'service' } : undefined;
  const instead = section === 'services' && problem.path.length === 3 ? KEYS.get(String(key)) : undefined;
  return instead === undefined ? undefined : { kind: 'key', instead };
}

function isService({ entry: { value }, holder }: UnknownKey): boolean {
  return value.kind === 'map' && (value.has('image') || value.has('build')) && !holder.has('services');
}
