import type { Connection } from 'vscode-languageserver';
import type { InitializationOptions } from '../lsp/messages';
import { Method } from '../lsp/messages';
import type { Host } from './host';
import { remoteReader } from './remote';
import { uriPlaces } from './uris';

/** A host in a web worker: every file and every asset comes through the client. */
export function webHost(connection: Connection, options: InitializationOptions): Host {
  return {
    ...remoteReader(connection),
    ...uriPlaces,
    asset: async (name) => {
      if (options.assets !== true) return undefined;
      try {
        return (await connection.sendRequest<string | null>(Method.asset, { name })) ?? undefined;
      } catch (error) {
        connection.console.log(`The client did not give ${name}: ${String(error)}`);
        return undefined;
      }
    },
    log: (message) => connection.console.log(message),
  };
}
