import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Position,
  type Range,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Edit, Finding, Severity } from '../core/finding';
import type { Span } from '../core/span';
import { offsetAt, positionAt, type SourceText } from '../core/text';
import type { Capabilities } from './capabilities';

/** Offsets and positions are both in UTF-16 code units, so nothing but lines has to be counted. */
export const toPosition = (source: SourceText, offset: number): Position => {
  const { line, column } = positionAt(source, offset);
  return { line, character: column };
};

export const toRange = (source: SourceText, at: Span): Range => ({
  start: toPosition(source, at.start),
  end: toPosition(source, at.end),
});

export const toOffset = (source: SourceText, position: Position): number =>
  offsetAt(source, { line: position.line, column: position.character });

export const toSpan = (source: SourceText, range: Range): Span => ({
  start: toOffset(source, range.start),
  end: toOffset(source, range.end),
});

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export const SOURCE = 'plimsoll';

/** Finds the texts of other files, for ranges in them. */
export interface OtherFiles {
  /** The URI of a path relative to the build context; undefined when it has none. */
  readonly uri: (file: string) => string | undefined;
  readonly source: (file: string) => SourceText | undefined;
}

export function toDiagnostic(
  finding: Finding,
  source: SourceText,
  uri: string,
  capabilities: Capabilities,
  files: OtherFiles,
): Diagnostic {
  const related = finding.related.flatMap((item) => {
    const place = item.file === undefined ? uri : files.uri(item.file);
    const text = item.file === undefined ? source : files.source(item.file);
    return place && text ? [{ location: { uri: place, range: toRange(text, item.span) }, message: item.message }] : [];
  });
  const tags = finding.tags.map((tag) => TAGS[tag]).filter((tag) => capabilities.diagnosticTags.includes(tag));
  return {
    range: toRange(source, finding.span),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    ...codeDescription(finding, capabilities),
    source: SOURCE,
    message: finding.message,
    ...(tags.length > 0 ? { tags } : {}),
    ...(related.length > 0 && capabilities.relatedInformation ? { relatedInformation: related } : {}),
  };
}

/** Where the client shows a rule's page. The tool's own findings have none. */
function codeDescription(finding: Finding, capabilities: Capabilities): { codeDescription?: { href: string } } {
  const { documentationBase } = capabilities.options;
  if (documentationBase === undefined || !capabilities.codeDescriptions || finding.rule.startsWith('plimsoll/'))
    return {};
  return { codeDescription: { href: `${documentationBase}rules/${finding.rule}.md` } };
}

/** What a fix becomes: edits of documents by version, with annotations and snippets as far as the client takes them. */
export function toWorkspaceEdit(
  edits: readonly Edit[],
  document: { readonly uri: string; readonly version: number; readonly source: SourceText },
  options: { readonly capabilities: Capabilities; readonly files: OtherFiles; readonly snippet: boolean },
): WorkspaceEdit | undefined {
  const { capabilities, files } = options;
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const uri = edit.file === undefined ? document.uri : files.uri(edit.file);
    if (uri === undefined) return undefined;
    const known = groups.get(uri);
    if (known) known.push(edit);
    else groups.set(uri, [edit]);
  }
  if (!capabilities.documentChanges) return plainChanges(groups, document, options);
  const annotations: Record<string, ChangeAnnotation> = {};
  const changes: (CreateFile | TextDocumentEdit)[] = [];
  for (const [uri, group] of groups) {
    const own = uri === document.uri;
    const create = group.some((edit) => edit.create);
    if (create) {
      if (!capabilities.createFiles) return undefined;
      changes.push(CreateFile.create(uri, { ignoreIfExists: true }));
    }
    const source = own ? document.source : create ? EMPTY : sourceOf(files, group);
    if (!source) return undefined;
    const list = group.map((edit) => textEdit(edit, source, options, annotations));
    changes.push({ textDocument: { uri, version: own ? document.version : null }, edits: list });
  }
  return {
    documentChanges: changes,
    ...(Object.keys(annotations).length > 0 ? { changeAnnotations: annotations } : {}),
  };
}

const EMPTY: SourceText = { text: '', lineStarts: [0], eol: '\n' };

const sourceOf = (files: OtherFiles, group: readonly Edit[]): SourceText | undefined => {
  const file = group[0]?.file;
  return file === undefined ? undefined : files.source(file);
};

function plainChanges(
  groups: ReadonlyMap<string, readonly Edit[]>,
  document: { readonly uri: string; readonly source: SourceText },
  options: { readonly files: OtherFiles; readonly snippet: boolean },
): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const [uri, group] of groups) {
    const source = uri === document.uri ? document.source : sourceOf(options.files, group);
    if (!source || group.some((edit) => edit.create)) return undefined;
    changes[uri] = group.map((edit) => ({
      range: toRange(source, edit.span),
      newText: plainText(edit.text, options.snippet),
    }));
  }
  return { changes };
}

function textEdit(
  edit: Edit,
  source: SourceText,
  options: { readonly capabilities: Capabilities; readonly snippet: boolean },
  annotations: Record<string, ChangeAnnotation>,
): TextEdit | AnnotatedTextEdit | SnippetTextEdit {
  const range = toRange(source, edit.span);
  if (options.snippet && options.capabilities.snippetEdits)
    return { range, snippet: { kind: 'snippet', value: edit.text } };
  const newText = plainText(edit.text, options.snippet);
  if (edit.note === undefined || !options.capabilities.changeAnnotations) return { range, newText };
  annotations[edit.note] = { label: edit.note, needsConfirmation: false };
  return { range, newText, annotationId: edit.note };
}

/** A snippet for a client without snippets: each tab stop leaves its placeholder. */
const plainText = (text: string, snippet: boolean): string =>
  snippet
    ? text.replace(/\$\{\d+:([^}]*)\}|\$\{?\d+\}?/g, (_, placeholder: string | undefined) => placeholder ?? '')
    : text;
