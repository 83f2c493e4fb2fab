import type { Category, Equivalents, Fix, Related, Severity } from './finding';
import type { Span } from './span';
import type { SourceText } from './text';

/**
 * Each language adds itself here by declaration merging:
 * `{ dockerfile: { document: DockerfileDocument; facts: DockerfileFacts; nodes: { From: FromInstruction; … } } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the languages' declaration merging
export interface Languages {}

/** What every language's document has. */
export interface Document {
  readonly source: SourceText;
}

export type RuleLanguage = keyof Languages & string;
export type RuleId = `${RuleLanguage | 'shell'}/${string}`;

/** The language that a rule id begins with; `shell/…` rules run wherever shell text is embedded. */
export type LanguageOf<Id extends string> = Id extends `${infer L}/${string}`
  ? L extends RuleLanguage
    ? L
    : never
  : never;
export type DocumentOf<L> = L extends RuleLanguage ? Languages[L]['document' & keyof Languages[L]] : never;
export type FactsOf<L> = L extends RuleLanguage ? Languages[L]['facts' & keyof Languages[L]] : never;
export type NodesOf<L> = L extends RuleLanguage ? Languages[L]['nodes' & keyof Languages[L]] : never;

/** Message templates by id; `{{name}}` is a placeholder whose value a report must give. */
export type Messages = Readonly<Record<string, string>>;

type Placeholders<S extends string> = S extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Data<S extends string> = [Placeholders<S>] extends [never]
  ? { readonly data?: undefined }
  : { readonly data: { readonly [K in Placeholders<S>]: string | number } };

interface ReportBase {
  /** The smallest token that shows the problem. */
  readonly span: Span;
  /** Repairs, the best first. */
  /** A function when it takes work to tell whether there is a repair: it is asked when somebody wants to know, and once. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]) | undefined;
  /** Why there is no repair: a clause that can follow "No quick fix:". */
  readonly noFix?: string | undefined;
  readonly related?: readonly Related[] | undefined;
  /** Instead of the rule's severity, where one kind of finding weighs differently. A configured severity wins. */
  readonly severity?: Severity | undefined;
  /** What single tools call this one, instead of what rule and message say; none, where their check does not judge it. */
  readonly equivalents?: Equivalents | undefined;
}

/** A finding of a message, or of one of several (then the data of all of them is to be given). */
export type Report<M extends Messages, K extends keyof M & string = keyof M & string> = ReportBase & {
  readonly message: K;
} & Data<M[K]>;

