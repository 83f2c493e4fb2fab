import type { ObjectSummary } from '../summary';
import { minorOf, type Policy } from './policy';

/** The policy that the API server holds the pods of a namespace to. */
export interface Enforcement {
  readonly policy: Policy;
  readonly namespace: ObjectSummary;
}

const LABEL = 'pod-security.kubernetes.io/enforce';

/** What namespaces enforce, by their names. A version later than the cluster's own is the cluster's own. */
export function enforcements(
  namespaces: readonly ObjectSummary[],
  release: string | undefined,
): ReadonlyMap<string, Enforcement> {
  const found = new Map<string, Enforcement>();
  for (const namespace of namespaces) {
    const enforcement = enforcementOf(namespace, minorOf(release));
    if (namespace.name !== undefined && enforcement) found.set(namespace.name, enforcement);
  }
  return found;
}

function enforcementOf(namespace: ObjectSummary, newest: number): Enforcement | undefined {
  const level = namespace.labels.get(LABEL);
  if (level !== 'baseline' && level !== 'restricted') return undefined;
  const version = namespace.labels.get(`${LABEL}-version`);
  // What is no version is refused by the API server, and says nothing here.
  if (version !== undefined && version !== 'latest' && !/^v1\.\d{1,3}$/.test(version)) return undefined;
  return { policy: { level, minor: Math.min(minorOf(version), newest) }, namespace };
}
