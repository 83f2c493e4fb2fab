import { type ExtensionContext, type LogOutputChannel, Uri, window } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import type { InitializationOptions } from '../../server/src/lsp/messages';
import { Command, registerCommands } from './commands';
import { crashHandler } from './crashes';
import { createdFiles } from './created-files';
import { documentationBase, registerDocumentation } from './documentation';
import { answerFileRequests } from './files';
import { documentSelector, lintsWhileTyping } from './settings';
import { registerStatus } from './status';

/** Makes the client for one kind of host; how it reaches its server is all that differs. */
export type ClientFactory = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

export interface Plimsoll {
  stop(): Promise<void>;
}

/**
 * Starts everything. It does not wait for the server, so that opening a Dockerfile costs the editor nothing; a request
 * that comes early waits by itself.
 */
export function activatePlimsoll(context: ExtensionContext, createClient: ClientFactory): Plimsoll {
  const log = window.createOutputChannel('Plimsoll', { log: true });
  // The client's id is also the section of its `trace.server` setting.
  const client = createClient('plimsoll', 'Plimsoll', clientOptions(log, context.extensionUri));
  context.subscriptions.push(
    log,
    answerFileRequests(client, context.extensionUri),
    registerDocumentation(client),
    registerCommands(client),
    registerStatus(client),
  );
  client.start().catch((error: unknown) => log.error('The language server did not start.', error));
  return { stop: () => client.dispose() };
}

function clientOptions(log: LogOutputChannel, extension: Uri): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    fileSchemes: ['*'],
    assets: true,
    scripts: `${Uri.joinPath(extension, 'dist').toString(true)}/`,
    documentationCommand: Command.openDocumentation,
    documentationBase,
  };
  return {
    documentSelector: [...documentSelector],
    initializationOptions,
    outputChannel: log,
    errorHandler: crashHandler(log),
    middleware: createdFiles,
    markdown: { isTrusted: { enabledCommands: [Command.openDocumentation] } },
    diagnosticPullOptions: {
      onChange: true,
      onSave: true,
      // `true` leaves this pull out.
      filter: (document, mode) => mode === 'onType' && !lintsWhileTyping(document.uri),
    },
  };
}
