import type { Span } from '../../core/span';
import { lineAt, lineSpan, type SourceText } from '../../core/text';
import type { HeredocBody } from './lines';

/** Lines of an open here-document that hold its delimiter with blanks around: meant to end it. The range is the whole line. */
export function nearTerminators(source: SourceText, heredoc: HeredocBody): Span[] {
  if (heredoc.terminator) return [];
  const found: Span[] = [];
  const last = lineAt(source, heredoc.body.end);
  for (let line = lineAt(source, heredoc.body.start); line <= last; line++) {
    const at = lineSpan(source, line);
    if (at.start < heredoc.body.start || at.end - at.start < heredoc.name.length) continue;
    if (source.text.slice(at.start, at.end).trim() === heredoc.name) found.push(at);
  }
  return found;
}
