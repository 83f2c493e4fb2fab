import { difference } from '../features/actions';

const CONTEXT = 3;

/** What would change, as `diff -u` shows it; nothing for equal texts. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const edits = difference(before, after);
  if (edits.length === 0) return '';
  const lines = before === '' ? [] : before.split(/(?<=\n)/);
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length;
  }
  const lineOf = (offset: number): number => {
    const index = starts.findIndex((start) => start >= offset);
    return index < 0 ? lines.length : index;
  };
  const changes = edits.map((edit) => ({
    from: lineOf(edit.span.start),
    to: lineOf(edit.span.end),
    added: edit.text === '' ? [] : edit.text.split(/(?<=\n)/),
  }));
  const out = [`--- ${before === '' ? '/dev/null' : file}\n+++ ${file}\n`];
  let shift = 0;
  for (let i = 0; i < changes.length; ) {
    const group = [changes[i]].filter((change) => change !== undefined);
    for (i++; i < changes.length; i++) {
      const last = group[group.length - 1];
      const next = changes[i];
      if (!last || !next || next.from - last.to > CONTEXT * 2) break;
      group.push(next);
    }
    const hunk = formatHunk(lines, group, shift);
    out.push(hunk.text);
    shift += hunk.grown;
  }
  return out.join('');
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly added: readonly string[];
}

function formatHunk(
  lines: readonly string[],
  group: readonly Change[],
  shift: number,
): { text: string; grown: number } {
  const first = group[0];
  const last = group[group.length - 1];
  if (!first || !last) return { text: '', grown: 0 };
  const start = Math.max(0, first.from - CONTEXT);
  const end = Math.min(lines.length, last.to + CONTEXT);
  const body: string[] = [];
  let at = start;
  let grown = 0;
  for (const change of group) {
    for (; at < change.from; at++) body.push(mark(' ', lines[at]));
    for (; at < change.to; at++) body.push(mark('-', lines[at]));
    for (const line of change.added) body.push(mark('+', line));
    grown += change.added.length - (change.to - change.from);
  }
  for (; at < end; at++) body.push(mark(' ', lines[at]));
  const oldSize = end - start;
  const place = (from: number, size: number): string => `${size === 0 ? from : from + 1},${size}`;
  return { text: `@@ -${place(start, oldSize)} +${place(start + shift, oldSize + grown)} @@\n${body.join('')}`, grown };
}

const mark = (sign: string, line = ''): string =>
  line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
