import type { Category, Finding, Severity } from './finding';
import { globMatcher } from './glob';
import { hash } from './hash';
import { closest } from './nearest';
import type { AnyRule } from './rule';
import { type Span, span } from './span';

export type ConfiguredSeverity = Severity | 'off';

/** A configuration file's content, already known to have the right shape. */
export interface Configuration {
  readonly extends?: readonly string[];
  readonly profiles?: readonly string[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly overrides?: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, RuleSetting>>;
  }[];
  readonly ignore?: readonly string[];
  readonly kubernetesVersion?: string;
}

export interface RuleSetting {
  readonly severity: ConfiguredSeverity | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface RuleState {
  readonly severity: Severity;
  /** A configuration named the severity, so a message's own does not count. */
  readonly fixed: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Which rules run on one file, and how. */
export interface ResolvedRules {
  readonly rules: ReadonlyMap<string, RuleState>;
  /** The release of Kubernetes that is aimed at, as `1.30`; undefined for the newest that is known. */
  readonly kubernetesVersion: string | undefined;
  /** Stands for the whole in caches: equal keys, equal settings. */
  readonly key: string;
}

export const PROFILES = [
  'recommended',
  'strict',
  'all',
  'pod-security-baseline',
  'pod-security-restricted',
  'nsa',
] as const;

const CATEGORIES: readonly Category[] = [
  'correctness',
  'security',
  'reliability',
  'performance',
  'maintainability',
  'style',
];
const LANGUAGES: readonly string[] = ['dockerfile', 'compose', 'kubernetes', 'shell'];

/** The words that stand for many rules in `rules:`. */
export const RULE_GROUPS: readonly string[] = [...LANGUAGES, ...CATEGORIES];

/** Rules that a profile turns on. `strict` is everything but style; the others are the recommended rules and some more. */
function inProfile(rule: AnyRule, profile: string): boolean {
  if (profile === 'all') return true;
  if (profile === 'strict') return rule.recommended || rule.category !== 'style';
  return rule.recommended || rule.profiles?.some((name) => name === profile) === true;
}

/** The layers of configuration for one file, the weakest first. */
export interface ConfigurationLayer {
  readonly configuration: Configuration;
  /** The file's path relative to the configuration's folder, for `overrides`; undefined when it lies elsewhere. */
  readonly path: string | undefined;
}

/**
 * Decides which rules run on a file. Within a layer a language is weaker than a category, a category weaker than an id, and an
 * override stronger than `rules`; later layers win. A setting without a severity (options only) leaves the severity as it is.
 */
export function resolveRules(rules: readonly AnyRule[], layers: readonly ConfigurationLayer[]): ResolvedRules {
  const profiles = layers.flatMap((layer) => layer.configuration.profiles ?? []);
  const chosen = profiles.length > 0 ? profiles : ['recommended'];
  const drafts = new Map<AnyRule, Draft>();
  for (const rule of rules) {
    const on = chosen.some((profile) => inProfile(rule, profile));
    drafts.set(rule, { severity: on ? rule.severity : 'off', fixed: false, options: defaultOptions(rule) });
  }
  const named = rulesByName(rules);
  for (const [name, setting] of layers.flatMap(settingsOf)) {
    for (const rule of named.get(name) ?? []) {
      const draft = drafts.get(rule);
      if (draft) apply(draft, setting);
    }
  }
  const states = new Map<string, RuleState>();
  for (const [{ id }, { severity, fixed, options }] of drafts) {
    if (severity !== 'off') states.set(id, { severity, fixed, options });
  }
  const kubernetesVersion = layers.findLast((layer) => layer.configuration.kubernetesVersion)?.configuration
    .kubernetesVersion;
  return { rules: states, kubernetesVersion, key: hash(JSON.stringify([...states, kubernetesVersion])) };
}

interface Draft {
  severity: ConfiguredSeverity;
  fixed: boolean;
  options: Readonly<Record<string, unknown>>;
}

function apply(draft: Draft, setting: RuleSetting): void {
  if (setting.severity !== undefined) {
    draft.severity = setting.severity;
    draft.fixed = true;
  }
  draft.options = { ...draft.options, ...setting.options };
}

/** The settings of a layer in the order in which they count. */
function settingsOf(layer: ConfigurationLayer): [string, RuleSetting][] {
  const { rules = {}, overrides = [] } = layer.configuration;
  const path = layer.path;
  const groups = [rules];
  for (const override of overrides) {
    if (path !== undefined && override.files.some((glob) => globMatcher(glob)(path))) groups.push(override.rules);
  }
  return groups.flatMap((group) => Object.entries(group).sort(([a], [b]) => rankOf(a) - rankOf(b)));
}

/** A language counts before a category, and that before a rule. */
const rankOf = (name: string): number => (LANGUAGES.includes(name) ? 0 : CATEGORIES.some((c) => c === name) ? 1 : 2);

/** What a name in a configuration stands for: a language, a category, a rule by its name or one that it had. */
function rulesByName(rules: readonly AnyRule[]): ReadonlyMap<string, readonly AnyRule[]> {
  const byName = new Map<string, AnyRule[]>();
  for (const rule of rules) {
    const language = rule.id.slice(0, rule.id.indexOf('/'));
    for (const name of new Set([language, rule.category, rule.id, ...(rule.aka ?? [])])) {
      const known = byName.get(name);
      if (known) known.push(rule);
      else byName.set(name, [rule]);
    }
  }
  return byName;
}

const defaultOptions = (rule: AnyRule): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, schema]) => [name, schema.default]));

