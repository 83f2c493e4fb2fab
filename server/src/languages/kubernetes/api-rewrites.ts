import type { Edit, Safety } from '../../core/finding';
import { insertEntry, isExplicit, removeEntry } from '../yaml/edits';
import type { YamlEntry, YamlMapping, YamlNode } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, entryOf, get, getPath } from '../yaml/query';
import { booleanAt, type Manifest, mappingAt, mappingsAt, stringAt } from './model';

type Change = readonly Edit[] | undefined;

/** How the fields of an object change with its version, or why nobody but a person can say. */
export type Rewrite =
  | { readonly edits: () => Change; readonly also: string; readonly safety: Safety }
  | { readonly noFix: string };

/** The rewriting that a kind needs on its way to another version; undefined where the version alone changes. */
export function rewriteOf(manifest: Manifest, from: string, to: string): Rewrite | undefined {
  const { kind } = manifest;
  if (kind === 'HorizontalPodAutoscaler' && from === 'autoscaling/v2beta1' && /^autoscaling\/v2(?:beta2)?$/.test(to))
    return autoscaler(manifest);
  if (kind === 'EndpointSlice' && to === 'discovery.k8s.io/v1') return endpointSlice(manifest);
  if (kind === 'CustomResourceDefinition' && to === 'apiextensions.k8s.io/v1') return definition(manifest);
  if (kind === 'CertificateSigningRequest' && to === 'certificates.k8s.io/v1') return signingRequest(manifest);
  const webhooks = kind === 'MutatingWebhookConfiguration' || kind === 'ValidatingWebhookConfiguration';
  return webhooks && to === 'admissionregistration.k8s.io/v1' ? admission(manifest) : undefined;
}

const join = (...parts: readonly Change[]): Change =>
  parts.every((part) => part !== undefined) ? parts.flat() : undefined;

const textOf = ({ document, span }: YamlNode | { document: YamlNode['document']; span: YamlNode['span'] }): string =>
  document.source.text.slice(span.start, span.end);

const ownEntry = (mapping: YamlMapping, name: string): YamlEntry | undefined =>
  mapping.entries.find((entry) => entry.name === name);

/** Blanks as far as a mapping's keys stand in. */
function indentOf({ key }: YamlEntry): string {
  const { text } = key.document.source;
  const start = text.lastIndexOf('\n', key.span.start - 1) + 1;
  return ' '.repeat(key.span.start - start - (text.charCodeAt(start) === 0xfeff ? 1 : 0));
}

const quoteOf = ({ key }: YamlEntry): string => (key.kind === 'scalar' && key.style === 'double' ? '"' : '');

/** `key: value` becomes `outer: {…fixed, inner: value}`; comments behind the value stay. */
function wrap(entry: YamlEntry, outer: string, fixed: readonly (readonly [string, string])[], inner: string): Change {
  const { key, value, mapping } = entry;
  if (value?.kind !== 'scalar' || value.anchor || value.tag) return undefined;
  if (mapping.flow) {
    const q = quoteOf(entry);
    const parts = fixed.map(([name, text]) => `${q}${name}${q}: ${q}${text}${q}`);
    const body = [...parts, `${q}${inner}${q}: ${textOf(value)}`].join(', ');
    return [{ span: entry.span, text: `${q}${outer}${q}: {${body}}` }];
  }
  if (isExplicit(entry)) return undefined;
  const indent = `\n${indentOf(entry)}  `;
  const lines = [...fixed.map(([name, text]) => `${name}: ${text}`), inner];
  return [{ span: key.span, text: `${outer}:${indent}${lines.join(indent)}` }];
}

const SOURCES = ['resource', 'containerResource', 'pods', 'object', 'external'];

/** What a target was called, and what it is of now. */
const TARGETS: readonly (readonly [string, string, string])[] = [
  ['targetAverageUtilization', 'Utilization', 'averageUtilization'],
  ['targetAverageValue', 'AverageValue', 'averageValue'],
  ['averageValue', 'AverageValue', 'averageValue'],
  ['targetValue', 'Value', 'value'],
];

