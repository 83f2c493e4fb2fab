import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activatePlimsoll, type Plimsoll } from './activate';

let plimsoll: Plimsoll | undefined;

/** Entry on the desktop: the server is a Node process, reached over node IPC. */
export function activate(context: ExtensionContext): void {
  const server = { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc };
  plimsoll = activatePlimsoll(context, (id, name, options) => new LanguageClient(id, name, server, options));
}

export function deactivate(): Promise<void> | undefined {
  return plimsoll?.stop();
}
