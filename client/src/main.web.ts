import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activatePlimsoll, type Plimsoll } from './activate';

let plimsoll: Plimsoll | undefined;
let worker: Worker | undefined;

/** Entry in the browser: the server is a web worker, and every file reaches it through the editor. */
export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.worker.js').toString(true);
  const startServer = async () => {
    // The client stops a server with messages only; nobody but its maker ends a worker.
    worker?.terminate();
    worker = new Worker(script);
    // Not the worker itself: the editor's `Worker` is a substitute, which the client does not know for one.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  plimsoll = activatePlimsoll(context, (id, name, options) => new LanguageClient(id, name, startServer, options));
}

export async function deactivate(): Promise<void> {
  await plimsoll?.stop();
  worker?.terminate();
}
