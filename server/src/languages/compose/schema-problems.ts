import { MemoMap } from '../../core/memo';
import type { ComposeFacts } from './facts';
import { legacyOf } from './legacy';
import type { ComposeDocument } from './model';
import { documentAt, isOverruled } from './overruled';
import type { Project } from './project/project';
import type { ComposeProblem, ComposeProblemCode } from './schema/problem';
import type { ComposeSchema } from './schema/types';
import { validateCompose } from './schema/walker';
import { asMap, at, type Value } from './tree';

interface Judged {
  readonly schema: ComposeSchema;
  readonly project: Project;
  readonly problems: readonly ComposeProblem[];
}

const judged = new MemoMap<ComposeDocument, Judged>();

/** What the schema does not allow in a file, in the order of the text. Several rules ask: it is judged once. */
export function schemaProblems(document: ComposeDocument, facts: ComposeFacts): readonly ComposeProblem[] {
  const { schema, project } = facts;
  if (!schema) return [];
  const known = judged.get(document);
  if (known?.schema === schema && known.project === project) return known.problems;
  const broken = document.file.documents.some(({ problems: all }) => all.some(({ code }) => code !== 'duplicate-key'));
  const problems = document.file.documents
    .flatMap((yaml, i) => {
      const root = document.file.roots[i];
      // With tabs for indentation nothing stands where it was meant to.
      const tabs = yaml.problems.some(({ code }) => code === 'tab-indentation');
      return root && !tabs ? validateCompose(root, schema.root) : [];
    })
    // In a text that is not YAML what seems empty need not be.
    .filter((problem) => !broken || problem.code !== 'invalid-type' || problem.actual !== 'empty')
    .filter((problem) => !isElsewhere(problem, facts) && !isTaken(problem) && !isUnused(problem, facts))
    .concat(repeatedByMerging(document, facts))
    .sort((a, b) => a.span.start - b.span.start);
  judged.set(document, { schema, project, problems });
  return problems;
}

/**
 * Whether what is missing stands in what this is laid over, another file or an earlier document, or in the service that is extended. Lists are
 * not merged item by item.
 */
function isElsewhere(problem: ComposeProblem, { role, whole, project }: ComposeFacts): boolean {
  const empty = problem.code === 'invalid-type' && problem.actual === 'empty';
  const { path } = problem;
  if (path.length === 0) return false;
  if (path.length === 1 && path[0] === 'services') return false;
  if (isLaidOver(problem, project) || isReplaced(problem, project) || isMergedByName(problem, project)) return true;
  if (role === 'base') {
    const early = problem.code === 'invalid-type' && EARLY.some((key) => matches(path, key));
    return !early && !isLeft(problem, project);
  }
  if (problem.code !== 'missing-key' && !empty) return false;
  if (role === 'override' && !whole) return true;
  if (role !== 'override' && !isOver(problem, project) && !isExtending(path, project)) return false;
  if (path.some((step) => typeof step === 'number') || matches(path, 'services.*.ulimits.*')) return false;
  const there = at(project.root, ...path);
  if (problem.code !== 'missing-key') return there !== undefined && !(there.kind === 'scalar' && there.isNull);
  return there?.kind === 'map' && there.has(problem.name);
}

/** Compose merges before it looks: a scalar adds to the mapping or list that is below it, and a list leaves `build` as it is. */
function isLaidOver(problem: ComposeProblem, project: Project): boolean {
  if (problem.code !== 'invalid-type' || problem.path.some((step) => typeof step === 'number')) return false;
  const { value, path } = problem;
  const there = at(project.root, ...path);
  const isMerged = there !== undefined && there !== value && there.kind !== value.kind;
  return isMerged && (isOver(problem, project) || isExtending(path, project));
}

/** Whether a value of a service that others extend is still there in one of them. What is no number or truth value is refused before that. */
function isLeft(problem: ComposeProblem, { services }: Project): boolean {
  const [, , ...steps] = problem.path;
  if (steps.length === 0 || problem.code === 'invalid-cast') return true;
  const index = steps.findIndex((step) => typeof step === 'number');
  return [...services.values()].some((service) => {
    if (index >= 0) {
      const list = service.at(...steps.slice(0, index));
      return list?.kind === 'list' && list.items.some(({ value }) => value.file === problem.file);
    }
    if (problem.code === 'repeated-item') return true;
    if (problem.code === 'missing-key') return service.at(...steps) === problem.holder;
    if (problem.code !== 'unknown-key') return service.at(...steps) === problem.value;
    const holder = steps.length === 1 ? service.value : service.at(...steps.slice(0, -1));
    return asMap(holder)?.entry(problem.name) === problem.entry;
  });
}

/** What is merged by its names is no list any more, in which something stood twice. */
function isMergedByName(problem: ComposeProblem, project: Project): boolean {
  const { code, file, span, path } = problem;
  const [, , key] = path;
  if (code !== 'repeated-item' || path.length !== 4 || !BY_NAME.has(String(key))) return false;
  if (!isOver(problem, project) && !isExtending(path, project)) return false;
  const list = path.slice(0, -1);
  return at(project.root, ...list) !== at(file.roots[documentAt(file, span)], ...list);
}

const BY_NAME: ReadonlySet<string> = new Set(['depends_on', 'networks', 'models']);

/** Read in the file of the base already: nothing, or something of another kind, is refused there. */
const EARLY = ['build', 'depends_on', 'env_file', 'gpus', 'ports'].map((key) => `services.*.${key}`);

/** The schema is held against each file; what is read out of a text or number, against all of them together. */
const isReplaced = (problem: ComposeProblem, project: Project): boolean =>
  (problem.code === 'invalid-format' ||
    problem.code === 'invalid-range' ||
    LATE.some((pattern) => matches(problem.path, pattern))) &&
  isOverruled(problem, problem.path, true, project);

