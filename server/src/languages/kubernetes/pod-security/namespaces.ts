import type { YamlEntry } from '../../yaml/nodes';
import { asScalar } from '../../yaml/query';
import { type Manifest, mapEntries, stringOf } from '../model';
import { minorOf, type Policy } from './policy';

/** The policy that the API server holds the pods of a namespace to. */
export interface Enforcement {
  readonly policy: Policy;
  readonly namespace: Manifest;
  /** The label that says so. */
  readonly label: YamlEntry;
}

const LABEL = 'pod-security.kubernetes.io/enforce';

/** What namespaces enforce, by their names. A version later than the cluster's own is the cluster's own. */
export function enforcements(
  namespaces: readonly Manifest[],
  release: string | undefined,
): ReadonlyMap<string, Enforcement> {
  const found = new Map<string, Enforcement>();
  for (const namespace of namespaces) {
    const enforcement = enforcementOf(namespace, minorOf(release));
    if (namespace.name !== undefined && enforcement) found.set(namespace.name, enforcement);
  }
  return found;
}

function enforcementOf(namespace: Manifest, newest: number): Enforcement | undefined {
  const labels = mapEntries(namespace.metadata, 'labels');
  const label = labels.find(({ name }) => name === LABEL);
  const level = stringOf(asScalar(label?.value));
  if (!label || (level !== 'baseline' && level !== 'restricted')) return undefined;
  const version = stringOf(asScalar(labels.find(({ name }) => name === `${LABEL}-version`)?.value));
  // What is no version is refused by the API server, and says nothing here.
  if (version !== undefined && version !== 'latest' && !/^v1\.\d{1,3}$/.test(version)) return undefined;
  return { policy: { level, minor: Math.min(minorOf(version), newest) }, namespace, label };
}
