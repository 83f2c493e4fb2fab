import {
  type DocumentLink,
  type DocumentSymbol,
  ErrorCodes,
  type Location,
  type Position,
  type Range,
  ResponseError,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Span } from '../core/span';
import { sourceText } from '../core/text';
import {
  composeDefinition,
  composeLinks,
  composeOutline,
  composeReferences,
  composeRename,
  renameSpan,
} from '../features/navigation/compose';
import {
  dockerfileDefinition,
  dockerfileLinks,
  dockerfileOutline,
  dockerfileReferences,
} from '../features/navigation/dockerfile';
import {
  kubernetesDefinition,
  kubernetesLinks,
  kubernetesOutline,
  usesIn,
  type Wanted,
  wantedAt,
} from '../features/navigation/kubernetes';
import { sharedAt, sharedIn } from '../features/navigation/kubernetes-shared';
import type { Link, Outline, Place } from '../features/navigation/model';
import type { KubernetesDocument } from '../languages/kubernetes/model';
import { kubernetesLanguage } from '../project/lint-yaml';
import { toOffset, toRange, toWorkspaceEdit } from './convert';
import type { Linted, Session } from './session';

const KINDS: Readonly<Record<Outline['kind'], SymbolKind>> = {
  module: SymbolKind.Module,
  class: SymbolKind.Class,
  object: SymbolKind.Object,
  field: SymbolKind.Field,
  function: SymbolKind.Function,
  key: SymbolKind.Key,
};

async function lintedAt(session: Session, uri: string): Promise<Linted | undefined> {
  const document = session.documents.get(uri);
  const linted = document && (await session.lint(document));
  return linted && linted.version === document.version ? linted : undefined;
}

/** Answers `textDocument/documentSymbol`. */
export async function documentSymbols(session: Session, uri: string): Promise<DocumentSymbol[]> {
  const linted = await lintedAt(session, uri);
  if (!linted) return [];
  const symbol = (outline: Outline): DocumentSymbol => ({
    // An editor refuses an empty name.
    name: outline.name === '' ? '…' : outline.name,
    detail: outline.detail,
    kind: KINDS[outline.kind],
    range: toRange(linted.source, outline.span),
    selectionRange: toRange(linted.source, outline.selection),
    children: outline.children.map(symbol),
  });
  return outlineOf(linted).map(symbol);
}

function outlineOf({ dockerfile, kubernetes, compose }: Linted): readonly Outline[] {
  if (compose) return composeOutline(compose.document);
  if (dockerfile) return dockerfileOutline(dockerfile.document);
  return kubernetes ? kubernetesOutline(kubernetes.document) : [];
}

/** Answers `textDocument/documentLink`. */
export async function documentLinks(session: Session, uri: string): Promise<DocumentLink[]> {
  const linted = await lintedAt(session, uri);
  return (linted ? linksOf(linted) : []).flatMap(({ span, target, tooltip }) => {
    const address = 'address' in target ? target.address : linted?.files.uri(target.file);
    return linted && address !== undefined ? [{ range: toRange(linted.source, span), target: address, tooltip }] : [];
  });
}

function linksOf({ dockerfile, kubernetes, compose }: Linted): readonly Link[] {
  if (compose) return composeLinks(compose.document, compose.facts);
  if (dockerfile) return dockerfileLinks(dockerfile.document);
  return kubernetes ? kubernetesLinks(kubernetes.document) : [];
}

/** Answers `textDocument/definition`. */
export async function definition(session: Session, uri: string, position: Position): Promise<Location[]> {
  const linted = await lintedAt(session, uri);
  if (!linted) return [];
  const offset = toOffset(linted.source, position);
  return locations(linted, definedAt(linted, offset));
}

function definedAt({ dockerfile, kubernetes, compose }: Linted, offset: number): readonly Place[] {
  if (dockerfile) return dockerfileDefinition(dockerfile.document, offset);
  if (compose) return composeDefinition(compose.document, compose.facts, offset);
  return kubernetes ? kubernetesDefinition(kubernetes.document, kubernetes.facts, offset) : [];
}

