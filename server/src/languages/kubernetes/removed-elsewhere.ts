import type { Manifest } from './model';
import { groupOf, type KindInfo, type KubernetesSchema } from './schema/types';

/** A version that a project which brings kinds of its own has dropped. */
export interface Dropped {
  readonly project: string;
  readonly release: string;
  /** What to use instead, in words for a message. */
  readonly replacement: string;
}

interface Row extends Dropped {
  readonly versions: readonly string[];
  /** Without: all kinds. */
  readonly kinds?: readonly string[];
}

const CERT_MANAGER = { project: 'cert-manager', release: '1.6' };
const ISTIO = { project: 'Istio', release: '1.6' };

/** https://cert-manager.io/docs/releases/upgrading/ and https://istio.io/latest/news/releases/1.6.x/announcing-1.6/change-notes/ */
const ROWS: readonly Row[] = [
  {
    ...CERT_MANAGER,
    versions: ['cert-manager.io/v1alpha2', 'cert-manager.io/v1alpha3', 'cert-manager.io/v1beta1'],
    replacement: 'cert-manager.io/v1',
  },
  {
    ...CERT_MANAGER,
    versions: ['acme.cert-manager.io/v1alpha2', 'acme.cert-manager.io/v1alpha3', 'acme.cert-manager.io/v1beta1'],
    replacement: 'acme.cert-manager.io/v1',
  },
  {
    project: 'cert-manager',
    release: '0.11',
    versions: ['certmanager.k8s.io/v1alpha1'],
    replacement: 'cert-manager.io/v1',
  },
  {
    ...ISTIO,
    versions: ['rbac.istio.io/v1alpha1'],
    kinds: ['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding'],
    replacement: 'AuthorizationPolicy',
  },
  {
    ...ISTIO,
    versions: ['authentication.istio.io/v1alpha1'],
    kinds: ['MeshPolicy', 'Policy'],
    replacement: 'PeerAuthentication',
  },
];

/** Whether a project has dropped the version of an object. What the workspace defines itself is there. */
export function droppedElsewhere(schema: KubernetesSchema, { apiVersion, kind }: Manifest): Dropped | undefined {
  if (apiVersion === undefined || kind === undefined || schema.kindOf(apiVersion, kind)) return undefined;
  return ROWS.find(({ versions, kinds }) => versions.includes(apiVersion) && (!kinds || kinds.includes(kind)));
}

/** What is known of the policies of the API server's audit, which are files and no objects. */
export function auditKind(schema: KubernetesSchema, { apiVersion, kind }: Manifest): KindInfo | undefined {
  if (apiVersion === undefined || kind === undefined || groupOf(apiVersion) !== 'audit.k8s.io') return undefined;
  return schema.kindOf(apiVersion, kind);
}