/** An option's description; values from a workspace are names, numbers or globs, never regular expressions. */
export type OptionSchema =
  | { readonly type: 'boolean'; readonly description: string; readonly default: boolean }
  | {
      readonly type: 'integer';
      readonly description: string;
      readonly default: number;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | {
      readonly type: 'string';
      readonly description: string;
      readonly default: string;
      readonly enum?: readonly string[];
    }
  | { readonly type: 'strings'; readonly description: string; readonly default: readonly string[] };

export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

/** The values that a rule sees: configured ones over defaults, already validated. */
export type OptionValues<O extends OptionSchemas> = {
  readonly [K in keyof O]: O[K] extends { readonly type: 'boolean' }
    ? boolean
    : O[K] extends { readonly type: 'integer' }
      ? number
      : O[K] extends { readonly type: 'strings' }
        ? readonly string[]
        : string;
};

/** See {@link Rule.local}. */
export type Locality = boolean | 'facts';

export interface RuleContext<L, M extends Messages, O extends OptionSchemas, Local extends Locality = Locality> {
  readonly doc: DocumentOf<L>;
  readonly source: SourceText;
  /** What is known from other files. Unknown is not absent: every answer may be `undefined`. A local rule has none. */
  readonly facts: Local extends true ? undefined : FactsOf<L>;
  readonly options: OptionValues<O>;
  /** To be called on the context (`ctx.report(…)`), as the next one. */
  readonly report: <K extends keyof M & string>(report: Report<M, K>) => void;
  /** For a local rule that is silent about a unit, or words a finding, for a reason outside it: it is asked again each time. */
  readonly askAgain: () => void;
}

/** Handlers by node kind, plus `Document` (before all nodes) and `End` (after them). */
export type Visitor<L> = {
  readonly [K in keyof NodesOf<L>]?: (node: NodesOf<L>[K]) => void;
} & { readonly Document?: () => void; readonly End?: () => void };

/** An example of the documentation; a test runs each one. */
export interface Example {
  readonly code: string;
  /** What the fix makes of it, when the rule has one. */
  readonly fixed?: string;
  /** Files that stand beside it, by path relative to its folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** The release of Kubernetes that is aimed at. */
  readonly kubernetesVersion?: string;
}

/** The text that people read about a rule. */
export interface Docs {
  /** Why this matters: one or two short paragraphs of Markdown. */
  readonly why: string;
  /** What to do instead, when the examples do not say it. */
  readonly instead?: string;
  readonly invalid: readonly Example[];
  readonly valid: readonly Example[];
  /** What a fix changes beyond the problem; required when the rule has an unsafe one. */
  readonly fixSafety?: string;
  /** When not to follow the rule. */
  readonly exceptions?: string;
  readonly references: readonly string[];
}

export interface Rule<
  Id extends string = string,
  M extends Messages = Messages,
  O extends OptionSchemas = OptionSchemas,
  Local extends Locality = Locality,
> {
  readonly id: Id;
  /** What reference tables call it, where that differs from the id. */
  readonly aka?: readonly string[];
  /** One line in the imperative, without a full stop, at most 80 characters. */
  readonly summary: string;
  readonly category: Category;
  readonly severity: Severity;
  /** In the profile that is on by default. */
  readonly recommended: boolean;
  /** Profiles beside the default one that turn it on. */
  readonly profiles?: readonly ('pod-security-baseline' | 'pod-security-restricted' | 'nsa')[];
  /** The version of Plimsoll that brought it. */
  readonly since: string;
  readonly fixable: 'always' | 'sometimes' | 'never';
  /**
   * Whether it is silent about a node depends on nothing but the node's unit (an instruction, for a Dockerfile) and what is in effect
   * there, as the adapter's unit keys hold it; for objects and services what it says does too, repairs apart. The engine does not ask it
   * again about units that it has judged. A rule that counts,
   * compares nodes or asks for files is not local; a test relints every example with other instructions taken out, and finds one that
   * says so wrongly. `facts`: it also depends on facts that are the same for the whole file and that the request's `stable` key names (for
   * Kubernetes the schema, the release and whether the file is a fragment); what it asks of files or other objects it must
   * say by `askAgain`.
   */
  readonly local?: Local;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** What others call it: for the whole rule, or for single messages where they differ. */
  readonly equivalents?: Equivalents;
  readonly messageEquivalents?: { readonly [K in keyof M]?: Equivalents };
  readonly options?: O;
  readonly messages: M;
  /** Topics of server/src/notes that teach this, and the lessons it stands for (`D01` …). */
  readonly notes: readonly string[];
  readonly lessons?: readonly string[];
  readonly docs: Docs;
  readonly check: (ctx: RuleContext<LanguageOf<Id>, M, O, Local>) => Visitor<LanguageOf<Id>>;
}

/** A rule whose type parameters are forgotten. */
export type DocumentedRule = Omit<Rule, 'check' | 'messageEquivalents'> & {
  readonly messageEquivalents?: Readonly<Record<string, Equivalents | undefined>>;
  readonly check: (ctx: never) => object;
};

/** What only people read. The build cuts it out of the bundles and ships it beside them (features/library.ts). */
export type RuleText = 'summary' | 'since' | 'notes' | 'lessons' | 'docs';

/** A rule as the product holds it. */
export type AnyRule = Omit<DocumentedRule, RuleText>;

/** Declares a rule; message ids, placeholders, options and node names are checked by the compiler. */
export function defineRule<
  const Id extends RuleId,
  const M extends Messages,
  const O extends OptionSchemas = Record<never, never>,
  const Local extends Locality = false,
>(rule: Rule<Id, M, O, Local>): Rule<Id, M, O, Local> {
  return rule;
}

/** Fills the placeholders of a message template. An unknown placeholder stays as it is, so that a test can find it. */
export function fillTemplate(template: string, data: Readonly<Record<string, string | number>> | undefined): string {
  if (!data) return template;
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => (name in data ? String(data[name]) : whole));
}