/** What the schema of Compose allows, and ours does not. */
const LATE = [
  'services.*.blkio_config.weight',
  'services.*.blkio_config.weight_device.*.weight',
  'services.*.extra_hosts.*',
  'services.*.secrets.*',
  'services.*.configs.*',
];

/** Whether a place is laid over something: in a later file of the project, or in a later document. */
const isOver = ({ file, span }: ComposeProblem, { files }: Project): boolean =>
  files.indexOf(file) > 0 || (files.includes(file) && documentAt(file, span) > 0);

function isExtending([section, name]: ComposeProblem['path'], project: Project): boolean {
  return section === 'services' && typeof name === 'string' && at(project.root, section, name, 'extends') !== undefined;
}

/** Lists that Compose joins without a look at what repeats, and then refuses. */
const JOINED = ['security_opt', 'group_add', 'external_links', 'device_cgroup_rules', 'volumes_from'];

/** Items that stand once in this file, and once in what it is laid over or extends. */
function repeatedByMerging(document: ComposeDocument, { project, whole }: ComposeFacts): readonly ComposeProblem[] {
  if (!whole) return [];
  return document.services.flatMap((service) =>
    JOINED.flatMap((key) => {
      const own = service.get(key);
      const list = project.service(service.name)?.get(key);
      if (list?.kind !== 'list' || list === own) return [];
      const seen = new Map<string, Value>();
      return list.items.flatMap(({ value }, index): readonly ComposeProblem[] => {
        if (value.kind !== 'scalar' || value.text === undefined) return [];
        const { text, span, file } = value;
        const before = seen.get(text);
        seen.set(text, value);
        const isOwn = own?.kind === 'list' && own.items.some((item) => item.value === before);
        if (!before || isOwn || file !== document.file) return [];
        return [{ code: 'repeated-item', span, file, path: ['services', service.name, key, index], text, value }];
      });
    }),
  );
}

/** What the schema does not have, and Compose takes all the same: nothing behind a few keys. */
function isTaken(problem: ComposeProblem): boolean {
  if (problem.code !== 'invalid-type' || problem.actual !== 'empty') return false;
  return ['include', 'include.*', 'include.*.*', 'services.*.extends.file'].some((path) => matches(problem.path, path));
}

/** Of a file whose services are extended, Compose looks at nothing but those. */
function isUnused({ path, file }: ComposeProblem, { role, project }: ComposeFacts): boolean {
  if (role !== 'base') return false;
  const [section, name] = path;
  return section !== 'services' || !project.bases.some((base) => base.file === file && base.name === name);
}

type ProblemOf<C extends ComposeProblemCode> = Extract<ComposeProblem, { readonly code: C }>;

/** The problems of one code. */
export function problemsOf<const C extends ComposeProblemCode>(
  code: C,
  document: ComposeDocument,
  facts: ComposeFacts,
): readonly ProblemOf<C>[] {
  const is = (problem: ComposeProblem): problem is ProblemOf<C> => problem.code === code;
  return schemaProblems(document, facts).filter(is);
}

/**
 * Problems that a rule of their own reports, and `compose/schema` leaves alone. Patterns of paths: `*` is any key or index. A rule that
 * takes one over is added here.
 */
const OWNERS: readonly {
  readonly rule: string;
  readonly codes?: readonly ComposeProblemCode[];
  readonly path?: string;
  /** Of `invalid-type`: words for what stands there. */
  readonly actual?: string;
  /** The last step is an index. */
  readonly inList?: boolean;
}[] = [
  { rule: 'compose/unknown-key', codes: ['unknown-key'] },
  { rule: 'compose/service-not-mapping', codes: ['invalid-type'], path: 'services.*' },
  { rule: 'compose/include-not-list', codes: ['invalid-type'], path: 'include' },
  { rule: 'compose/extends-no-service', codes: ['missing-key'], path: 'services.*.extends' },
  { rule: 'compose/unquoted-date', codes: ['invalid-type'], actual: 'a date' },
  ...[
    'environment.*',
    'labels.*',
    'annotations.*',
    'sysctls.*',
    'extra_hosts.*',
    'build.args.*',
    'build.labels.*',
    'build.extra_hosts.*',
    'deploy.labels.*',
  ].map((path) => ({
    rule: 'compose/list-style-env-mapping',
    codes: ['invalid-type'] as const,
    path: `services.*.${path}`,
    actual: 'a mapping',
    inList: true,
  })),
  { rule: 'compose/container-name', codes: ['invalid-pattern'], path: 'services.*.container_name' },
  { rule: 'compose/invalid-pull-policy', codes: ['invalid-pattern'], path: 'services.*.pull_policy' },
];

/** The rule that reports a problem. */
export function ruleOf(problem: ComposeProblem): string {
  if (problem.code === 'invalid-format' && problem.format === 'duration') return 'compose/invalid-duration';
  if (problem.code === 'invalid-format' && problem.format === 'bytes') return 'compose/invalid-bytes';
  if (legacyOf(problem)) return 'compose/legacy-v1-keys';
  const owner = OWNERS.find(
    ({ codes, path, actual, inList }) =>
      (codes === undefined || codes.includes(problem.code)) &&
      (path === undefined || matches(problem.path, path)) &&
      (actual === undefined || (problem.code === 'invalid-type' && problem.actual === actual)) &&
      (inList !== true || typeof problem.path.at(-1) === 'number'),
  );
  return owner?.rule ?? 'compose/schema';
}

function matches(path: readonly (string | number)[], pattern: string): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, i) => step === '*' || step === String(path[i]));
}
