import type { ResolvedRules } from '../core/config';
import type { Linter, LintResult } from '../core/engine';
import type { Files } from '../core/files';
import { dockerfileAdapter } from '../languages/dockerfile/adapter';
import { dockerfileFacts } from './dockerfile';

/** A file among the workspace's files. */
export interface FilePlace {
  readonly files: Files;
  readonly path: string;
}

/** How a file is linted in its surroundings, for any text that it may come to hold. */
export interface FileLinter {
  readonly lint: (text: string) => LintResult;
  /** The folder to which the paths of other files in fixes and related places are relative. */
  readonly folder: () => string;
}

export function dockerfileFile(linter: Linter, rules: ResolvedRules, place: FilePlace, text: string): FileLinter {
  return {
    lint(current) {
      const document = dockerfileAdapter.parse(current);
      const facts = dockerfileFacts(document, place);
      return linter.lint({ adapter: dockerfileAdapter, text: current, rules, facts, document });
    },
    folder: () => dockerfileFacts(dockerfileAdapter.parse(text), place).context?.folder ?? '.',
  };
}
