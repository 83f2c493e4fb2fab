import type { Edit, Finding } from '../core/finding';
import type { LanguageAdapter } from '../core/language';
import type { Document } from '../core/rule';
import { readSuppressions, type Suppression } from '../core/suppressions';
import { lineAt, lineSpan } from '../core/text';

/**
 * The edit that silences a finding for its instruction or node: a rule more in the comment that is there already, else a new comment
 * line above.
 */
export function suppressNextLine<D extends Document>(adapter: LanguageAdapter<D>, document: D, finding: Finding): Edit {
  const there = readSuppressions(adapter, document).find(
    (s) =>
      s.directive === 'next-line' &&
      s.rules.length > 0 &&
      s.scope.start <= finding.span.start &&
      finding.span.start <= s.scope.end,
  );
  if (there) return addRule(there, finding.rule);
  const place = adapter.commentPlace(document, finding.span.start);
  const { eol } = document.source;
  return {
    span: { start: place.offset, end: place.offset },
    text: `${place.indent}# plimsoll-disable-next-line ${finding.rule}${eol}`,
  };
}

/** The edit that silences a rule in the whole file. */
export function suppressInFile<D extends Document>(adapter: LanguageAdapter<D>, document: D, rule: string): Edit {
  const offset = adapter.fileCommentPlace(document);
  const { source } = document;
  const there = readSuppressions(adapter, document).find(
    (s) => s.directive === 'disable' && s.rules.length > 0 && opensFile(source, s, offset),
  );
  if (there) return addRule(there, rule);
  const before = offset > 1 && source.text[offset - 1] !== '\n' ? source.eol : '';
  return { span: { start: offset, end: offset }, text: `${before}# plimsoll-disable ${rule}${source.eol}` };
}

const opensFile = (source: Document['source'], suppression: Suppression, offset: number): boolean =>
  lineAt(source, suppression.span.start) === lineAt(source, offset) &&
  lineSpan(source, lineAt(source, offset)).end === suppression.span.end;

function addRule(suppression: Suppression, rule: string): Edit {
  const last = suppression.rules[suppression.rules.length - 1];
  const at = last?.span.end ?? suppression.span.end;
  return { span: { start: at, end: at }, text: `, ${rule}` };
}
