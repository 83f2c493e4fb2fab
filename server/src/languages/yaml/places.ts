import type { LanguageAdapter } from '../../core/language';
import type { Span } from '../../core/span';
import { lineAt, lineSpan, type SourceText } from '../../core/text';
import type { YamlComment, YamlDocument, YamlEntry, YamlItem, YamlNode, YamlStream } from './nodes';
import { nodeAt } from './query';

/** What a document in a language of YAML has. */
export interface OfYaml {
  readonly source: SourceText;
  readonly stream: YamlStream;
  readonly comments: readonly YamlComment[];
}

/** The document of the stream that holds an offset, or the last one before it. */
export function documentAt({ stream }: Pick<OfYaml, 'stream'>, offset: number): YamlDocument | undefined {
  const { documents } = stream;
  let low = 0;
  let high = documents.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((documents[mid]?.span.start ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return documents[low];
}

/** The parts of an adapter that are about comments: the same in every language of YAML. */
export const yamlComments: Pick<
  LanguageAdapter<OfYaml>,
  'comments' | 'nodeBelow' | 'commentPlace' | 'fileCommentPlace'
> = {
  comments: ({ comments }) => comments,
  nodeBelow(document, comment) {
    const { source } = document;
    const line = nextLine(source, comment.span.end);
    if (!line) return undefined;
    const node = outermostOn(document, source, line);
    return { start: comment.span.end, end: node?.end ?? line.end };
  },
  commentPlace(document, offset) {
    const { source } = document;
    const yaml = documentAt(document, offset);
    const block = yaml && blockScalarAt(yaml, offset);
    const at = lineSpan(source, lineAt(source, block?.start ?? offset));
    const start = at.start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : at.start;
    return { offset: start, indent: /^[ \t]*/.exec(source.text.slice(start, at.end))?.[0] ?? '' };
  },
  fileCommentPlace: ({ source }) => (source.text.charCodeAt(0) === 0xfeff ? 1 : 0),
};

/** The next line with something other than blanks and comments on it. */
function nextLine(source: SourceText, offset: number): Span | undefined {
  for (let number = lineAt(source, offset) + 1; number < source.lineStarts.length; number++) {
    const line = lineSpan(source, number);
    const text = source.text.slice(line.start, line.end).trim();
    if (text !== '' && !text.startsWith('#')) return line;
  }
  return undefined;
}

/** The largest entry or item that begins on a line; a mapping begins with its first entry, and its other entries are not meant. */
function outermostOn(document: OfYaml, source: SourceText, line: Span): Span | undefined {
  const text = source.text.slice(line.start, line.end);
  const at = line.start + (text.length - text.trimStart().length);
  const yaml = documentAt(document, at);
  let found: YamlNode | YamlEntry | YamlItem | undefined = yaml && nodeAt(yaml, at);
  let span: Span | undefined;
  while (found && found.span.start >= line.start) {
    if (found.kind === 'entry' || found.kind === 'item') span = found.span;
    found = around(found);
  }
  return span;
}

function around(node: YamlNode | YamlEntry | YamlItem): YamlNode | YamlEntry | YamlItem | undefined {
  if (node.kind === 'entry') return node.mapping;
  return node.kind === 'item' ? node.sequence : node.holder;
}

/** The literal or folded text that an offset lies in: no comment can stand there. */
function blockScalarAt(yaml: YamlDocument, offset: number): Span | undefined {
  const node = nodeAt(yaml, offset);
  return node?.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded') ? node.span : undefined;
}
