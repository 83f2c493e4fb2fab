import { MemoMap } from '../../core/memo';
import type { DockerfileDocument } from './model';

const KNOWN = new MemoMap<DockerfileDocument, boolean>();
const MARK = /^(?:\{\{|\{%|<%)/;

/** A line begins with the mark of a template language: the file is made into a Dockerfile first, and its syntax is not to be judged. */
export function isTemplate(document: DockerfileDocument): boolean {
  const known = KNOWN.get(document);
  if (known !== undefined) return known;
  const found = document.instructions.some((instruction) => MARK.test(instruction.keywordText));
  KNOWN.set(document, found);
  return found;
}

/** Whether a text holds a template's placeholder: `{{ version }}`. */
export const hasPlaceholder = (text: string): boolean => /\{\{|\}\}|\{%|<%/.test(text);
