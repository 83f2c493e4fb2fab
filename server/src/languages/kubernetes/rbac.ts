import type { YamlMapping, YamlScalar } from '../yaml/nodes';
import { asScalar, asSequence, get } from '../yaml/query';
import { labelsOf, type Manifest, mappingAt, mappingsAt, stringAt } from './model';
import { isPlaceholder } from './schema/scalars';
import { isOpen } from './security';

/** The rules of a Role or ClusterRole; none of the cluster's own roles, saved from it. */
export function policyRulesOf({ kind, root, metadata, otherFormat }: Manifest): readonly YamlMapping[] {
  if ((kind !== 'ClusterRole' && kind !== 'Role') || otherFormat) return [];
  return labelsOf(metadata).has('kubernetes.io/bootstrapping') ? [] : mappingsAt(root, 'rules');
}

/** The users and groups to which a binding gives a role, by the scalars that name them; none for the roles in `own`. */
export function boundAccounts({ kind, root }: Manifest, own: ReadonlySet<string>): readonly YamlScalar[] {
  if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return [];
  const role = stringAt(mappingAt(root, 'roleRef'), 'name');
  if (role !== undefined && (own.has(role) || isPlaceholder(role))) return [];
  return mappingsAt(root, 'subjects').flatMap((subject) =>
    stringAt(subject, 'kind') === 'ServiceAccount' ? [] : (asScalar(get(subject, 'name')) ?? []),
  );
}

/** Every cluster has these. */
export const isBuiltInRole = (name: string): boolean =>
  name.startsWith('system:') || ['cluster-admin', 'admin', 'edit', 'view'].includes(name);

/** What a rule may allow: one of the verbs on one of the resources of a group. */
export interface Right {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export interface Granted {
  readonly resource: YamlScalar;
  readonly verb: YamlScalar;
}

/** All verbs that change something. */
export const WRITE: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection'];
/** Verbs that show what an object holds. */
export const READ: readonly string[] = ['get', 'list', 'watch'];
/** The API server asks for it for users, groups and service accounts only: on other resources it allows nothing. */
export const IDLE: readonly string[] = ['impersonate'];

/** The texts of a list of a rule. */
function listOf(rule: YamlMapping, key: string): readonly YamlScalar[] {
  return (asSequence(get(rule, key))?.items ?? []).flatMap(({ value }) => {
    const scalar = asScalar(value);
    return scalar && !isOpen(scalar.text) ? [scalar] : [];
  });
}

/** The objects that a rule is limited to by their names. */
export const resourceNamesOf = (rule: YamlMapping): readonly YamlScalar[] => listOf(rule, 'resourceNames');

/**
 * Where a rule allows one of the rights. A `*` allows all verbs, all groups, and all resources of a group.
 */
export function grants(rule: YamlMapping, ...rights: readonly Right[]): Granted | undefined {
  const [groups, resources, verbs] = [listOf(rule, 'apiGroups'), listOf(rule, 'resources'), listOf(rule, 'verbs')];
  for (const right of rights) {
    if (!groups.some(({ text }) => text === right.group || text === '*')) continue;
    const resource = resources.find(
      ({ text }) => text === '*' || right.resources.some((name) => isResource(text, name)),
    );
    const verb = verbs.find(({ text }) => text === '*' || right.verbs.includes(text));
    if (resource && verb) return { resource, verb };
  }
  return undefined;
}

/**
 * The same for verbs that mean nothing on these resources. A `*` among the resources is left out: it stands for others
 * as well, where the verb may mean something.
 */
export function grantsInVain(rule: YamlMapping, ...rights: readonly Right[]): Granted | undefined {
  const found = grants(rule, ...rights);
  return found?.resource.text === '*' ? undefined : found;
}

/** `pods/exec`, or the same of all resources: `*` + `/exec`. */
function isResource(text: string, name: string): boolean {
  const slash = name.indexOf('/');
  return text === name || (slash >= 0 && text === `*${name.slice(slash)}`);
}

/** Words for a verb in a message. */
export const wordFor = ({ verb }: Granted): string => (verb.text === '*' ? 'any verb' : `\`${verb.text}\``);
