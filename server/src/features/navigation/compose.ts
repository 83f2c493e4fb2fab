import type { Edit } from '../../core/finding';
import { type Span, touches } from '../../core/span';
import { buildOf } from '../../languages/compose/build';
import { envFilesOf } from '../../languages/compose/environment';
import { type ComposeFacts, workspacePath } from '../../languages/compose/facts';
import type { ComposeFile } from '../../languages/compose/file';
import { type ComposeDocument, SECTIONS, type SectionName } from '../../languages/compose/model';
import { mountsOf } from '../../languages/compose/mounts';
import { type Reference, referencesOf } from '../../languages/compose/references';
import { Service } from '../../languages/compose/service';
import { asMap, asScalar, at, type Entry, type ScalarValue, scalarsOf, textOf } from '../../languages/compose/tree';
import type { YamlNode } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';
import { imagePage } from './images';
import type { Link, Outline, Place } from './model';

/** The sections with what they declare. */
export const composeOutline = (document: ComposeDocument): readonly Outline[] =>
  document.roots.flatMap((root) =>
    root.entries.flatMap((entry): readonly Outline[] => {
      const written = entry.written;
      if (!written || entry.file !== document.file) return [];
      return [
        {
          name: entry.name,
          detail: textOf(entry.value) ?? '',
          kind: 'module',
          span: written.span,
          selection: entry.keySpan,
          children: SECTIONS.some((name) => name === entry.name) ? children(entry, document.file) : [],
        },
      ];
    }),
  );

const children = (section: Entry, file: ComposeFile): readonly Outline[] =>
  (asMap(section.value)?.entries ?? []).flatMap((entry) =>
    entry.written && entry.file === file && inside(entry.written.span, section.written?.span)
      ? [
          {
            name: entry.name,
            detail: textOf(at(entry.value, 'image')) ?? '',
            kind: 'object' as const,
            span: entry.written.span,
            selection: entry.keySpan,
            children: [],
          },
        ]
      : [],
  );

/** What a merge key brings stands elsewhere. */
const inside = (inner: Span, outer: Span | undefined): boolean =>
  outer !== undefined && inner.start >= outer.start && inner.end <= outer.end;

/** Images lead to their pages; Dockerfiles, env files, included files and mounted files to themselves. */
export function composeLinks(document: ComposeDocument, facts: ComposeFacts): readonly Link[] {
  const file = (scalar: ScalarValue | undefined, path = scalar?.text): readonly Link[] => {
    const target = path === undefined ? undefined : workspacePath(path, facts);
    return scalar && target !== undefined && scalar.file === document.file
      ? [{ span: scalar.span, target: { file: target }, tooltip: `Open ${target}` }]
      : [];
  };
  const included = document.top('include')?.value;
  return distinct([
    ...(included?.kind === 'list' ? included.items : []).flatMap(({ value }) =>
      scalarsOf(value.kind === 'map' ? value.get('path') : value).flatMap((scalar) => file(scalar)),
    ),
    ...document.services.flatMap((service) => serviceLinks(service, document, file)),
    ...document.resources.flatMap(({ value }) => file(asScalar(value?.get('file')))),
  ]);
}

/** What a merge key repeats stands in the file once. */
const distinct = (links: readonly Link[]): readonly Link[] => [
  ...new Map(links.map((link) => [link.span.start, link])).values(),
];

function serviceLinks(
  service: Service,
  document: ComposeDocument,
  file: (scalar: ScalarValue | undefined, path?: string) => readonly Link[],
): readonly Link[] {
  const image = asScalar(service.get('image'));
  const build = buildOf(service);
  // Beside a build it is the name of what is built.
  const address =
    image?.file === document.file && image.text !== undefined && !build ? imagePage(image.text) : undefined;
  const context = build?.context;
  const dockerfile = build?.dockerfileScalar;
  return [
    ...(image && address !== undefined
      ? [{ span: image.span, target: { address }, tooltip: `Open the page of ${image.text}` }]
      : []),
    ...(dockerfile?.text === undefined || context === undefined
      ? []
      : file(dockerfile, `${context}/${dockerfile.text}`)),
    ...(build && !dockerfile && !build.inline && context !== undefined
      ? file(build.contextScalar, `${context}/Dockerfile`)
      : []),
    ...envFilesOf(service).flatMap(({ scalar }) => file(scalar)),
    ...file(asScalar(service.at('extends', 'file'))),
    ...mountsOf(service).flatMap(({ type, source, value, sourceSpan }) =>
      type === 'bind' && source !== undefined && /\.[A-Za-z0-9]{1,5}$/.test(source) && value.kind === 'scalar'
        ? file(value, source).map((link) => ({ ...link, span: sourceSpan ?? link.span }))
        : [],
    ),
  ];
}

/** Something that has a name in a project. */
export interface NamedThing {
  readonly section: SectionName;
  readonly name: string;
  /** The name at the place that was asked about. */
  readonly span: Span;
}

/** The service, network, volume … that a place declares or names. */
export function thingAt(document: ComposeDocument, offset: number): NamedThing | undefined {
  for (const { section, name, span } of namesIn(document.file))
    if (touches(span, offset)) return { section, name, span };
  return undefined;
}

interface NameUse extends NamedThing {
  readonly declares: boolean;
}