function autoscaler(manifest: Manifest): Rewrite | undefined {
  const metrics = mappingsAt(mappingAt(manifest.root, 'spec'), 'metrics');
  const sources = metrics.flatMap((metric) => SOURCES.flatMap((name) => asMapping(get(metric, name)) ?? []));
  if (sources.length === 0) return undefined;
  const edits = (): Change => join(...[...new Set(sources)].map(metricEdits));
  if (edits() === undefined)
    return { noFix: 'the metrics have another form in the new version and cannot be rewritten here' };
  return { edits, also: 'rewrites the metrics', safety: 'safe' };
}

function metricEdits(source: YamlMapping): Change {
  const changes: Change[] = [];
  const object = ownEntry(source, 'target');
  if (object && asMapping(object.value) && entryOf(object.value, 'kind')) {
    changes.push([{ span: object.key.span, text: `${quoteOf(object)}describedObject${quoteOf(object)}` }]);
  } else if (object) return undefined;
  const targets = TARGETS.flatMap(([name, type, inner]) => {
    const entry = ownEntry(source, name);
    return entry ? [wrap(entry, 'target', [['type', type]], inner)] : [];
  });
  // Two of them are joined by hand; an object had a target value and an average beside it.
  if (targets.length !== 1) return undefined;
  return join(...changes, ...targets, nameEdits(source));
}

/** `metricName` and its selector become `metric.name` and `metric.selector`. */
function nameEdits(source: YamlMapping): Change {
  const name = ownEntry(source, 'metricName');
  const selector = ownEntry(source, 'metricSelector') ?? ownEntry(source, 'selector');
  if (!name) return selector ? undefined : [];
  const named = wrap(name, 'metric', [], 'name');
  if (!selector) return named;
  // What follows its name directly is indented below it.
  if (source.flow || isExplicit(selector) || selector.index !== name.index + 1 || selector.value?.kind === 'alias')
    return undefined;
  const { text } = source.document.source;
  const edits: Edit[] = [{ span: selector.key.span, text: '  selector' }];
  for (
    let at = text.indexOf('\n', selector.span.start);
    at >= 0 && at < selector.span.end;
    at = text.indexOf('\n', at + 1)
  ) {
    const start = at + 1;
    edits.push({ span: { start, end: start }, text: '  ' });
  }
  return join(named, edits);
}

const PLACES = new Map([
  ['kubernetes.io/hostname', 'nodeName'],
  ['topology.kubernetes.io/zone', 'zone'],
]);

function endpointSlice(manifest: Manifest): Rewrite | undefined {
  const topologies = mappingsAt(manifest.root, 'endpoints').flatMap((endpoint) => ownEntry(endpoint, 'topology') ?? []);
  if (topologies.length === 0) return undefined;
  const edits = (): Change => join(...topologies.map(topologyEdits));
  if (edits() === undefined) return { noFix: '`topology` cannot be rewritten here' };
  return { edits, also: 'rewrites topology', safety: 'safe' };
}

function topologyEdits(entry: YamlEntry): Change {
  const { value, mapping } = entry;
  if (
    value?.kind !== 'mapping' ||
    value.anchor ||
    textOf({ document: mapping.document, span: entry.span }).includes('#')
  )
    return undefined;
  const q = quoteOf(entry);
  const moved: string[] = [];
  const kept: string[] = [];
  for (const { name, value: scalar, key } of value.entries) {
    if (scalar?.kind !== 'scalar') return undefined;
    const field = PLACES.get(name);
    if (field === undefined) kept.push(`${textOf(key)}: ${textOf(scalar)}`);
    else if (!ownEntry(mapping, field)) moved.push(`${q}${field}${q}: ${textOf(scalar)}`);
  }
  const indent = `\n${indentOf(entry)}`;
  if (kept.length > 0 && mapping.flow) moved.push(`${q}deprecatedTopology${q}: {${kept.join(', ')}}`);
  else if (kept.length > 0) moved.push(['deprecatedTopology:', ...kept].join(`${indent}  `));
  if (moved.length === 0) return removeEntry(entry);
  return [{ span: entry.span, text: moved.join(mapping.flow ? ', ' : indent) }];
}

