import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Edit, Finding } from '../core/finding';
import { chosenFix, type FixChoice } from '../core/fixer';
import { concerns, fixAll, type OfferedFix, offeredFixes } from '../features/actions';
import { toDiagnostic, toSpan, toWorkspaceEdit } from './convert';
import type { Settings } from './messages';
import type { Linted, Session } from './session';
import type { Workspace } from './workspace';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.plimsoll`;
export const SUPPRESS_KIND = `${CodeActionKind.QuickFix}.suppress.plimsoll`;

export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, SUPPRESS_KIND, FIX_ALL_KIND];

/** What `codeAction/resolve` needs to find an action's edit again. */
type ActionData =
  | {
      readonly kind: 'fix';
      readonly uri: string;
      readonly version: number;
      readonly finding: number;
      readonly fix: number;
    }
  | {
      readonly kind: 'fixRule' | 'fixWorkspace';
      readonly uri: string;
      readonly version: number;
      readonly rule: string;
    }
  | { readonly kind: 'fixAll'; readonly uri: string; readonly version: number };

/** `source` stands for `source.fixAll.plimsoll` as well: kinds are hierarchical. */
const isWanted = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));

const SAFE: FixChoice = { unsafe: false };

/** Some repairs turn out to be impossible only when their edits are made: an alias elsewhere, a comment that would be lost. */
const canFixSafely = (finding: Finding): boolean => (chosenFix(finding, SAFE)?.edits() ?? []).length > 0;

/** Stops at the last one needed: each answer may cost a repair's edits. */
function hasAtLeast<T>(count: number, items: readonly T[], test: (item: T) => boolean): boolean {
  let left = count;
  for (const item of items) if (test(item) && --left === 0) return true;
  return false;
}

/** Answers `textDocument/codeAction`: repairs first, then whole-file actions, suppressions, documentation. */
export async function codeActions(
  session: Session,
  params: CodeActionParams,
  workspace?: Workspace,
): Promise<(CodeAction | Command)[]> {
  const document = session.documents.get(params.textDocument.uri);
  const linted = document && (await session.lint(document));
  if (!document || !linted || linted.version !== document.version) return [];
  const settings = await session.settings(linted.uri);
  // Whether a repair can be made may depend on files that are yet to be read.
  return linted.settle(() => new ActionList(session, linted, settings, params, workspace).build());
}

class ActionList {
  readonly #actions: (CodeAction | Command)[] = [];
  readonly #session: Session;
  readonly #linted: Linted;
  readonly #settings: Settings;
  readonly #params: CodeActionParams;
  readonly #workspace: Workspace | undefined;

  constructor(
    session: Session,
    linted: Linted,
    settings: Settings,
    params: CodeActionParams,
    workspace: Workspace | undefined,
  ) {
    this.#session = session;
    this.#linted = linted;
    this.#settings = settings;
    this.#params = params;
    this.#workspace = workspace;
  }

  build(): (CodeAction | Command)[] {
    const { context, range } = this.#params;
    const at = toSpan(this.#linted.source, range);
    const here = this.#linted.findings.filter((finding) => concerns(finding, at));
    if (isWanted(context.only, CodeActionKind.QuickFix)) {
      const offered = offeredFixes(this.#linted.findings, at).filter(({ fix }) => fix.edits().length > 0);
      for (const fix of offered) this.#addFix(fix);
      this.#addReasons(here);
      this.#addFixRule(offered);
      this.#addFixWorkspace(offered);
      if (offered.length > 0) this.#addFixAll(CodeActionKind.QuickFix, here);
    }
    if (this.#settings.codeAction.disableRuleComment.enable && isWanted(context.only, SUPPRESS_KIND))
      this.#addSuppressions(here);
    if (context.only !== undefined && isWanted(context.only, FIX_ALL_KIND)) this.#addFixAll(FIX_ALL_KIND, []);
    if (this.#settings.codeAction.showDocumentation.enable && isWanted(context.only, CodeActionKind.QuickFix))
      this.#addDocumentation(here);
    return this.#actions;
  }

  #diagnostic(finding: Finding): Diagnostic {
    return toDiagnostic(finding, this.#linted.source, this.#linted.uri, this.#session.capabilities, this.#linted.files);
  }

  #addFix({ finding, fix, index }: OfferedFix): void {
    const data: ActionData = {
      kind: 'fix',
      uri: this.#linted.uri,
      version: this.#linted.version,
      finding: this.#linted.findings.indexOf(finding),
      fix: index,
    };
    const preferred = fix.safety === 'safe' && this.#session.capabilities.preferredActions;
    this.#add({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [this.#diagnostic(finding)],
      ...(preferred ? { isPreferred: true } : {}),
      data,
    });
  }

  /** A repair that a trap forbids is shown, greyed out, with its reason. */
  #addReasons(findings: readonly Finding[]): void {
    if (!this.#session.capabilities.disabledActions) return;
    for (const finding of findings) {
      if (finding.noFix === undefined || finding.fixes.length > 0) continue;
      this.#actions.push({
        title: `Repair ${finding.rule}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [this.#diagnostic(finding)],
        disabled: { reason: `No quick fix: ${finding.noFix}` },
      });
    }
  }

  #addFixRule(offered: readonly OfferedFix[]): void {
    for (const rule of new Set(offered.filter(({ fix }) => fix.safety === 'safe').map(({ finding }) => finding.rule))) {
      if (!hasAtLeast(2, this.#linted.findings, (finding) => finding.rule === rule && canFixSafely(finding))) continue;
      const data: ActionData = { kind: 'fixRule', uri: this.#linted.uri, version: this.#linted.version, rule };
      const here = offered
        .filter(({ finding }) => finding.rule === rule)
        .map(({ finding }) => this.#diagnostic(finding));
      this.#add({
        title: `Fix all ${rule} problems in this file`,
        kind: CodeActionKind.QuickFix,
        diagnostics: here,
        data,
      });
    }
  }

  /** For rules that have something to repair in files that are not open, as far as the workspace has been linted. */
  #addFixWorkspace(offered: readonly OfferedFix[]): void {
    if (!this.#session.capabilities.resolveActionEdit) return;
    for (const rule of new Set(offered.filter(({ fix }) => fix.safety === 'safe').map(({ finding }) => finding.rule))) {
      if ((this.#workspace?.filesWith(rule) ?? []).length === 0) continue;
      const here = offered.filter(({ finding }) => finding.rule === rule);
      this.#actions.push({
        title: `Fix all ${rule} problems in the workspace`,
        kind: CodeActionKind.QuickFix,
        diagnostics: here.map(({ finding }) => this.#diagnostic(finding)),
        data: {
          kind: 'fixWorkspace',
          uri: this.#linted.uri,
          version: this.#linted.version,
          rule,
        } satisfies ActionData,
      });
    }
  }

  /** VS Code shows actions with a diagnostic before those without, so all carry theirs to keep their order. */
  #addFixAll(kind: string, here: readonly Finding[]): void {
    if (!this.#linted.findings.some(canFixSafely)) return;
    const data: ActionData = { kind: 'fixAll', uri: this.#linted.uri, version: this.#linted.version };
    const diagnostics = here.map((finding) => this.#diagnostic(finding));
    this.#add({
      title: 'Fix all safe problems in this file',
      kind,
      ...(diagnostics.length > 0 ? { diagnostics } : {}),
      data,
    });
  }

  #addSuppressions(findings: readonly Finding[]): void {
    const { suppression } = this.#linted;
    if (!suppression) return;
    const rules = new Map(
      findings.filter((f) => !f.rule.startsWith('plimsoll/')).map((finding) => [finding.rule, finding]),
    );
    for (const [rule, finding] of rules) {
      this.#addEdit(`Disable ${rule} for the next line`, finding, [suppression.nextLine(finding)]);
    }
    for (const [rule, finding] of rules) {
      this.#addEdit(`Disable ${rule} for this file`, finding, [suppression.inFile(rule)]);
    }
  }

  #addEdit(title: string, finding: Finding, edits: readonly Edit[]): void {
    const edit = editOf(this.#session, this.#linted, edits, false);
    if (edit) this.#actions.push({ title, kind: SUPPRESS_KIND, diagnostics: [this.#diagnostic(finding)], edit });
  }

  #addDocumentation(findings: readonly Finding[]): void {
    const command = this.#session.capabilities.options.documentationCommand;
    if (command === undefined) return;
    for (const [rule, finding] of new Map(findings.map((f) => [f.rule, f]))) {
      if (rule.startsWith('plimsoll/')) continue;
      const title = `Show documentation for ${rule}`;
      const diagnostics = [this.#diagnostic(finding)];
      this.#actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        command: { title, command, arguments: [rule] },
      });
    }
  }

  /** With its edit at once for clients that cannot ask for it later. An action whose edit cannot be made is left out. */
  #add(action: CodeAction & { data: ActionData }): void {
    if (this.#session.capabilities.resolveActionEdit) {
      if (this.#possible(action.data)) this.#actions.push(action);
      return;
    }
    const edit = resolveData(this.#session, this.#linted, action.data);
    const { data: _, ...rest } = action;
    if (edit) this.#actions.push({ ...rest, edit });
  }

  /** A client that cannot create files gets no fix that needs one; that is known only from the edits. */
  #possible(data: ActionData): boolean {
    if (this.#session.capabilities.createFiles || data.kind !== 'fix') return true;
    return resolveData(this.#session, this.#linted, data) !== undefined;
  }
}

/** Answers `codeAction/resolve`. A stale action stays without an edit. */
export async function resolveCodeAction(
  session: Session,
  action: CodeAction,
  workspace?: Workspace,
): Promise<CodeAction> {
  const data = readData(action.data);
  const document = data && session.documents.get(data.uri);
  const linted = document && (await session.lint(document));
  if (!data || !linted || linted.version !== data.version) return action;
  const edit =
    data.kind === 'fixWorkspace' && workspace
      ? await workspaceEdit(session, workspace, linted, data.rule)
      : resolveData(session, linted, data);
  return edit ? { ...action, edit } : action;
}

/** What one rule can repair safely in all files: those that are open and those that the workspace knows. */
async function workspaceEdit(
  session: Session,
  workspace: Workspace,
  here: Linted,
  rule: string,
): Promise<WorkspaceEdit | undefined> {
  const files = [here];
  for (const document of session.documents.all()) {
    const linted = document.uri === here.uri ? undefined : await session.lint(document);
    if (linted) files.push(linted);
  }
  for (const uri of workspace.filesWith(rule)) {
    const linted = await session.lintClosed(uri);
    if (linted) files.push(linted);
  }
  const edits = files.flatMap((linted) => fixAllEdit(session, linted, (finding) => finding.rule === rule) ?? []);
  return edits.length === 0 ? undefined : joined(edits);
}

function joined(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const documentChanges = edits.flatMap((edit) => edit.documentChanges ?? []);
  const changeAnnotations = Object.assign({}, ...edits.map((edit) => edit.changeAnnotations ?? {}));
  const changes = Object.assign({}, ...edits.map((edit) => edit.changes ?? {}));
  if (documentChanges.length === 0) return { changes };
  return Object.keys(changeAnnotations).length === 0 ? { documentChanges } : { documentChanges, changeAnnotations };
}

function readData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('uri' in data) || !('version' in data))
    return undefined;
  const { kind, uri, version } = data;
  if (typeof uri !== 'string' || typeof version !== 'number') return undefined;
  if (kind === 'fixAll') return { kind, uri, version };
  if ((kind === 'fixRule' || kind === 'fixWorkspace') && 'rule' in data && typeof data.rule === 'string')
    return { kind, uri, version, rule: data.rule };
  if (
    kind === 'fix' &&
    'finding' in data &&
    'fix' in data &&
    typeof data.finding === 'number' &&
    typeof data.fix === 'number'
  ) {
    return { kind, uri, version, finding: data.finding, fix: data.fix };
  }
  return undefined;
}

