import type { Tool } from '../../core/finding';
import type { ForeignSuppression } from '../../core/language';
import type { Span } from '../../core/span';
import { lineSpan } from '../../core/text';
import type { YamlComment } from '../yaml/nodes';
import { yamlComments } from '../yaml/places';
import type { ComposeDocument } from './model';

/**
 * What dclint (`# dclint disable-file`, `disable`, `disable-line`) and KICS (`# kics-scan ignore`, `disable=…`, `ignore-line`,
 * `ignore-block`) were told to leave alone.
 */
export const foreignSuppressions = (document: ComposeDocument): readonly ForeignSuppression[] =>
  document.comments.flatMap((comment) => readDclint(document, comment) ?? readKics(document, comment) ?? []);

const whole = ({ source }: ComposeDocument): Span => ({ start: 0, end: source.text.length });

function readDclint(document: ComposeDocument, comment: YamlComment): ForeignSuppression | undefined {
  const match = /^dclint (disable-file|disable-line|disable)(?:[ \t]+(.*))?$/.exec(comment.text);
  if (!match?.[1]) return undefined;
  const names = (match[2] ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const scope = match[1] === 'disable-line' ? lineScope(document, comment) : whole(document);
  return suppression('dclint', match[1] === 'disable-file' ? [] : names, comment, scope);
}

function readKics(document: ComposeDocument, comment: YamlComment): ForeignSuppression | undefined {
  const match = /^kics-scan (ignore-line|ignore-block|ignore|disable=(\S+))$/.exec(comment.text);
  if (!match?.[1]) return undefined;
  const names = (match[2] ?? '').split(',').filter((name) => name !== '');
  const near = match[1] === 'ignore-line' || match[1] === 'ignore-block';
  return suppression('kics', names, comment, near ? blockScope(document, comment) : whole(document));
}

const suppression = (tool: Tool, names: readonly string[], { span }: YamlComment, scope: Span): ForeignSuppression => ({
  tool,
  // Without names everything is meant.
  ids: names.length === 0 ? undefined : names.map((name) => ({ name, span })),
  span,
  scope,
});

/** The comment's own line, or the one below it when it stands alone. */
function lineScope({ source }: ComposeDocument, { line, alone }: YamlComment): Span {
  const wanted = alone ? line + 1 : line;
  return wanted < source.lineStarts.length
    ? lineSpan(source, wanted)
    : { start: source.text.length, end: source.text.length };
}

const blockScope = (document: ComposeDocument, comment: YamlComment): Span =>
  yamlComments.nodeBelow(document, comment) ?? comment.span;
