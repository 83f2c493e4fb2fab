import { type Span, touches } from '../../core/span';
import { documentAt } from '../yaml/places';
import { nodeAt, pathOf, type YamlPath } from '../yaml/query';
import type { ComposeDocument } from './model';

/** A place in a Compose file: the keys and indices that lead to it. */
export interface ComposePlaceIn {
  readonly path: YamlPath;
  /** On the key itself, not on its value. */
  readonly onKey: boolean;
  readonly span: Span;
}

/** What stands at an offset: a key, a scalar or an item; undefined between them. */
export function placeIn(document: ComposeDocument, offset: number): ComposePlaceIn | undefined {
  const yaml = documentAt(document, offset);
  const node = yaml && nodeAt(yaml, offset);
  if (!node || node.kind === 'mapping' || node.kind === 'sequence') return undefined;
  const onKey =
    node.kind === 'entry' || (node.kind === 'scalar' && node.holder?.kind === 'entry' && node.holder.key === node);
  const tag = node.kind === 'entry' || node.kind === 'item' ? node.value?.tag : node.tag;
  const own = node.kind === 'entry' ? node.key.span : node.span;
  const span = tag && touches(tag.span, offset) ? tag.span : own;
  return { path: pathOf(node), onKey, span };
}
