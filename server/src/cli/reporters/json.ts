import type { Edit, Finding, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { positionAt, type SourceText } from '../../core/text';
import { VERSION } from '../../version';
import { type FileResult, isFixable } from '../lint';

/** One object for all files, as design and README describe it. Lines and columns count from 1, columns in UTF-16 units. */
export function reportJson(results: readonly FileResult[]): string {
  const all = results.flatMap((result) => result.findings);
  const count = (severity: Finding['severity']): number =>
    all.filter((finding) => finding.severity === severity).length;
  const report = {
    version: VERSION,
    files: results.map((result) => ({
      file: result.file,
      language: result.language,
      findings: result.findings.map((finding) => findingData(finding, result)),
    })),
    summary: {
      files: results.length,
      errors: count('error'),
      warnings: count('warning'),
      information: count('information'),
      hints: count('hint'),
      fixable: all.filter(isFixable).length,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

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
