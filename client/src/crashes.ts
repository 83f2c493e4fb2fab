import { commands, type LogOutputChannel, l10n, window } from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';
import { Command } from './commands';

const crashesAllowed = 4;
const withinMilliseconds = 3 * 60 * 1000;
const errorsAllowed = 3;

/**
 * Restarts a server that ended by itself, and gives up when it keeps doing so. That is the only time that Plimsoll shows a
 * notification unasked; single crashes are in the log.
 */
export function crashHandler(log: LogOutputChannel): ErrorHandler {
  let crashes: number[] = [];
  return {
    error(error, _message, count) {
      log.error('The connection to the language server failed.', error);
      return { action: (count ?? 0) <= errorsAllowed ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
    },
    closed() {
      const now = Date.now();
      crashes = [...crashes.filter((at) => now - at < withinMilliseconds), now];
      if (crashes.length <= crashesAllowed) return { action: CloseAction.Restart, handled: true };
      crashes = [];
      void tellAboutCrashes();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function tellAboutCrashes(): Promise<void> {
  const restart = l10n.t('Restart');
  const output = l10n.t('Show Output');
  const answer = await window.showErrorMessage(
    l10n.t('Plimsoll stopped {0} times within three minutes and is off now.', crashesAllowed + 1),
    restart,
    output,
  );
  if (answer === restart) await commands.executeCommand(Command.restart);
  if (answer === output) await commands.executeCommand(Command.showOutput);
}
