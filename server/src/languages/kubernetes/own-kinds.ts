import type { Manifest } from './model';

/** Whether an object is of a group of Kubernetes itself: what a field means is known. Groups of others have a name with points. */
export function isOfKubernetes({ apiVersion, otherFormat }: Manifest): boolean {
  if (apiVersion === undefined || otherFormat) return false;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return !group.includes('.') || (group.endsWith('.k8s.io') && !group.endsWith('.x-k8s.io'));
}
