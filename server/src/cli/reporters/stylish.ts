import type { Severity } from '../../core/finding';
import { positionAt } from '../../core/text';
import type { FileResult } from '../lint';
import { isFixable, type Reporter } from './reporter';

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };

/** Findings by file, a line each, and a summary; nothing at all when there are none. */
export function stylishReporter(color: boolean): Reporter {
  const blocks: string[] = [];
  const counts: Counts = { files: 0, fixable: 0, error: 0, warning: 0, information: 0, hint: 0 };
  return {
    add(result) {
      counts.files++;
      for (const finding of result.findings) {
        counts[finding.severity]++;
        if (isFixable(finding)) counts.fixable++;
      }
      if (result.findings.length > 0) blocks.push(block(result, color));
    },
    end: () => (blocks.length === 0 ? '' : `${blocks.join('\n')}\n${summary(counts)}\n`),
  };
}

type Counts = Record<Severity | 'files' | 'fixable', number>;

function block(result: FileResult, color: boolean): string {
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const rows = result.findings.map(({ severity, message, rule, span }) => {
    const { line, column } = positionAt(result.source, span.start);
    return { place: `${line + 1}:${column + 1}`, severity, message, rule };
  });
  const placeWidth = widest(rows.map((row) => row.place));
  const severityWidth = widest(rows.map((row) => row.severity));
  const messageWidth = Math.min(100, widest(rows.map((row) => row.message)));
  const lines = rows.map(
    (row) =>
      `  ${row.place.padStart(placeWidth)}  ${paint(COLORS[row.severity], row.severity.padEnd(severityWidth))}  ${row.message.padEnd(messageWidth)}  ${paint(90, row.rule)}`,
  );
  return `${paint(4, result.file)}\n${lines.join('\n')}\n`;
}

const widest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

function summary({ files, fixable, error, warning, information, hint }: Counts): string {
  const parts = [
    plural(error, 'error'),
    plural(warning, 'warning'),
    ...(information > 0 ? [`${information} information`] : []),
    ...(hint > 0 ? [plural(hint, 'hint')] : []),
  ];
  const repair = fixable > 0 ? `; --fix repairs ${fixable}` : '';
  const all = error + warning + information + hint;
  return `${plural(all, 'finding')} (${parts.join(', ')}) in ${plural(files, 'file')}${repair}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
