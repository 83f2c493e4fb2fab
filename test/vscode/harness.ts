/** What the tests share: files, marks, code actions, and waiting for them. */
import {
  CodeAction,
  type CodeActionKind,
  commands,
  type Diagnostic,
  languages,
  Position,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';

export interface SuiteOptions {
  readonly grep?: string;
  readonly host: 'node' | 'web';
  readonly trusted: boolean;
}

export const maintainer = 'dockerfile/no-maintainer';
export const latest = 'dockerfile/no-latest-tag';
/** The suite looks at two rules only, so that it need not change whenever a rule is added. */
const watched = [maintainer, latest];

export const flawed = 'FROM node:latest\nMAINTAINER Jane Doe <jane@example.com>\n';
export const label = 'LABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"';

/** A machine that does other work as well takes its time. */
const seconds = 40;
const pause = 40;

/** Waits until `get` gives something; fails with what was waited for and what was there instead. */
export async function until<T>(
  what: string,
  get: () => T | undefined | Promise<T | undefined>,
  seen?: () => unknown,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const value = await get();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`waited ${seconds} s for ${what}${seen ? `, but saw ${JSON.stringify(seen())}` : ''}`);
}

export function equal(actual: unknown, expected: unknown, what = 'values'): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} differ:\n  is     ${a}\n  should ${b}`);
}

export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

export function at(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return Uri.joinPath(folder.uri, name);
}

export async function write(name: string, text: string): Promise<Uri> {
  const uri = at(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

export async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

export async function remove(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (await exists(at(name))) await workspace.fs.delete(at(name), { recursive: true });
  }
}

let files = 0;

/** Shows a new Dockerfile with this text. */
export async function open(text: string): Promise<TextEditor> {
  files++;
  return window.showTextDocument(await write(`Dockerfile.${files}`, text));
}

export async function closeAll(): Promise<void> {
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await commands.executeCommand('workbench.action.closeAllEditors');
}

export const codeOf = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

/** Plimsoll's marks of the two watched rules, in the order of the file. */
export function marks(document: TextDocument): readonly Diagnostic[] {
  return languages
    .getDiagnostics(document.uri)
    .filter((mark) => mark.source === 'plimsoll' && watched.includes(codeOf(mark)))
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** Waits until exactly these rules mark the document. */
export async function untilMarked(document: TextDocument, rules: readonly string[]): Promise<readonly Diagnostic[]> {
  const wanted = JSON.stringify(rules);
  const seen = () => marks(document).map(codeOf);
  return until(`marks ${wanted}`, () => (JSON.stringify(seen()) === wanted ? marks(document) : undefined), seen);
}

export async function replaceLine(editor: TextEditor, line: number, text: string): Promise<void> {
  const done = await editor.edit((edit) => edit.replace(editor.document.lineAt(line).range, text));
  holds(done, 'the edit was made');
}

/** The code actions at a line, in the order of the menu, with their edits. */
export async function actionsAt(
  document: TextDocument,
  line: number,
  kind?: CodeActionKind,
): Promise<readonly CodeAction[]> {
  const range = new Range(new Position(line, 0), document.lineAt(line).range.end);
  const found = await commands.executeCommand<readonly unknown[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind?.value,
    100,
  );
  return found.filter((action) => action instanceof CodeAction);
}

export async function actionAt(
  document: TextDocument,
  line: number,
  title: string,
  kind?: CodeActionKind,
): Promise<CodeAction> {
  const actions = await actionsAt(document, line, kind);
  const found = actions.find((action) => action.title === title);
  if (!found) throw new Error(`no action "${title}" among ${JSON.stringify(actions.map((action) => action.title))}`);
  return found;
}

/** Does what VS Code does when the user chooses an action. */
export async function choose({ edit, command }: CodeAction): Promise<void> {
  if (edit) holds(await workspace.applyEdit(edit), 'the edit was applied');
  if (command) await commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** Sets settings for the folder, and takes them back when the work is done. */
export async function withSettings(
  settings: Readonly<Record<string, unknown>>,
  work: () => Promise<void>,
): Promise<void> {
  const set = async (key: string, value: unknown) => workspace.getConfiguration().update(key, value, false);
  for (const [key, value] of Object.entries(settings)) await set(key, value);
  try {
    await work();
  } finally {
    for (const key of Object.keys(settings)) await set(key, undefined);
  }
}