/** What must be said now, and what the old version meant when nothing was said. */
const WEBHOOK = [
  ['sideEffects', 'None'],
  ['admissionReviewVersions', '[v1beta1]'],
  ['failurePolicy', 'Ignore'],
  ['matchPolicy', 'Exact'],
  ['timeoutSeconds', '30'],
] as const;

function admission(manifest: Manifest): Rewrite | undefined {
  const webhooks = [...new Set(mappingsAt(manifest.root, 'webhooks'))];
  const effects = webhooks.map((webhook) => stringAt(webhook, 'sideEffects'));
  if (effects.some((effect) => effect === 'Unknown' || effect === 'Some'))
    return { noFix: '`sideEffects` must be `None` or `NoneOnDryRun` in the new version' };
  const missing = (webhook: YamlMapping): string =>
    WEBHOOK.filter(([name]) => !entryOf(webhook, name))
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  const lacking = webhooks.filter((webhook) => missing(webhook) !== '');
  if (lacking.length === 0) return undefined;
  const edits = (): Change => join(...lacking.map((webhook) => insertEntry(webhook, missing(webhook))));
  if (edits() === undefined)
    return { noFix: '`sideEffects` and `admissionReviewVersions` are required in the new version' };
  return { edits, also: 'says sideEffects and the old defaults', safety: 'unsafe' };
}

function signingRequest(manifest: Manifest): Rewrite | undefined {
  const spec = mappingAt(manifest.root, 'spec');
  if (!spec) return undefined;
  if (stringAt(spec, 'signerName') === 'kubernetes.io/legacy-unknown')
    return { noFix: 'the signer `kubernetes.io/legacy-unknown` is gone; name another one' };
  const lines = [
    ...(entryOf(spec, 'signerName') ? [] : ['signerName: ${1:kubernetes.io/kube-apiserver-client}']),
    ...(entryOf(spec, 'usages') ? [] : ['usages:\n  - ${2:client auth}']),
  ];
  if (lines.length === 0) return undefined;
  const edits = (): Change => insertEntry(spec, lines.join('\n'));
  if (edits() === undefined) return { noFix: '`signerName` and `usages` are required in the new version' };
  return { edits, also: 'asks for the signer', safety: 'manual' };
}

/** What stood beside the versions and belongs to each of them now. */
const PER_VERSION = ['validation', 'subresources', 'additionalPrinterColumns'];

function definition(manifest: Manifest): Rewrite {
  const spec = mappingAt(manifest.root, 'spec');
  const no = (noFix: string): Rewrite => ({ noFix });
  if (!spec || spec.flow) return no('the fields moved below `versions` and cannot be rewritten here');
  if (booleanAt(spec, 'preserveUnknownFields') === true)
    return no('`preserveUnknownFields: true` is gone; the schema has to say what is kept');
  if (
    entryOf(mappingAt(spec, 'conversion'), 'webhookClientConfig') ||
    entryOf(mappingAt(spec, 'conversion'), 'conversionReviewVersions')
  )
    return no('`conversion` has another form in the new version');
  const shared = PER_VERSION.flatMap((name) => ownEntry(spec, name) ?? []);
  const versions = mappingsAt(spec, 'versions');
  if (versions.length > 1 && (shared.length > 0 || versions.some((version) => !entryOf(version, 'schema'))))
    return no('the schema has to stand under each of the `versions`');
  const edits = (): Change => definitionEdits(spec, shared, versions);
  if (edits() === undefined) return no('the fields moved below `versions` and cannot be rewritten here');
  return { edits, also: 'moves the schema below versions', safety: 'unsafe' };
}