/** Every place of a file that declares or names something. */
function namesIn(file: ComposeFile): readonly NameUse[] {
  const found = new Map<number, NameUse>();
  const add = (section: SectionName, name: string | undefined, span: Span, declares: boolean): void => {
    const bare = name === undefined ? undefined : spanOfName(file, name, span);
    if (name !== undefined && bare) found.set(bare.start, { section, name, span: bare, declares });
  };
  for (const root of file.roots) {
    for (const section of SECTIONS) {
      for (const entry of asMap(asMap(root)?.get(section))?.entries ?? []) {
        if (entry.file === file) add(section, entry.name, entry.keySpan, true);
        if (section === 'services') for (const use of usesOf(new Service(entry), file)) add(...use, false);
      }
    }
  }
  return [...found.values()];
}

/** Where a name itself stands in its place, without quotes; undefined where it is written in another way. */
function spanOfName({ source }: ComposeFile, name: string, { start, end }: Span): Span | undefined {
  const written = source.text.slice(start, end);
  if (written === name) return { start, end };
  return written === `"${name}"` || written === `'${name}'` ? { start: start + 1, end: end - 1 } : undefined;
}

function usesOf(service: Service, file: ComposeFile): readonly [SectionName, string | undefined, Span][] {
  const named = referencesOf(service).flatMap((reference): [SectionName, string | undefined, Span][] =>
    reference.file === file ? [[reference.section, reference.name, nameSpan(reference)]] : [],
  );
  const base =
    asScalar(service.get('extends')) ??
    (service.at('extends', 'file') ? undefined : asScalar(service.at('extends', 'service')));
  return base?.file === file && base.text !== undefined
    ? [...named, ['services', base.text, base.part(0, base.text.length)]]
    : named;
}

/** Without the quotes around it. */
const nameSpan = ({ scalar, name, span }: Reference): Span =>
  scalar && name !== undefined && scalar.text === name ? scalar.part(0, name.length) : span;

const placeIn = (file: ComposeFile, document: ComposeDocument, span: Span): Place =>
  file === document.file || file.path === undefined ? { span } : { file: file.path, span };

/** Where what is named at a place is declared: in every file of the project that has a part in it; an alias leads to its anchor. */
export function composeDefinition(document: ComposeDocument, facts: ComposeFacts, offset: number): readonly Place[] {
  const anchor = anchorAt(document, offset);
  if (anchor) return anchor.declaration ? [{ span: anchor.declaration }] : [];
  return composeReferences(document, facts, offset, 'declarations');
}

/** All places of the project that declare or name a thing. */
export function composeReferences(
  document: ComposeDocument,
  facts: ComposeFacts,
  offset: number,
  which: 'all' | 'uses' | 'declarations',
): readonly Place[] {
  const anchor = anchorAt(document, offset);
  if (anchor)
    return anchor.spans.filter((span) => which !== 'uses' || span !== anchor.declaration).map((span) => ({ span }));
  const thing = thingAt(document, offset);
  if (!thing) return [];
  const files = new Set([document.file, ...facts.project.allFiles]);
  return [...files].flatMap((file) =>
    namesIn(file).flatMap(({ section, name, span, declares }) =>
      section === thing.section && name === thing.name && (which === 'all' || declares === (which === 'declarations'))
        ? [placeIn(file, document, span)]
        : [],
    ),
  );
}

interface AnchorUse {
  readonly name: string;
  /** The name at the place that was asked about. */
  readonly at: Span;
  readonly declaration: Span | undefined;
  readonly spans: readonly Span[];
}

/** The anchor that a place sets or uses, with all places of its document that have to do with it. */
function anchorAt(document: ComposeDocument, offset: number): AnchorUse | undefined {
  const uses: { readonly name: string; readonly span: Span; readonly declares: boolean }[] = [];
  const yaml = document.stream.documents.find(({ span }) => touches(span, offset));
  walk(yaml?.root, (node) => void uses.push(...namesOf(node)));
  const here = uses.find(({ span }) => touches(span, offset));
  if (!here) return undefined;
  const same = uses.filter(({ name }) => name === here.name);
  return {
    name: here.name,
    at: here.span,
    declaration: same.find(({ declares }) => declares)?.span,
    spans: same.map(({ span }) => span),
  };
}

/** Names behind `&` and `*`, without the sign. */
function namesOf(node: YamlNode): { readonly name: string; readonly span: Span; readonly declares: boolean }[] {
  const behind = ({ start, end }: Span, name: string): Span => ({
    start: end - name.length,
    end: Math.max(start, end),
  });
  const found = node.anchor
    ? [{ name: node.anchor.name, span: behind(node.anchor.span, node.anchor.name), declares: true }]
    : [];
  return node.kind === 'alias'
    ? [...found, { name: node.name, span: behind(node.span, node.name), declares: false }]
    : found;
}

/** The name that can be changed at a place. */
export const renameSpan = (document: ComposeDocument, offset: number): Span | undefined =>
  anchorAt(document, offset)?.at ?? thingAt(document, offset)?.span;

/** Gives a thing another name wherever the project names it; why not, when the name is none. */
export function composeRename(
  document: ComposeDocument,
  facts: ComposeFacts,
  offset: number,
  to: string,
): readonly Edit[] | { readonly refused: string } {
  const isAnchor = anchorAt(document, offset) !== undefined;
  if (isAnchor ? !/^[^\s,[\]{}]+$/.test(to) : !/^[a-zA-Z0-9._-]+$/.test(to))
    return { refused: 'A name may hold letters, digits, dots, dashes and underscores' };
  const thing = thingAt(document, offset);
  if (!isAnchor && thing && facts.project.has(thing.section, to) && to !== thing.name)
    return { refused: `There is a ${thing.section.slice(0, -1)} ${to} already` };
  return composeReferences(document, facts, offset, 'all').map(({ file, span }) => ({
    span,
    text: to,
    ...(file === undefined ? {} : { file }),
  }));
}
