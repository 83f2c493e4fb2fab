import type { Edit, Fix } from '../../core/finding';
import { insertEntry, isExplicit, replaceValue, setPath } from '../yaml/edits';
import type { YamlEntry, YamlMapping, YamlScalar } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, entryOf, get, getPath } from '../yaml/query';
import { goYaml2 } from '../yaml/values';
import { rewriteOf } from './api-rewrites';
import { type Manifest, mapEntries, mappingAt } from './model';
import { fix } from './repair-fixes';
import { isPlaceholder } from './schema/scalars';
import { isLater, type KindInfo, type KubernetesSchema } from './schema/types';
import { validate } from './schema/walker';

/** What an object of an old version becomes: a fix, or why there is none. */
export interface Migration {
  readonly apiVersion: string | undefined;
  readonly fixes: readonly Fix[];
  readonly noFix: string | undefined;
}

/** A version that the release which is aimed at no longer has, or is about to lose. */
export interface AgedVersion {
  readonly state: 'removed' | 'deprecated';
  /** The release that removed or deprecated it. */
  readonly since: string;
  readonly replacement: KindInfo | undefined;
}

/** Whether a version is gone or deprecated in a release; undefined for one that is neither, and when the release is not known. */
export function agedVersion(
  schema: KubernetesSchema,
  info: KindInfo | undefined,
  release: string | undefined,
): AgedVersion | undefined {
  if (!info || release === undefined) return undefined;
  const { removed, deprecated } = info;
  const aged = (state: AgedVersion['state'], since: string): AgedVersion => ({
    state,
    since,
    replacement: replacementOf(schema, info, release),
  });
  if (removed !== undefined && !isLater(removed, release)) return aged('removed', removed);
  return deprecated === undefined || isLater(deprecated, release) ? undefined : aged('deprecated', deprecated);
}

/** The version to use instead, as far as the release that is aimed at has it. */
export function replacementOf(
  schema: KubernetesSchema,
  info: KindInfo,
  release: string | undefined,
): KindInfo | undefined {
  const { replacement } = info;
  const named = replacement && schema.kindOf(replacement.apiVersion, info.kind);
  const candidates = [named, ...schema.versionsOf(info.kind)];
  return candidates.find(
    (other): other is KindInfo =>
      other?.definition !== undefined &&
      other.apiVersion !== info.apiVersion &&
      !other.custom &&
      isServed(other, release) &&
      (named !== undefined || replacement?.apiVersion === other.apiVersion),
  );
}

function isServed({ introduced, removed }: KindInfo, release: string | undefined): boolean {
  if (release === undefined) return true;
  if (introduced !== undefined && isLater(introduced, release)) return false;
  return removed === undefined || isLater(removed, release);
}

/** Groups whose workloads had other defaults (update strategy, history, deadline). */
const OTHER_DEFAULTS: ReadonlySet<string> = new Set(['extensions/v1beta1', 'apps/v1beta1']);

/**
 * Moves an object to another version. Where the new definition takes the object as it is, only the version changes; some kinds are
 * rewritten; for the others the reason says what has to change.
 */