/** Places as locations; the texts of other files are read for their lines. */
function locations(linted: Linted, places: readonly Place[]): Promise<Location[]> {
  return linted.settle(() =>
    places.flatMap(({ file, span }) => {
      if (file === undefined) return [{ uri: linted.uri, range: toRange(linted.source, span) }];
      const [uri, source] = [linted.files.uri(file), linted.files.source(file)];
      return uri !== undefined && source ? [{ uri, range: toRange(source, span) }] : [];
    }),
  );
}

/** Answers `textDocument/references`. */
export async function references(
  session: Session,
  uri: string,
  position: Position,
  withDeclaration: boolean,
): Promise<Location[]> {
  const linted = await lintedAt(session, uri);
  if (!linted) return [];
  const offset = toOffset(linted.source, position);
  if (linted.dockerfile)
    return locations(linted, dockerfileReferences(linted.dockerfile.document, offset, withDeclaration));
  if (linted.compose) {
    const { document, facts } = linted.compose;
    return locations(linted, composeReferences(document, facts, offset, withDeclaration ? 'all' : 'uses'));
  }
  if (!linted.kubernetes) return [];
  const { document, facts } = linted.kubernetes;
  const wanted = wantedAt(document, offset);
  if (!wanted) return sharedReferences(session, uri, linted, offset, withDeclaration);
  const own = usesIn(document, wanted).map((span) => ({ span }));
  const declared = withDeclaration ? declarations(facts, wanted) : [];
  const here = await locations(linted, [...declared, ...own]);
  const elsewhere = await usesElsewhere(session, uri, wanted.name, (other) => usesIn(other, wanted));
  return [...here, ...elsewhere];
}

/** Who else spells the label or port at a place. */
async function sharedReferences(
  session: Session,
  uri: string,
  linted: Linted,
  offset: number,
  withDeclaration: boolean,
): Promise<Location[]> {
  const document = linted.kubernetes?.document;
  const shared = document && sharedAt(document, offset);
  if (!shared) return [];
  const which = withDeclaration ? 'all' : 'uses';
  const own = sharedIn(document, shared, which).map((span) => ({ span }));
  const elsewhere = await usesElsewhere(session, uri, shared.name, (other) => sharedIn(other, shared, which));
  return [...(await locations(linted, own)), ...elsewhere];
}

/** Answers `textDocument/prepareRename`: only names of Compose projects can be changed. */
export async function prepareRename(session: Session, uri: string, position: Position): Promise<Range | null> {
  const linted = await lintedAt(session, uri);
  const span = linted?.compose && renameSpan(linted.compose.document, toOffset(linted.source, position));
  return linted && span ? toRange(linted.source, span) : null;
}

/** Answers `textDocument/rename`. */
export async function rename(
  session: Session,
  uri: string,
  position: Position,
  newName: string,
): Promise<WorkspaceEdit | null> {
  const linted = await lintedAt(session, uri);
  if (!linted?.compose) return null;
  const { document, facts } = linted.compose;
  const edits = composeRename(document, facts, toOffset(linted.source, position), newName);
  if ('refused' in edits) throw new ResponseError(ErrorCodes.InvalidParams, edits.refused);
  const { capabilities } = session;
  return linted.settle(
    () => toWorkspaceEdit(edits, linted, { capabilities, files: linted.files, snippet: false }) ?? null,
  );
}

function declarations(
  { index, workspace }: NonNullable<Linted['kubernetes']>['facts'],
  wanted: Wanted,
): readonly Place[] {
  const objects = [...(index?.named(wanted.kind, wanted.name) ?? [])];
  return objects.map(({ file, span, keys }) => ({
    ...(file === workspace?.path ? {} : { file }),
    span: (wanted.key === undefined ? undefined : keys?.get(wanted.key)) ?? span,
  }));
}

/** Reads the files of the workspace that hold the name at all. */
async function usesElsewhere(
  session: Session,
  uri: string,
  name: string,
  uses: (document: KubernetesDocument) => readonly Span[],
): Promise<Location[]> {
  const root = session.workspaceRoot(uri);
  const own = root && session.host.relative(root.place, uri);
  const found: Location[] = [];
  for (const file of root?.index().files ?? []) {
    const text = file === own ? undefined : await root?.source.readText(file);
    if (!root || typeof text !== 'string' || !text.includes(name)) continue;
    const source = sourceText(text);
    for (const span of uses(kubernetesLanguage().parse(text)))
      found.push({ uri: session.host.join(root.place, file), range: toRange(source, span) });
  }
  return found;
}
