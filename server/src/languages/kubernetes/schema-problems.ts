import { MemoMap } from '../../core/memo';
import type { KubernetesFacts } from './facts';
import type { KubernetesDocument, Manifest } from './model';
import { resourceDefaults } from './objects';
import { enforcements } from './pod-security/namespaces';
import { kindsOfCrd } from './schema/crd';
import { schemaOf, withKinds } from './schema/load';
import type { SchemaProblem, SchemaProblemCode } from './schema/problem';
import type { KindInfo, KubernetesSchema, ObjectType } from './schema/types';
import { validate } from './schema/walker';
import { namespacesAround } from './summary';

const schemas = new MemoMap<KubernetesDocument, { readonly base: KubernetesSchema; readonly all: KubernetesSchema }>();

/** What is known about kinds, with those that the workspace and the file itself define; undefined until the built-in ones have been read. */
export function schemaFor(document: KubernetesDocument, facts: KubernetesFacts): KubernetesSchema | undefined {
  if (!facts.schema) return undefined;
  const base = facts.index?.schemaOver(facts.schema) ?? facts.schema;
  const known = schemas.get(document);
  if (known?.base === base) return known.all;
  const all = withOwnKinds(base, kindsDefinedIn(document, base));
  schemas.set(document, { base, all });
  return all;
}

/** The kinds that the CustomResourceDefinitions of a file define. */
export function kindsDefinedIn(document: KubernetesDocument, schema: KubernetesSchema): readonly KindInfo[] {
  const definitions = document.manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
  if (definitions.length === 0) return [];
  const metadata = metadataOf(schema);
  return definitions.flatMap(({ root }) => kindsOfCrd(root, metadata));
}

/** What the file itself says of a kind counts, not what it said when the workspace was read. */
function withOwnKinds(base: KubernetesSchema, kinds: readonly KindInfo[]): KubernetesSchema {
  if (kinds.length === 0) return base;
  const own = new Set(kinds.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
  const others = base.kinds.filter(({ custom, apiVersion, kind }) => !custom || !own.has(`${apiVersion}/${kind}`));
  return withKinds(schemaOf(base.release, others), kinds);
}

function metadataOf(schema: KubernetesSchema): ObjectType | undefined {
  const type = schema.kindOf('v1', 'ConfigMap')?.definition?.fields.get('metadata')?.type;
  return type?.kind === 'object' ? type : undefined;
}

/** What is known about the kind of an object in its version. */
export function kindInfoOf(
  document: KubernetesDocument,
  { apiVersion, kind, otherFormat }: Manifest,
  facts: KubernetesFacts,
): KindInfo | undefined {
  if (otherFormat || apiVersion === undefined || kind === undefined) return undefined;
  return schemaFor(document, facts)?.kindOf(apiVersion, kind);
}

const numbers = new WeakMap<KubernetesSchema, number>();
let count = 0;

/**
 * Names the facts that are the same for every object of a file: equal keys, equal schema, release, kind of file, defaults and Pod Security. Undefined where the file
 * defines kinds itself, so that its objects depend on each other.
 */
export function stableFacts(document: KubernetesDocument, facts: KubernetesFacts): string | undefined {
  if (!facts.schema || document.manifests.some(({ kind }) => kind === 'CustomResourceDefinition')) return undefined;
  const schema = facts.index?.schemaOver(facts.schema) ?? facts.schema;
  const number = numbers.get(schema) ?? count++;
  numbers.set(schema, number);
  return `${number} ${facts.release ?? ''} ${facts.fragment ? 'fragment' : ''} ${defaultsIn(document)} ${enforcedIn(document, facts)}`;
}

/** What namespaces hold their pods to. */
const enforcedIn = (document: KubernetesDocument, facts: KubernetesFacts): string =>
  [...enforcements(namespacesAround(document, facts), facts.release)]
    .map(([name, { policy }]) => `${name} enforces ${policy.level} ${policy.minor}`)
    .join(' ');

/** The namespaces in which other objects give containers the resources that they do not ask for. */
const defaultsIn = (document: KubernetesDocument): string =>
  resourceDefaults(document)
    .map(({ namespace }) => `defaults in ${namespace}`)
    .join(',');

/** The release of the cluster that is aimed at; the newest that is known when nobody says. */
export function targetRelease(facts: KubernetesFacts): string | undefined {
  const release = facts.release ?? facts.schema?.release;
  return release === '' ? undefined : release;
}

interface Judged {
  readonly schema: KubernetesSchema;
  readonly release: string | undefined;
  readonly fragment: boolean;
  readonly problems: readonly SchemaProblem[];
}

const judged = new MemoMap<Manifest, Judged>();

/** What the definition of an object's kind does not allow; nothing where the kind is not known. Several rules ask: it is judged once. */
export function schemaProblems(
  document: KubernetesDocument,
  manifest: Manifest,
  facts: KubernetesFacts,
): readonly SchemaProblem[] {
  const schema = schemaFor(document, facts);
  const definition = kindInfoOf(document, manifest, facts)?.definition;
  if (!schema || !definition) return [];
  const { release, fragment } = facts;
  const known = judged.get(manifest);
  if (known?.schema === schema && known.release === release && known.fragment === fragment) return known.problems;
  const problems = validate(manifest.root, definition, schema, { fragment, release });
  judged.set(manifest, { schema, release, fragment, problems });
  return problems;
}

type ProblemOf<C extends SchemaProblemCode> = Extract<SchemaProblem, { readonly code: C }>;

/** The problems of one code. */
export function problemsOf<const C extends SchemaProblemCode>(
  code: C,
  document: KubernetesDocument,
  manifest: Manifest,
  facts: KubernetesFacts,
): readonly ProblemOf<C>[] {
  const is = (problem: SchemaProblem): problem is ProblemOf<C> => problem.code === code;
  return schemaProblems(document, manifest, facts).filter(is);
}
