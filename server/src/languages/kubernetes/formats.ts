import type { YamlMapping } from '../yaml/nodes';
import { get } from '../yaml/query';

/** Groups of files that tools read and no API server ever sees. */
const TOOL_GROUPS =
  /^(?:kustomize\.config\.k8s\.io|skaffold|kind\.x-k8s\.io|k3d\.io|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io|kubeproxy\.config\.k8s\.io|kubescheduler\.config\.k8s\.io|apiserver\.config\.k8s\.io|apiserver\.k8s\.io|audit\.k8s\.io|client\.authentication\.k8s\.io|eksctl\.io|backstage\.io|config\.kubernetes\.io|controller-runtime\.sigs\.k8s\.io|config\.gatekeeper\.sh|builtin)\//;

/**
 * Whether a document with apiVersion and kind is a file of another tool: Kustomize, Skaffold, kind, kubeadm, a kubeconfig, a chart's
 * metadata. No rule about objects concerns it.
 */
export function isOtherFormat(apiVersion: string | undefined, kind: string | undefined, root: YamlMapping): boolean {
  if (apiVersion !== undefined && TOOL_GROUPS.test(`${apiVersion}/`)) return true;
  // A kubeconfig; `Config` of other groups may be a custom resource.
  if (kind === 'Config' && (apiVersion === 'v1' || get(root, 'clusters') !== undefined)) return true;
  if (kind === 'Kustomization' && apiVersion === undefined) return true;
  // Chart.yaml has a version of its own format and no kind.
  return kind === undefined && (apiVersion === 'v1' || apiVersion === 'v2') && get(root, 'metadata') === undefined;
}

/** At the beginning of a line, behind a byte order mark, dashes, brackets or the mark of an explicit key. */
const API_VERSION = /^[ \t"'{?[\ufeff-]*apiVersion["']?\s*:/m;

/** JSON on one line may begin with another key. */
const JSON_API_VERSION = /[{,]\s*"apiVersion"\s*:/;

/** Whether a text can hold Kubernetes objects at all: cheap, and asked of every YAML file that is opened. */
export function mayHoldManifests(text: string): boolean {
  return (API_VERSION.test(text) || JSON_API_VERSION.test(text)) && /\bkind["']?\s*:/.test(text);
}
