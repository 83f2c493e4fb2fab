import type { Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { fix } from '../yaml/fixes';
import type { ComposeFacts } from './facts';
import type { ComposeDocument } from './model';
import type { ProjectProblem } from './project/project';

/** What kept the project from being read, as far as the cause stands in this file; each place once. */
export function projectProblems(
  { file }: ComposeDocument,
  { project }: ComposeFacts,
  code: ProjectProblem['code'],
): readonly ProjectProblem[] {
  const found = new Map<number, ProjectProblem>();
  for (const problem of project.problems) {
    if (problem.code === code && problem.file === file) found.set(problem.span.start, problem);
  }
  return [...found.values()];
}

/** Writes another name over one that stands in the text as it is; none where quotes or variables hide it. */
export function renamed(text: string, span: Span, name: string, near: string): readonly Fix[] {
  const quote = /^["']$/.test(text.charAt(span.start)) ? 1 : 0;
  const at = { start: span.start + quote, end: span.end - quote };
  if (text.slice(at.start, at.end) !== name || !/^[\w./-]+$/.test(near)) return [];
  return [fix(`Rename to ${near}`, 'unsafe', () => [{ span: at, text: near }])];
}
