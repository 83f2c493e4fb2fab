import type { Entry } from '../core/files';
import type { FileContent, InitializationOptions } from '../lsp/messages';
import { Method } from '../lsp/messages';
import type { Host } from './host';

/** The part of a connection that asking the client for files needs. */
export interface Asker {
  readonly sendRequest: <T>(method: string, params: unknown) => Promise<T>;
}

const schemeOf = (place: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(place)?.[1]?.toLowerCase() ?? '';

const isServed = (options: InitializationOptions, place: string): boolean =>
  options.fileSchemes?.some((scheme) => scheme === '*' || scheme === schemeOf(place)) === true;

/** Reading through the client, for places that only the client can reach. A failed request is "not known". */
export function remoteReader(connection: Asker): Pick<Host, 'readText' | 'list'> {
  return {
    readText: async (place) => {
      const content = await ask<FileContent | null>(connection, Method.readFile, { uri: place });
      if (!content) return content;
      // The client gives text where the bytes are UTF-8; what is left is not text, or not for us.
      return 'text' in content && !content.text.includes('\0') ? content.text : undefined;
    },
    list: (place) => ask<readonly Entry[] | null>(connection, Method.listFolder, { uri: place }),
  };
}

async function ask<T>(connection: Asker, method: string, params: unknown): Promise<T | undefined> {
  try {
    return await connection.sendRequest<T>(method, params);
  } catch {
    return undefined;
  }
}

/** `file:` places are read directly, other schemes by the client when it offers that. */
export function remoteFirstHost(local: Host, connection: Asker, options: InitializationOptions): Host {
  const remote = remoteReader(connection);
  const reader = (place: string): Pick<Host, 'readText' | 'list'> =>
    schemeOf(place) !== 'file' && isServed(options, place) ? remote : local;
  return {
    ...local,
    readText: (place) => reader(place).readText(place),
    list: (place) => reader(place).list(place),
  };
}