/** A parsed configuration file that can tell where a value or a key stands. Keys of the path are names or indices. */
export interface ConfigurationTree {
  readonly value: unknown;
  /** Errors of the text itself, such as a missing quote. */
  readonly errors: readonly { readonly message: string; readonly span: Span }[];
  readonly valueSpan: (path: readonly (string | number)[]) => Span | undefined;
  readonly keySpan: (path: readonly (string | number)[]) => Span | undefined;
}

/** What the schema's validator says of a value, in ajv's terms. */
export interface SchemaError {
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export type SchemaValidator = (value: unknown) => readonly SchemaError[];

export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly findings: readonly Finding[];
}

const SEVERITIES: readonly ConfiguredSeverity[] = ['off', 'hint', 'information', 'warning', 'error'];
const isSeverity = (value: unknown): value is ConfiguredSeverity => SEVERITIES.some((severity) => severity === value);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Takes over what is right in a configuration file; every mistake becomes a finding of `plimsoll/configuration` at its place, and the
 * rest still counts.
 */
export function readConfiguration(
  tree: ConfigurationTree,
  rules: readonly AnyRule[],
  validate: SchemaValidator,
): ReadConfiguration {
  const findings: Finding[] = tree.errors.map((error) => configurationFinding(error.message, error.span));
  if (tree.value === null || tree.value === undefined) return { configuration: {}, findings };
  if (!isRecord(tree.value)) {
    findings.push(
      configurationFinding('A configuration is a mapping, such as `rules:`', tree.valueSpan([]) ?? span(0, 0)),
    );
    return { configuration: {}, findings };
  }
  for (const error of distinct(validate(tree.value))) findings.push(schemaFinding(error, tree));
  const known = ruleNames(rules);
  const value = tree.value;
  const settings = (group: unknown, path: readonly (string | number)[]): Record<string, RuleSetting> =>
    readSettings(group, path, tree, known, findings);
  const overrides = Array.isArray(value['overrides']) ? value['overrides'] : [];
  return {
    configuration: {
      extends: strings(value['extends']),
      profiles: strings(value['profiles']).filter((name) => PROFILES.some((profile) => profile === name)),
      rules: settings(value['rules'], ['rules']),
      overrides: overrides.flatMap((item: unknown, index) =>
        isRecord(item)
          ? [{ files: strings(item['files']), rules: settings(item['rules'], ['overrides', index, 'rules']) }]
          : [],
      ),
      ignore: strings(value['ignore']),
      ...(typeof value['kubernetesVersion'] === 'string' ? { kubernetesVersion: value['kubernetesVersion'] } : {}),
    },
    findings: findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
  };
}

/** A single string counts as a list of one. */
const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');

interface RuleNames {
  readonly all: readonly string[];
  readonly byName: ReadonlyMap<string, AnyRule>;
}

const ruleNames = (rules: readonly AnyRule[]): RuleNames => ({
  all: [...rules.map((rule) => rule.id), ...RULE_GROUPS],
  byName: new Map(rules.flatMap((rule) => [rule.id, ...(rule.aka ?? [])].map((name) => [name, rule] as const))),
});

