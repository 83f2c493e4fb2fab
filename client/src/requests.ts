import type { Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ClientRequests, ServerRequests } from '../../server/src/lsp/messages';

/** Sends one of our own requests; waits for the server if it is still starting. */
export function ask<M extends keyof ClientRequests>(
  client: BaseLanguageClient,
  method: M,
  params: ClientRequests[M]['params'],
): Promise<ClientRequests[M]['result']> {
  return client.sendRequest<ClientRequests[M]['result']>(method, params);
}

/** Answers one of the server's own requests. */
export function answer<M extends keyof ServerRequests>(
  client: BaseLanguageClient,
  method: M,
  reply: (params: ServerRequests[M]['params']) => Promise<ServerRequests[M]['result']>,
): Disposable {
  return client.onRequest(method, reply);
}
