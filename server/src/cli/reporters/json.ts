import type { Edit, Finding, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { positionAt, type SourceText } from '../../core/text';
import { VERSION } from '../../version';
import type { FileResult } from '../lint';
import { isFixable, type Reporter } from './reporter';

/** One object for all files, as design and README describe it. Lines and columns count from 1, columns in UTF-16 units. */
export function jsonReporter(): Reporter {
  const files: unknown[] = [];
  const summary = { files: 0, errors: 0, warnings: 0, information: 0, hints: 0, fixable: 0 };
  return {
    add(result) {
      const { file, language, findings } = result;
      files.push({ file, language, findings: findings.map((finding) => findingData(finding, result)) });
      summary.files++;
      for (const finding of findings) {
        summary[COUNTERS[finding.severity]]++;
        if (isFixable(finding)) summary.fixable++;
      }
    },
    end: () => `${JSON.stringify({ version: VERSION, files, summary }, null, 2)}\n`,
  };
}

const COUNTERS = { error: 'errors', warning: 'warnings', information: 'information', hint: 'hints' } as const;

const findingData = (finding: Finding, result: FileResult) => ({
  rule: finding.rule,
  severity: finding.severity,
  message: finding.message,
  range: rangeData(result.source, finding.span),
  equivalents: finding.equivalents,
  fixes: finding.fixes.map((fix) => fixData(fix, result)),
  ...(finding.noFix === undefined ? {} : { noFix: finding.noFix }),
  ...(finding.related.length === 0
    ? {}
    : {
        related: finding.related.map((related) => ({
          file: related.file === undefined ? result.file : result.otherPath(related.file),
          range: rangeData(related.file === undefined ? result.source : result.others(related.file), related.span),
          message: related.message,
        })),
      }),
});

const fixData = (fix: Fix, result: FileResult) => ({
  title: fix.title,
  safety: fix.safety,
  edits: fix.edits().map((edit) => editData(edit, result)),
});

const editData = (edit: Edit, result: FileResult) => ({
  ...(edit.file === undefined ? {} : { file: result.otherPath(edit.file), create: edit.create === true }),
  range: rangeData(edit.file === undefined ? result.source : result.others(edit.file), edit.span),
  text: edit.text,
});

/** A file that is not there yet has one empty line. */
function rangeData(source: SourceText | undefined, span: Span) {
  const place = (offset: number) => {
    if (!source) return { line: 1, column: 1 };
    const { line, column } = positionAt(source, offset);
    return { line: line + 1, column: column + 1 };
  };
  return { start: place(span.start), end: place(span.end) };
}
