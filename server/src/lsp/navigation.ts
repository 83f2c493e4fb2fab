import {
  type DocumentLink,
  type DocumentSymbol,
  type Location,
  type Position,
  SymbolKind,
} from 'vscode-languageserver';
import { sourceText } from '../core/text';
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
import type { Link, Outline, Place } from '../features/navigation/model';
import { parseKubernetes } from '../languages/kubernetes/model';
import { toOffset, toRange } from './convert';
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

function outlineOf({ dockerfile, kubernetes }: Linted): readonly Outline[] {
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

function linksOf({ dockerfile, kubernetes }: Linted): readonly Link[] {
  if (dockerfile) return dockerfileLinks(dockerfile.document);
  return kubernetes ? kubernetesLinks(kubernetes.document) : [];
}

/** Answers `textDocument/definition`. */
export async function definition(session: Session, uri: string, position: Position): Promise<Location[]> {
  const linted = await lintedAt(session, uri);
  if (!linted) return [];
  const offset = toOffset(linted.source, position);
  const places = linted.dockerfile
    ? dockerfileDefinition(linted.dockerfile.document, offset)
    : linted.kubernetes
      ? kubernetesDefinition(linted.kubernetes.document, linted.kubernetes.facts, offset)
      : [];
  return locations(linted, places);
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
  if (!linted.kubernetes) return [];
  const { document, facts } = linted.kubernetes;
  const wanted = wantedAt(document, offset);
  if (!wanted) return [];
  const own = usesIn(document, wanted).map((span) => ({ span }));
  const declared = withDeclaration ? declarations(facts, wanted) : [];
  const here = await locations(linted, [...declared, ...own]);
  return [...here, ...(await usesElsewhere(session, uri, wanted))];
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
async function usesElsewhere(session: Session, uri: string, wanted: Wanted): Promise<Location[]> {
  const root = session.workspaceRoot(uri);
  const own = root && session.host.relative(root.place, uri);
  const found: Location[] = [];
  for (const file of root?.index.files ?? []) {
    const text = file === own ? undefined : await root?.source.readText(file);
    if (!root || typeof text !== 'string' || !text.includes(wanted.name)) continue;
    const source = sourceText(text);
    for (const span of usesIn(parseKubernetes(text), wanted))
      found.push({ uri: session.host.join(root.place, file), range: toRange(source, span) });
  }
  return found;
}