export function migrate(manifest: Manifest, from: KindInfo, to: KindInfo, schema: KubernetesSchema): Migration {
  const { apiVersionNode: node, root } = manifest;
  const { apiVersion } = to;
  const none = (noFix: string): Migration => ({ apiVersion, fixes: [], noFix });
  if (!node || !to.definition) return none('the version cannot be replaced here');
  const title = `Migrate to ${apiVersion}`;
  const version = (): readonly Edit[] | undefined => replaceValue(node, apiVersion);
  if (from.kind === 'Ingress') return migrateIngress(manifest, apiVersion, version);
  const rewrite = rewriteOf(manifest, from.apiVersion, apiVersion);
  if (rewrite && 'noFix' in rewrite) return none(rewrite.noFix);
  if (rewrite) {
    const { also, safety } = rewrite;
    const edits = (): readonly Edit[] => join(version(), rewrite.edits()) ?? [];
    const snippet = safety === 'manual' ? { snippet: true } : {};
    return { apiVersion, fixes: [{ title: `${title} (also ${also})`, safety, edits, ...snippet }], noFix: undefined };
  }
  const old = new Set(
    from.definition ? validate(root, from.definition, schema).map(({ span, code }) => `${code} ${span.start}`) : [],
  );
  const news = validate(root, to.definition, schema).filter(({ span, code }) => !old.has(`${code} ${span.start}`));
  if (news.length === 0) {
    const selector = get(get(root, 'spec'), 'selector');
    if (from.kind === 'PodDisruptionBudget' && (asMapping(selector)?.entries.length ?? 0) === 0) {
      return none('an empty selector matches no pod in the old version and every pod in the new one');
    }
    const changed = OTHER_DEFAULTS.has(from.apiVersion) && from.kind !== 'NetworkPolicy';
    return { apiVersion, fixes: [fix(title, changed ? 'unsafe' : 'safe', version)], noFix: undefined };
  }
  const [first] = news;
  if (first?.code === 'missing-required-field' && first.name === 'selector' && news.length === 1) {
    const labels = mapEntries(mappingAt(root, 'spec', 'template', 'metadata'), 'labels');
    const spec = mappingAt(root, 'spec');
    const text = selectorText(labels);
    if (spec && text !== undefined) {
      const edits = (): readonly Edit[] | undefined => join(version(), setPath(spec, ['selector'], text));
      return { apiVersion, fixes: [fix(`${title} (also adds the selector)`, 'unsafe', edits)], noFix: undefined };
    }
  }
  const names = [...new Set(news.flatMap((problem) => ('name' in problem ? [problem.name] : [])))].slice(0, 3);
  if (names.length === 0) return none(`fields have another form in ${apiVersion}`);
  return none(`${names.map((name) => `\`${name}\``).join(', ')} changed in ${apiVersion}`);
}

const join = (...parts: readonly (readonly Edit[] | undefined)[]): readonly Edit[] | undefined =>
  parts.every((part) => part !== undefined) ? parts.flat() : undefined;

function selectorText(labels: readonly YamlEntry[]): string | undefined {
  const lines = labels.map(({ key, value }) => {
    const scalar = value?.kind === 'scalar' ? value : undefined;
    if (key.kind !== 'scalar' || !scalar || isPlaceholder(scalar.text)) return undefined;
    return `  ${sourceOf(key)}: ${sourceOf(scalar)}`;
  });
  if (lines.length === 0 || lines.some((line) => line === undefined || line.includes('\n'))) return undefined;
  return `matchLabels:\n${lines.join('\n')}`;
}

const sourceOf = ({ document, span }: YamlScalar): string => document.source.text.slice(span.start, span.end);

type Change = readonly Edit[] | undefined;

function migrateIngress(manifest: Manifest, apiVersion: string, version: () => Change): Migration {
  const spec = mappingAt(manifest.root, 'spec');
  const edits = (): Change => {
    if (!spec) return version();
    const changes: Change[] = [version()];
    const backend = entryOf(spec, 'backend');
    if (backend) {
      changes.push([{ span: backend.key.span, text: 'defaultBackend' }], backendEdits(backend));
    }
    for (const path of pathsOf(spec)) {
      const entry = entryOf(path, 'backend');
      if (entry) changes.push(backendEdits(entry));
      if (entry && !entryOf(path, 'pathType')) {
        changes.push(insertEntry(path, 'pathType: ImplementationSpecific', { before: entry }));
      }
    }
    return join(...changes);
  };
  if (!edits()) {
    return {
      apiVersion,
      fixes: [],
      noFix: '`backend` has another form in the new version and cannot be rewritten here',
    };
  }
  const more = spec ? ' (also rewrites backend, adds pathType)' : '';
  return { apiVersion, fixes: [fix(`Migrate to ${apiVersion}${more}`, 'safe', edits)], noFix: undefined };
}

function pathsOf(spec: YamlMapping): readonly YamlMapping[] {
  const seen = new Set<YamlMapping>();
  for (const rule of asSequence(get(spec, 'rules'))?.items ?? []) {
    for (const path of asSequence(getPath(rule.value, ['http', 'paths']))?.items ?? []) {
      const mapping = asMapping(path.value);
      if (mapping) seen.add(mapping);
    }
  }
  return [...seen];
}

/** `serviceName` and `servicePort` become `service.name` and `service.port`, on the lines where they stand. */
function backendEdits(entry: YamlEntry): Change {
  const backend = entry.value;
  if (backend?.kind !== 'mapping') return undefined;
  const name = backend.entries.find((each) => each.name === 'serviceName');
  const port = backend.entries.find((each) => each.name === 'servicePort');
  if (!name && !port) return [];
  const target = asScalar(port?.value);
  if (!name || !port || port.value?.kind !== 'scalar' || !target || Math.abs(name.index - port.index) !== 1) {
    return undefined;
  }
  const numeric = goYaml2(target).kind === 'int' || /^\d+$/.test(target.text);
  const key = numeric ? 'number' : 'name';
  const value = numeric ? target.text : sourceOf(target);
  if (backend.flow) return flowBackend(backend, name, key, value);
  const { text } = backend.document.source;
  // An explicit key cannot become several lines.
  if (isExplicit(name) || isExplicit(port)) return undefined;
  const start = (port.index < name.index ? port : name).span.start;
  const column = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const first = `service:\n${column}  `;
  const nested = `port:\n${column}    ${key}`;
  return [
    { span: name.key.span, text: name.index < port.index ? `${first}name` : '  name' },
    { span: port.key.span, text: port.index < name.index ? `${first}${nested}` : `  ${nested}` },
    ...(value === sourceOf(target) ? [] : [{ span: target.span, text: value }]),
  ];
}

function flowBackend(backend: YamlMapping, name: YamlEntry, key: string, value: string): Change {
  if (backend.entries.length !== 2 || name.value?.kind !== 'scalar') return undefined;
  const text = backend.document.source.text.slice(backend.span.start, backend.span.end);
  if (text.includes('\n')) return undefined;
  const quote = name.key.kind === 'scalar' && name.key.style === 'double' ? '"' : '';
  const q = (word: string): string => quote + word + quote;
  const service = `{${q('name')}: ${sourceOf(name.value)}, ${q('port')}: {${q(key)}: ${value}}}`;
  return [{ span: backend.span, text: `{${q('service')}: ${service}}` }];
}
