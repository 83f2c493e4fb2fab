import { Disposable, LanguageStatusSeverity, l10n, languages, Uri, window, workspace } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { Method, type Status, type StatusNotification } from '../../server/src/lsp/messages';
import { Command } from './commands';
import { ask } from './requests';
import { documentSelector, isOurs } from './settings';

/**
 * The entry in the language status of the editor: busy while the server starts or lints, else which configuration file
 * is in force, with a command that opens or creates it.
 */
export function registerStatus(client: BaseLanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('plimsoll.status', documentSelector);
  item.name = 'Plimsoll';
  item.text = 'Plimsoll';
  let latest = 0;

  async function refresh(): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (!document || !isOurs(document) || !client.isRunning()) return;
    const current = ++latest;
    const status = await ask(client, Method.status, { uri: client.code2ProtocolConverter.asUri(document.uri) });
    // An answer for an editor that is no longer in front came too late.
    if (current === latest) show(status);
  }

  function show(status: Status): void {
    item.text = status.enabled ? l10n.t('Plimsoll: {0} rules', status.rules) : l10n.t('Plimsoll: off');
    if (status.configFile) {
      const uri = Uri.parse(status.configFile, true);
      item.detail = workspace.asRelativePath(uri);
      item.command = { title: l10n.t('Open Configuration'), command: 'vscode.open', arguments: [uri] };
    } else {
      item.detail = l10n.t('recommended rules');
      item.command = { title: l10n.t('Create Configuration'), command: Command.createConfiguration };
    }
  }

  const refreshQuietly = () => void refresh().catch((error: unknown) => client.outputChannel.debug(String(error)));
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(refreshQuietly),
    client.onDidChangeState(({ newState }) => {
      item.busy = newState === State.Starting;
      const stopped = newState === State.Stopped || newState === State.StartFailed;
      item.severity = stopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
      if (stopped) {
        item.text = l10n.t('Plimsoll is not running');
        item.detail = '';
        item.command = { title: l10n.t('Restart'), command: Command.restart };
      }
      if (newState === State.Running) refreshQuietly();
    }),
    client.onNotification(Method.status, ({ busy, warning }: StatusNotification) => {
      item.busy = busy;
      item.severity = warning ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
      if (warning) item.detail = warning;
      else if (!busy) refreshQuietly();
    }),
  );
}