const OPEN_SCHEMA = 'schema:\n  openAPIV3Schema:\n    type: object\n    x-kubernetes-preserve-unknown-fields: true';

function definitionEdits(spec: YamlMapping, shared: readonly YamlEntry[], versions: readonly YamlMapping[]): Change {
  const blocks = shared.map(blockFor);
  if (blocks.some((block) => block === undefined)) return undefined;
  const [only] = versions;
  if (
    versions.length === 1
      ? !entryOf(only, 'schema') && !ownEntry(spec, 'validation')
      : versions.length === 0 && !ownEntry(spec, 'validation')
  )
    blocks.unshift(OPEN_SCHEMA);
  const changes: Change[] = shared.map((entry) => removeEntry(entry, { moved: true }));
  const version = ownEntry(spec, 'version');
  if (!only) {
    if (version?.value?.kind !== 'scalar' || isExplicit(version)) return undefined;
    const indent = `\n${indentOf(version)}`;
    const lines = ['served: true', 'storage: true', ...blocks.flatMap((block) => block?.split('\n') ?? [])];
    const { end } = version.value.span;
    changes.push([
      { span: version.key.span, text: `versions:${indent}  - name` },
      {
        span: { start: lineEnd(version, end), end: lineEnd(version, end) },
        text: lines.map((line) => (line === '' ? '\n' : `${indent}    ${line}`)).join(''),
      },
    ]);
  } else {
    if (version) changes.push(removeEntry(version));
    if (blocks.length > 0) changes.push(insertEntry(only, blocks.join('\n')));
    changes.push(...versions.map(renameColumns));
  }
  if (!entryOf(spec, 'scope')) changes.push(scopeEdits(spec));
  return join(...changes);
}

/** The old version took a missing scope for this. */
function scopeEdits(spec: YamlMapping): Change {
  const before = ownEntry(spec, 'group');
  return before ? insertEntry(spec, 'scope: Namespaced', { before }) : undefined;
}

const lineEnd = ({ key }: YamlEntry, offset: number): number => {
  const { text } = key.document.source;
  const at = text.indexOf('\n', offset);
  const end = at < 0 ? text.length : at;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
};

const JSON_PATH = /^([ ]*(?:- )?)JSONPath:/gm;

/** A block as it is to stand below a version, from column 0. */
function blockFor(entry: YamlEntry): string | undefined {
  const { name, value, span } = entry;
  if (value?.kind === 'alias' || value?.anchor || !value) return undefined;
  const { text } = entry.key.document.source;
  const column = indentOf(entry).length;
  const lines = text.slice(span.start, lineEnd(entry, span.end)).replaceAll('\r', '').split('\n');
  if (lines.slice(1).some((line) => line.trim() !== '' && line.slice(0, column).trim() !== '')) return undefined;
  const block = lines
    .map((line, index) => (index === 0 ? line : line.slice(column)))
    .join('\n')
    .trimEnd();
  if (name === 'additionalPrinterColumns') return block.replace(JSON_PATH, '$1jsonPath:');
  if (name !== 'validation') return block;
  const schema = mappingAt(asMapping(value), 'openAPIV3Schema');
  if (!schema || schema.flow || value.kind !== 'mapping' || value.flow) return undefined;
  const typed = entryOf(schema, 'type') ? '' : `\n${indentOf(schema.entries[0] ?? entry).slice(column)}type: object`;
  return block.replace(/^validation:/, 'schema:').replace(/^([ ]+openAPIV3Schema:.*)$/m, `$1${typed}`);
}

function renameColumns(version: YamlMapping): Change {
  const columns = asSequence(getPath(version, ['additionalPrinterColumns']))?.items ?? [];
  return columns.flatMap(({ value }) => {
    const entry = asMapping(value)?.entries.find(({ name }) => name === 'JSONPath');
    if (!entry || !asScalar(entry.key)) return [];
    return [{ span: entry.key.span, text: `${quoteOf(entry)}jsonPath${quoteOf(entry)}` }];
  });
}
