import type { Severity } from '../../core/finding';
import { positionAt } from '../../core/text';
import { type FileResult, isFixable } from '../lint';

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };

/** Findings by file, a line each, and a summary; nothing at all when there are none. */
export function reportStylish(results: readonly FileResult[], color: boolean): string {
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = results.flatMap((result) => {
    if (result.findings.length === 0) return [];
    const rows = result.findings.map((finding) => {
      const { line, column } = positionAt(result.source, finding.span.start);
      return {
        place: `${line + 1}:${column + 1}`,
        severity: finding.severity,
        message: finding.message,
        rule: finding.rule,
      };
    });
    const placeWidth = Math.max(...rows.map((row) => row.place.length));
    const severityWidth = Math.max(...rows.map((row) => row.severity.length));
    const messageWidth = Math.min(100, Math.max(...rows.map((row) => row.message.length)));
    const lines = rows.map(
      (row) =>
        `  ${row.place.padStart(placeWidth)}  ${paint(COLORS[row.severity], row.severity.padEnd(severityWidth))}  ${row.message.padEnd(messageWidth)}  ${paint(90, row.rule)}`,
    );
    return [`${paint(4, result.file)}\n${lines.join('\n')}\n`];
  });
  if (blocks.length === 0) return '';
  return `${blocks.join('\n')}\n${summary(results)}\n`;
}

function summary(results: readonly FileResult[]): string {
  const all = results.flatMap((result) => result.findings);
  const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length;
  const parts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    ...(count('information') > 0 ? [`${count('information')} information`] : []),
    ...(count('hint') > 0 ? [plural(count('hint'), 'hint')] : []),
  ];
  const fixable = all.filter(isFixable).length;
  const repair = fixable > 0 ? `; --fix repairs ${fixable}` : '';
  return `${plural(all.length, 'finding')} (${parts.join(', ')}) in ${plural(results.length, 'file')}${repair}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
