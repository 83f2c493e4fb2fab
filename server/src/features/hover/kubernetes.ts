import type { Finding } from '../../core/finding';
import { type Span, touches } from '../../core/span';
import { documentAt } from '../../languages/kubernetes/adapter';
import type { KubernetesFacts } from '../../languages/kubernetes/facts';
import { type KubernetesDocument, type Manifest, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { type Descriptions, defaultIn, fieldAt, type Place } from '../../languages/kubernetes/schema/lookup';
import type { ValueType } from '../../languages/kubernetes/schema/types';
import { wordsFor } from '../../languages/kubernetes/schema/words';
import type { YamlEntry, YamlItem, YamlNode, YamlScalar } from '../../languages/yaml/nodes';
import { nodeAt, pathOf, type YamlPath } from '../../languages/yaml/query';
import { goYaml2 } from '../../languages/yaml/values';
import type { Library } from '../library';
import { selectedAt } from '../navigation/kubernetes';
import { formatBytes } from './context-size';
import { cronText } from './cron';
import { imageText } from './image';
import { topicOf } from './kubernetes-topics';
import { code } from './markdown';
import { firstParagraph, type Paragraphs, writeParagraphs } from './paragraphs';
import { PROBES, probeText } from './probe';

export interface KubernetesHoverRequest {
  readonly document: KubernetesDocument;
  readonly facts: KubernetesFacts;
  readonly findings: readonly Finding[];
  readonly offset: number;
  readonly library: Library;
  readonly describe: Descriptions;
  readonly link: (topic: string, label: string) => string;
}

/** What a person should know about the place at `offset`; undefined where there is nothing to say. */
export function hoverKubernetes(
  request: KubernetesHoverRequest,
): { readonly markdown: string; readonly span: Span } | undefined {
  const { document, offset, findings } = request;
  const yaml = documentAt(document, offset);
  const node = yaml && nodeAt(yaml, offset);
  const manifest = document.manifests.find(({ root, yaml: own }) => own === yaml && touches(root.span, offset));
  const parts = node && manifest && partsAt(node, manifest, request);
  const finding = findings.find(({ span, rule }) => touches(span, offset) && !rule.startsWith('plimsoll/'));
  if (!parts && !finding) return undefined;
  const page = finding && request.library.page(finding.rule);
  const name = finding?.rule.slice(finding.rule.indexOf('/') + 1);
  const why = page && `**${name}** ${firstParagraph(page.docs.why)}`;
  const markdown = writeParagraphs(
    {
      // A misspelt field has no text of its own.
      first: parts?.first ?? why ?? `**${name}**`,
      // One paragraph for both, so that the notes have room below it.
      does: finding || parts?.does === undefined ? parts?.does : sentences(parts.does, parts.last),
      why: parts && why,
      last: lastOf(finding, parts),
      trap: parts?.trap,
      topic: page?.notes[0] ?? parts?.topic,
      links: finding ? [finding.rule, ...(page?.notes ?? [])] : [],
    },
    request,
  );
  return { markdown, span: parts?.span ?? finding?.span ?? { start: offset, end: offset } };
}

type Parts = Paragraphs & { readonly span: Span };

const sentences = (text: string, last: string | undefined): string =>
  last === undefined ? text : `${text}${/[.…!?:]$/.test(text) ? '' : '.'} ${last}`;

function lastOf(finding: Finding | undefined, parts: Parts | undefined): string | undefined {
  if (finding?.noFix !== undefined) return `No quick fix: ${finding.noFix}`;
  return finding || parts?.does === undefined ? parts?.last : undefined;
}

/** What the definition says of the field at a key or value, and what the value really is. */
function partsAt(
  node: YamlNode | YamlEntry | YamlItem,
  manifest: Manifest,
  request: KubernetesHoverRequest,
): Parts | undefined {
  const { facts, describe } = request;
  const { apiVersion, kind, root } = manifest;
  if (apiVersion === undefined || kind === undefined || manifest.otherFormat) return undefined;
  const definition = facts.schema?.kindOf(apiVersion, kind)?.definition;
  const path = pathOf(node).slice(pathOf(root).length);
  const place = definition && path.length > 0 ? fieldAt(definition, path) : undefined;
  const topic = topicOf(kind, path);
  if (path.length === 1 && (path[0] === 'kind' || path[0] === 'apiVersion'))
    return { ...kindParts(apiVersion, kind, request), topic, span: spanOf(node) };
  const probe = probeAt(node, manifest, request);
  if (probe) return { ...probe, span: node.kind === 'entry' ? node.key.span : node.span };
  const value = valueText(node, place, path, manifest) ?? selectorText(node, manifest, request);
  if (!place?.field || !place.owner) {
    return value === undefined ? undefined : { first: value, topic, span: node.span };
  }
  const { field, owner } = place;
  const text = field.text ?? describe(owner.id, field.name);
  const standard = field.default ?? (text === undefined ? undefined : defaultIn(text));
  const details = [
    capital(valuesOf(field.type, text) ?? wordsFor(field.type)),
    standard === undefined ? '' : `by default ${code(standard)}`,
    field.since === undefined ? '' : `since Kubernetes ${field.since}`,
  ];
  return {
    first: `**\`${field.name}\`** of ${code(shortId(owner.id))}${value === undefined ? '' : `: ${value}`}`,
    does: text === undefined ? undefined : shortened(text),
    last: `${details.filter(Boolean).join(', ')}.`,
    topic,
    span: spanOf(node),
  };
}

const spanOf = (node: YamlNode | YamlEntry | YamlItem): Span => (node.kind === 'entry' ? node.key.span : node.span);

/** What a kind is, where it lives and since when. */
function kindParts(apiVersion: string, kind: string, { facts, describe }: KubernetesHoverRequest): Paragraphs {
  const info = facts.schema?.kindOf(apiVersion, kind);
  const text = info?.definition && describe(info.definition.id);
  const details = [
    info?.namespaced === undefined ? '' : info.namespaced ? 'in a namespace' : 'of the whole cluster',
    info?.introduced === undefined ? '' : `since Kubernetes ${info.introduced}`,
    info?.removed === undefined ? '' : `gone in ${info.removed}`,
  ].filter(Boolean);
  return {
    first: `**\`${kind}\`** of ${code(apiVersion)}${details.length === 0 ? '' : `: ${details.join(', ')}`}`,
    does: text === undefined ? undefined : shortened(text),
  };
}

const MAX_VALUES = 8;

/** The values that a field takes, when they are few and its text does not tell them. */
function valuesOf(type: ValueType, text = ''): string | undefined {
  const values = type.kind === 'string' ? type.enum : undefined;
  if (!values || values.length > MAX_VALUES || values.every((value) => text.includes(value))) return undefined;
  return `one of ${values.map(code).join(', ')}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `apps/v1.DeploymentSpec` is `DeploymentSpec` for a person. */
const shortId = (id: string): string => id.slice(Math.max(id.lastIndexOf('.'), id.lastIndexOf('/')) + 1);

const MAX_TEXT = 400;

/** Without a last sentence that announces the list below it: `Valid values are:`. */
function withoutAnnouncement(text: string): string {
  if (!text.endsWith(':')) return text;
  const end = text.lastIndexOf('. ');
  return end > 0 ? text.slice(0, end + 1) : text;
}

/** The first sentences of an official text, as many as fit. */
function shortened(text: string): string {
  const flat = withoutAnnouncement(firstParagraph(text).replace(/\s+/g, ' ').trim());
  if (flat.length <= MAX_TEXT) return flat;
  const end = flat.lastIndexOf('. ', MAX_TEXT);
  return end > 80 ? flat.slice(0, end + 1) : `${flat.slice(0, MAX_TEXT)}…`;
}

/** The probe of a container whose key stands at a place. */
function probeAt(
  node: YamlNode | YamlEntry | YamlItem,
  { pod }: Manifest,
  { document, facts }: KubernetesHoverRequest,
): ReturnType<typeof probeText> {
  const entry = node.kind === 'entry' ? node : node.kind === 'item' ? undefined : node.holder;
  const name = entry?.kind === 'entry' ? PROBES.find((probe) => probe === entry.name) : undefined;
  const container = pod?.containers.find((each) => entry?.kind === 'entry' && each.node === entry.mapping);
  return name && container ? probeText(document, facts, container, name) : undefined;
}

const MAX_SELECTED = 4;

/** What a selector takes, as far as the workspace knows. */
function selectorText(
  node: YamlNode | YamlEntry | YamlItem,
  manifest: Manifest,
  { document, facts }: KubernetesHoverRequest,
): string | undefined {
  const objects = selectedAt(document, facts, manifest, node.span.start);
  if (!objects) return undefined;
  if (objects.length === 0) return 'it takes no pod of this workspace';
  const shown = objects.slice(0, MAX_SELECTED).map(({ kind, name }) => code(`${kind}/${name ?? '?'}`));
  const more = objects.length > MAX_SELECTED ? ` and ${objects.length - MAX_SELECTED} more` : '';
  return `it takes the pods of ${shown.join(', ')}${more}`;
}

function valueText(
  node: YamlNode | YamlEntry | YamlItem,
  place: Place | undefined,
  path: YamlPath,
  manifest: Manifest,
): string | undefined {
  const scalar = node.kind === 'scalar' ? node : undefined;
  if (!scalar || isKey(scalar)) return undefined;
  const last = path[path.length - 1];
  if (last === 'image') return imageText(scalar.text);
  if (manifest.kind === 'CronJob' && last === 'schedule' && path.length === 2)
    return cronText(scalar.text, stringAt(mappingAt(manifest.root, 'spec'), 'timeZone'));
  if (place && isQuantity(place.type)) return quantityText(scalar, String(last));
  if (typeof last === 'string' && /^(?:default)?mode$/i.test(last)) return modeText(scalar);
  if (path[0] === 'data' && path.length === 2 && place?.type.kind === 'string' && place.type.format === 'byte')
    return base64Text(scalar);
  return undefined;
}

const isKey = (scalar: YamlScalar): boolean => scalar.holder?.kind === 'entry' && scalar.holder.key === scalar;

const isQuantity = (type: ValueType): boolean => type.kind === 'quantity';

function quantityText(scalar: YamlScalar, resource: string): string | undefined {
  const amount = quantityOf(scalar.text);
  if (amount === undefined) return `${code(scalar.text)} is no quantity`;
  if (resource === 'cpu') return `${code(scalar.text)} is ${coresText(amount)}`;
  return /memory|storage|hugepages/.test(resource) ? `${code(scalar.text)} is ${formatBytes(amount)}` : undefined;
}

function coresText(amount: number): string {
  if (amount < 1) return `${round(amount)} of a CPU core`;
  return amount === 1 ? 'one CPU core' : `${round(amount)} CPU cores`;
}

const round = (value: number): string => String(Number(value.toPrecision(6)));

/** `0644` is 420 for YAML, and 644 is 01204 for the file. */
function modeText(scalar: YamlScalar): string | undefined {
  const value = goYaml2(scalar);
  if (value.kind !== 'int') return undefined;
  const mode = Number(value.value);
  return Number.isSafeInteger(mode) && mode >= 0 ? `mode ${code(`0${mode.toString(8)}`)} (${mode})` : undefined;
}

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** How long the secret is; its text is nobody's business. */
function base64Text(scalar: YamlScalar): string | undefined {
  const text = scalar.text.replace(/\s/g, '');
  if (text === '' || text.length % 4 !== 0 || !BASE64.test(scalar.text))
    return `${code(scalar.text.slice(0, 12))} is not base64`;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return `${(text.length / 4) * 3 - padding} bytes, base64-encoded: that hides nothing`;
}