function readSettings(
  group: unknown,
  path: readonly (string | number)[],
  tree: ConfigurationTree,
  names: RuleNames,
  findings: Finding[],
): Record<string, RuleSetting> {
  const out: Record<string, RuleSetting> = {};
  if (!isRecord(group)) return out;
  for (const [name, value] of Object.entries(group)) {
    if (!names.byName.has(name) && !RULE_GROUPS.includes(name)) {
      const near = closest(name, names.all);
      const at = tree.keySpan([...path, name]) ?? span(0, 0);
      findings.push(
        configurationFinding(`There is no rule \`${name}\`${near ? `; did you mean \`${near}\`?` : ''}`, at),
      );
      continue;
    }
    const setting = readSetting(value);
    if (!setting) continue;
    const rule = names.byName.get(name);
    out[name] = {
      severity: setting.severity,
      options: checkOptions(rule, setting.options, [...path, name, 1], tree, findings),
    };
  }
  return out;
}

function readSetting(value: unknown): RuleSetting | undefined {
  // YAML 1.1 readers take a bare `off` for false.
  if (value === false) return { severity: 'off', options: {} };
  if (isSeverity(value)) return { severity: value, options: {} };
  if (Array.isArray(value)) {
    const [severity, options]: unknown[] = value;
    const read = severity === false ? 'off' : severity;
    return { severity: isSeverity(read) ? read : undefined, options: isRecord(options) ? options : {} };
  }
  return undefined;
}

function checkOptions(
  rule: AnyRule | undefined,
  options: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  tree: ConfigurationTree,
  findings: Finding[],
): Record<string, unknown> {
  const schemas = rule?.options ?? {};
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    const schema = schemas[name];
    const problem = schema
      ? optionProblem(schema, value)
      : `is no option of ${rule ? `\`${rule.id}\`` : 'a group of rules'}${suggest(name, Object.keys(schemas))}`;
    if (problem === undefined) out[name] = value;
    else {
      const at = (schema ? tree.valueSpan([...path, name]) : tree.keySpan([...path, name])) ?? span(0, 0);
      findings.push(configurationFinding(`\`${name}\` ${problem}`, at));
    }
  }
  return out;
}

const suggest = (name: string, among: readonly string[]): string => {
  const near = closest(name, among);
  return near ? `; did you mean \`${near}\`?` : '';
};

function optionProblem(schema: NonNullable<AnyRule['options']>[string], value: unknown): string | undefined {
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is `true` or `false`';
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'is a whole number';
      if (schema.minimum !== undefined && value < schema.minimum) return `is at least ${schema.minimum}`;
      return schema.maximum !== undefined && value > schema.maximum ? `is at most ${schema.maximum}` : undefined;
    case 'string':
      if (typeof value !== 'string') return 'is a text';
      return schema.enum && !schema.enum.includes(value) ? `is one of ${schema.enum.join(', ')}` : undefined;
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'is a list of texts';
  }
}

/** A union's branches each complain; the shortest path of a place is enough. */
function distinct(errors: readonly SchemaError[]): SchemaError[] {
  const byPlace = new Map<string, SchemaError>();
  for (const error of errors) {
    const key =
      error.path.join('\0') +
      (error.keyword === 'additionalProperties' ? String(error.params['additionalProperty']) : '');
    const known = byPlace.get(key);
    if (!known || (known.keyword !== 'enum' && error.keyword === 'enum')) byPlace.set(key, error);
  }
  return [...byPlace.values()];
}

const KEYS = ['extends', 'profiles', 'rules', 'overrides', 'ignore', 'kubernetesVersion', '$schema'];

function schemaFinding(error: SchemaError, tree: ConfigurationTree): Finding {
  const extra = error.params['additionalProperty'];
  if (error.keyword === 'additionalProperties' && typeof extra === 'string') {
    const hint = error.path.length === 0 ? suggest(extra, KEYS) : suggest(extra, ['files', 'rules']);
    return configurationFinding(`Unknown key \`${extra}\`${hint}`, tree.keySpan([...error.path, extra]) ?? span(0, 0));
  }
  const at = tree.valueSpan(error.path) ?? span(0, 0);
  const name = error.path.length > 0 ? `\`${error.path.join('.')}\` ` : 'The configuration ';
  const allowed = error.params['allowedValues'];
  if (error.keyword === 'enum' && Array.isArray(allowed)) {
    return configurationFinding(`${name}is one of ${allowed.join(', ')}`, at);
  }
  if (error.path[0] === 'rules' || error.path.includes('rules')) {
    return configurationFinding(
      `${name}is off, hint, information, warning or error, or a list of that and options`,
      at,
    );
  }
  return configurationFinding(`${name}${error.message}`, at);
}

export const CONFIGURATION_RULE = 'plimsoll/configuration';

export function configurationFinding(message: string, at: Span): Finding {
  return {
    rule: CONFIGURATION_RULE,
    messageId: 'configuration',
    severity: 'error',
    message,
    span: at,
    equivalents: {},
    fixes: [],
    related: [],
    tags: [],
  };
}
