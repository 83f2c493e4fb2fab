import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activatePlimsoll, type Plimsoll } from './activate';

let plimsoll: Plimsoll | undefined;

/** Entry on the desktop: the server is a Node process, reached over node IPC. */
export function activate(context: ExtensionContext): void {
  const server = {
    module: context.asAbsolutePath('dist/server.cjs'),
    transport: TransportKind.ipc,
    // Room for what some twenty keystrokes leave behind: collecting it is what makes a keystroke slow now and then.
    options: { execArgv: ['--max-semi-space-size=32'] },
  };
  plimsoll = activatePlimsoll(context, (id, name, options) => new LanguageClient(id, name, server, options));
}

export function deactivate(): Promise<void> | undefined {
  return plimsoll?.stop();
}
