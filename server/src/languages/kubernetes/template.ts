import type { Span } from '../../core/span';
import { sourceText } from '../../core/text';
import type { YamlComment } from '../yaml/nodes';
import { isTemplateText } from '../yaml/template';

/** A stretch of a template that stands there as it will be. */
export interface TemplateText {
  readonly text: string;
  readonly span: Span;
}

/** An object of a template whose version and kind are written out, whatever the values are. */
export interface TemplateObject {
  readonly apiVersion: TemplateText;
  readonly kind: TemplateText;
}

/** What can be said of a template without filling it. */
export interface Template {
  readonly objects: readonly TemplateObject[];
  /** References of images that are written out. */
  readonly images: readonly TemplateText[];
  readonly comments: readonly YamlComment[];
}

/** Why nothing is rewritten in a template. */
export const IN_TEMPLATE = 'the fields around it are filled in later, so they cannot be rewritten here';

const API_VERSION = /^\ufeff?apiVersion:[ \t]+["']?(?<value>[\w./-]+)["']?[ \t]*(?:#.*)?$/;
const KIND = /^\ufeff?kind:[ \t]+["']?(?<value>\w+)["']?[ \t]*(?:#.*)?$/;
const IMAGE = /^[ \t]*(?:-[ \t]+)*image:[ \t]+["']?(?<value>[\w./:@-]+)["']?[ \t]*(?:#.*)?$/;
/** The version is chosen by what the cluster has. */
const CHOOSES = /Capabilities|semverCompare|apiVersion"/;

/**
 * Reads a template of Kubernetes objects (Helm, Jinja, …) line by line; undefined for what is none. An object counts when its document
 * names one version and one kind, both without `{{`, and does not choose them by the cluster.
 */
export function readTemplate(text: string): Template | undefined {
  if (!/^kind:/m.test(text) || !isTemplateText(text)) return undefined;
  const lines = linesOf(text);
  const parts = partsOf(lines).flatMap((part) => {
    const object = objectIn(part);
    return object ? [{ object, images: part.flatMap((line) => find(line, IMAGE)) }] : [];
  });
  return {
    objects: parts.map(({ object }) => object),
    images: parts.flatMap(({ images }) => images),
    comments: lines.flatMap(commentOn),
  };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly number: number;
}

function linesOf(text: string): readonly Line[] {
  const { lineStarts } = sourceText(text);
  return lineStarts.map((start, number) => ({
    text: text.slice(start, lineStarts[number + 1] ?? text.length).trimEnd(),
    start,
    number,
  }));
}

/** The lines of each document. */
function partsOf(lines: readonly Line[]): readonly Line[][] {
  const parts: Line[][] = [[]];
  for (const line of lines) {
    if (line.text.startsWith('---')) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function objectIn(part: readonly Line[]): TemplateObject | undefined {
  // A version or kind that a value decides is a line that begins so and holds no plain word.
  const fields = part.filter(({ text }) => /^\ufeff?(?:apiVersion|kind):/.test(text));
  if (fields.length !== 2 || part.some(({ text }) => CHOOSES.test(text))) return undefined;
  const [apiVersion] = fields.flatMap((line) => find(line, API_VERSION));
  const [kind] = fields.flatMap((line) => find(line, KIND));
  return apiVersion && kind ? { apiVersion, kind } : undefined;
}

/** The value that a pattern's group `value` finds on a line. */
function find({ text, start }: Line, pattern: RegExp): readonly TemplateText[] {
  const match = pattern.exec(text);
  const value = match?.groups?.['value'];
  if (!match || value === undefined) return [];
  const at = start + text.indexOf(value, match[0].indexOf(':') + 1);
  return [{ text: value, span: { start: at, end: at + value.length } }];
}

function commentOn({ text, start, number }: Line): readonly YamlComment[] {
  const content = text.trimStart();
  if (!content.startsWith('#')) return [];
  const from = start + text.length - content.length;
  const span = { start: from, end: start + text.length };
  return [{ span, text: content.slice(1).trim(), line: number, alone: true }];
}
