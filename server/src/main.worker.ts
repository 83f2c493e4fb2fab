import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from './lsp/server';
import { webHost } from './platform/web';

const scope: DedicatedWorkerGlobalScope = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
serve(connection, (capabilities) => {
  // Where the bundle finds the part for YAML languages (scripts/parts.mjs).
  Object.assign(scope, { plimsollScripts: capabilities.options.scripts });
  return webHost(connection, capabilities.options);
});
