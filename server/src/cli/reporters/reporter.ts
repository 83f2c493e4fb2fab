import type { Finding } from '../../core/finding';
import { chosenFix } from '../../core/fixer';
import type { FileResult } from '../lint';

/** Takes the files one by one and keeps of them what it will print, so that their documents can go. */
export interface Reporter {
  readonly add: (result: FileResult) => void;
  readonly end: () => string;
}

/** Whether a finding can be repaired by `--fix`, for summaries. */
export const isFixable = (finding: Finding): boolean => chosenFix(finding, { unsafe: false }) !== undefined;
