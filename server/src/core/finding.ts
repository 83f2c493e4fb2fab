import type { Span } from './span';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Category = 'correctness' | 'security' | 'reliability' | 'performance' | 'maintainability' | 'style';
export type LanguageId = 'dockerfile' | 'compose' | 'kubernetes' | 'config';

/**
 * How far a repair may go without being asked. `safe` leaves what is built or run unchanged but for the problem and joins
 * fix-all; `unsafe` is offered singly; `manual` (snippets, choices) is offered in an editor only.
 */
export type Safety = 'safe' | 'unsafe' | 'manual';

/** One replacement. Without `file` it is in the linted document; `file` is a path relative to the document's folder. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
  /** Another file than the linted one: a path relative to the build context, `/`-separated. */
  readonly file?: string;
  /** The file does not exist yet: `span` is empty at 0 and `text` is its whole content. */
  readonly create?: boolean;
  /** What this hunk does, for an editor's preview of a large fix. */
  readonly note?: string;
}

export interface Fix {
  /** Names the result: `Pin to node:22 (from .nvmrc)`. */
  readonly title: string;
  readonly safety: Safety;
  /** Computed only when asked for; the same every time. An empty list means that the fix does not apply after all. */
  readonly edits: () => readonly Edit[];
  /** `text` of the edits holds `${1:placeholder}` tab stops (clients without snippets get the placeholder's text). */
  readonly snippet?: boolean;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
  /** Another file than the linted one, as in {@link Edit}. */
  readonly file?: string;
}

export type Tool =
  | 'hadolint'
  | 'buildkit'
  | 'tally'
  | 'trivy'
  | 'checkov'
  | 'kics'
  | 'sonar'
  | 'droast'
  | 'shellcheck'
  | 'semgrep'
  | 'parfum'
  | 'dockerfile-utils'
  | 'kube-linter'
  | 'kube-score'
  | 'polaris'
  | 'kubesec'
  | 'kubescape'
  | 'pss'
  | 'pluto'
  | 'kubent'
  | 'dclint'
  | 'kubectl-validate'
  | 'kubeconform';

/** What a rule or message is called by other tools, in their own spelling. */
export type Equivalents = Readonly<Partial<Record<Tool, readonly string[]>>>;

export interface Finding {
  readonly rule: string;
  /** Which of the rule's message templates this is. */
  readonly messageId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly equivalents: Equivalents;
  readonly fixes: readonly Fix[];
  /** Why no repair is offered, when that is known: a clause that can follow "No quick fix:". */
  readonly noFix?: string;
  readonly related: readonly Related[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
}
