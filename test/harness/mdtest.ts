import { lineSpan, type SourceText, sourceText } from '../../server/src/core/text';

/** Carets under a line: the rule's message that is expected there. */
export interface Mark {
  /** Offsets in the block's text without the mark lines. */
  readonly start: number;
  readonly end: number;
  readonly id: string;
}

export interface Block {
  readonly language: string;
  /** Words of the info string behind the language. */
  readonly words: readonly string[];
  readonly text: string;
  readonly marks: readonly Mark[];
  /** Line of the opening fence in the Markdown file, from 1. */
  readonly line: number;
}

export interface Section {
  readonly title: string;
  readonly line: number;
  readonly blocks: readonly Block[];
}

export interface MarkdownTest {
  readonly rule: string;
  readonly sections: readonly Section[];
}

const MARK = /^([ ^]*\^)[ ^]*#~ (.+?)(?: \.\. (\d+):(\d+))?\s*$/;

/** Reads a rule's test file: a level-one heading with the rule's id, level-two headings, fenced blocks. */
export function readMarkdownTest(markdown: string): MarkdownTest {
  const lines = markdown.split(/\r?\n/);
  const rule = /^# (\S+)/.exec(lines[0] ?? '')?.[1] ?? '';
  const sections: { title: string; line: number; blocks: Block[] }[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heading = /^## (.+)/.exec(line);
    if (heading) {
      sections.push({ title: heading[1] ?? '', line: i + 1, blocks: [] });
      continue;
    }
    const fence = /^(`{3,})(\S+)?(.*)$/.exec(line);
    if (!fence) continue;
    const close = lines.indexOf(fence[1] ?? '```', i + 1);
    const end = close < 0 ? lines.length : close;
    const block = readBlock(
      lines.slice(i + 1, end),
      fence[2] ?? '',
      (fence[3] ?? '').trim().split(/\s+/).filter(Boolean),
      i + 1,
    );
    sections.at(-1)?.blocks.push(block);
    i = end;
  }
  return { rule, sections };
}

function readBlock(lines: readonly string[], language: string, words: readonly string[], line: number): Block {
  const kept: string[] = [];
  const pending: { line: number; from: number; to: number; id: string; endLine?: number; endColumn?: number }[] = [];
  for (const text of lines) {
    const mark = MARK.exec(text);
    if (!mark) {
      kept.push(text);
      continue;
    }
    const carets = mark[1] ?? '';
    pending.push({
      line: kept.length - 1,
      from: carets.indexOf('^'),
      to: carets.length,
      id: mark[2] ?? '',
      ...(mark[3] && mark[4] ? { endLine: Number(mark[3]) - 1, endColumn: Number(mark[4]) - 1 } : {}),
    });
  }
  const text = kept.length === 0 ? '' : `${kept.join('\n')}\n`;
  const source = sourceText(text);
  const marks = pending.map((m) => ({
    start: place(source, m.line, m.from),
    end: m.endLine === undefined ? place(source, m.line, m.to) : place(source, m.endLine, m.endColumn ?? 0),
    id: m.id,
  }));
  return { language, words, text, marks, line };
}

const place = (source: SourceText, line: number, column: number): number => lineSpan(source, line).start + column;

/** The block as the test file has it: the text with mark lines under the lines that they belong to. */
export function withMarks(text: string, marks: readonly Mark[]): string {
  const source = sourceText(text);
  const out: string[] = [];
  for (let line = 0; line < source.lineStarts.length; line++) {
    const { start, end } = lineSpan(source, line);
    if (line === source.lineStarts.length - 1 && start === end) break;
    out.push(text.slice(start, end));
    for (const mark of marks) {
      if (mark.start < start || mark.start > end) continue;
      const first = Math.max(mark.start - start, 0);
      const lastColumn = Math.min(mark.end, end) - start;
      const tail = mark.end > end ? ` .. ${positionText(source, mark.end)}` : '';
      out.push(`${' '.repeat(first)}${'^'.repeat(Math.max(1, lastColumn - first))} #~ ${mark.id}${tail}`);
    }
  }
  return out.join('\n');
}

function positionText(source: SourceText, offset: number): string {
  let line = 0;
  while ((source.lineStarts[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line++;
  return `${line + 1}:${offset - (source.lineStarts[line] ?? 0) + 1}`;
}