function resolveData(session: Session, linted: Linted, data: ActionData): WorkspaceEdit | undefined {
  if (data.kind === 'fix') {
    const fix = linted.findings[data.finding]?.fixes[data.fix];
    const edits = fix?.edits() ?? [];
    return fix && edits.length > 0 ? editOf(session, linted, edits, fix.snippet === true) : undefined;
  }
  const only = 'rule' in data ? (finding: Finding) => finding.rule === data.rule : undefined;
  return fixAllEdit(session, linted, only);
}

/** All safe fixes of a document as one edit; undefined when there are none. */
export function fixAllEdit(
  session: Session,
  linted: Linted,
  only?: (finding: Finding) => boolean,
): WorkspaceEdit | undefined {
  const { edits, outcome } = fixAll(linted.source.text, linted.relint, only);
  const others = outcome.files.flatMap((file) => file.edits);
  if (edits.length + others.length === 0) return undefined;
  return editOf(session, linted, [...edits, ...others], false) ?? editOf(session, linted, edits, false);
}

const editOf = (
  session: Session,
  linted: Linted,
  edits: readonly Edit[],
  snippet: boolean,
): WorkspaceEdit | undefined =>
  toWorkspaceEdit(edits, linted, { capabilities: session.capabilities, files: linted.files, snippet });
