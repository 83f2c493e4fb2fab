import { commands, Disposable, l10n, Uri, WorkspaceEdit, type WorkspaceFolder, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { Method } from '../../server/src/lsp/messages';
import { openDocumentation } from './documentation';
import { ask } from './requests';
import { isOurs } from './settings';

/** Ids of the commands that package.json contributes. */
export const Command = {
  fixAll: 'plimsoll.fixAll',
  createConfiguration: 'plimsoll.createConfiguration',
  lintWorkspace: 'plimsoll.lintWorkspace',
  openDocumentation: 'plimsoll.openDocumentation',
  restart: 'plimsoll.restart',
  showOutput: 'plimsoll.showOutput',
} as const;

const configurationNames = ['.plimsoll.yaml', '.plimsoll.yml', '.plimsoll.json'];
const messageMilliseconds = 4000;

export function registerCommands(client: BaseLanguageClient): Disposable {
  return Disposable.from(
    commands.registerCommand(Command.fixAll, () => fixAll(client)),
    commands.registerCommand(Command.createConfiguration, () => createConfiguration(client)),
    commands.registerCommand(Command.lintWorkspace, () => lintWorkspace(client)),
    commands.registerCommand(Command.openDocumentation, (topic?: unknown) =>
      openDocumentation(client, typeof topic === 'string' ? topic : undefined),
    ),
    commands.registerCommand(Command.restart, () => restart(client)),
    commands.registerCommand(Command.showOutput, () => client.outputChannel.show()),
  );
}

async function fixAll(client: BaseLanguageClient): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document || !isOurs(document)) return;
  const { uri, version } = document;
  const edit = await ask(client, Method.fixAll, { uri: client.code2ProtocolConverter.asUri(uri), version });
  const converted = edit && (await client.protocol2CodeConverter.asWorkspaceEdit(edit));
  if (!converted) {
    window.setStatusBarMessage(l10n.t('Plimsoll: no safe fixes in this file'), messageMilliseconds);
    return;
  }
  await workspace.applyEdit(converted);
}

async function lintWorkspace(client: BaseLanguageClient): Promise<void> {
  if ((workspace.workspaceFolders ?? []).length === 0) {
    void window.showInformationMessage(l10n.t('Open a folder first: its files are linted.'));
    return;
  }
  const files = await ask(client, Method.lintWorkspace, null);
  await commands.executeCommand('workbench.actions.view.problems');
  window.setStatusBarMessage(l10n.t('Plimsoll: {0} files looked at', files), messageMilliseconds);
}

async function createConfiguration(client: BaseLanguageClient): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const existing = await firstExisting(configurationNames.map((name) => Uri.joinPath(folder.uri, name)));
  if (existing) {
    await window.showTextDocument(existing);
    return;
  }
  const contents = new TextEncoder().encode(await ask(client, Method.newConfiguration, null));
  const target = Uri.joinPath(folder.uri, '.plimsoll.yaml');
  const edit = new WorkspaceEdit();
  edit.createFile(target, { contents, ignoreIfExists: true });
  if (await workspace.applyEdit(edit)) await window.showTextDocument(target);
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length > 1)
    return window.showWorkspaceFolderPick({ placeHolder: l10n.t('Folder for the configuration file') });
  if (!folders[0])
    void window.showInformationMessage(l10n.t('Open a folder first: the configuration file is kept in it.'));
  return folders[0];
}

async function firstExisting(uris: readonly Uri[]): Promise<Uri | undefined> {
  for (const uri of uris) {
    const exists = await workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (exists) return uri;
  }
  return undefined;
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}
