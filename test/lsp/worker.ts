import { readFileSync } from 'node:fs';
import { type Context, createContext, runInContext } from 'node:vm';
import type { Diagnostic, DocumentDiagnosticReport, InitializeResult } from 'vscode-languageserver';
import { PROFILES } from './client';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Answers the server's requests for files; `undefined` fails the request. */
export type Answer = (method: string, params: unknown) => unknown;

/** Where the test's client says that the scripts stand. */
const SCRIPTS = 'extension:/dist/';

/** The worker bundle in a realm that has what a web worker has, and nothing of Node. */
export class WorkerServer {
  readonly #scope: { onmessage: ((event: { data: Message }) => void) | null };
  readonly #pending = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  readonly #answer: Answer;
  #next = 1;
  /** The scripts that it has read, in order. */
  readonly scripts: string[] = [];

  constructor(answer: Answer) {
    this.#answer = answer;
    const scope = {
      onmessage: null,
      onerror: null,
      postMessage: (message: Message) => queueMicrotask(() => this.#receive(message)),
      addEventListener: () => undefined,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      queueMicrotask,
      TextDecoder,
      TextEncoder,
      URL,
      console,
      performance,
      crypto: globalThis.crypto,
      setImmediate: undefined,
      importScripts: (url: string) => this.#run(url.slice(SCRIPTS.length), context),
    };
    Object.assign(scope, { self: scope });
    this.#scope = scope;
    const context = createContext(scope);
    this.#run('server.worker.js', context);
  }

  #run(name: string, context: Context): void {
    this.scripts.push(name);
    runInContext(readFileSync(`dist/${name}`, 'utf8'), context, { filename: name });
  }

  #receive(message: Message): void {
    if (message.method !== undefined) {
      if (message.id === undefined) return;
      const result = this.#answer(message.method, message.params);
      this.#post(result === undefined ? { id: message.id, error: { message: 'no' } } : { id: message.id, result });
      return;
    }
    const waiting = this.#pending.get(Number(message.id));
    this.#pending.delete(Number(message.id));
    if (message.error) waiting?.failed(new Error(message.error.message));
    else waiting?.done(message.result);
  }

  #post(message: Message): void {
    this.#scope.onmessage?.({ data: { ...JSON.parse(JSON.stringify(message)), jsonrpc: '2.0' } });
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((done, failed) => {
      this.#pending.set(id, { done: (value) => done(value as T), failed });
      this.#post({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.#post({ method, params });
  }

  async initialize(folder: string): Promise<InitializeResult> {
    const result = await this.request<InitializeResult>('initialize', {
      processId: null,
      rootUri: folder,
      workspaceFolders: [{ uri: folder, name: 'test' }],
      capabilities: PROFILES.vscode,
      initializationOptions: { fileSchemes: ['*'], assets: true, scripts: SCRIPTS },
    });
    this.notify('initialized', {});
    return result;
  }

  async diagnostics(uri: string, text: string, languageId = 'dockerfile'): Promise<readonly Diagnostic[]> {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    const report = await this.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    this.notify('textDocument/didClose', { textDocument: { uri } });
    return report.kind === 'full' ? report.items : [];
  }
}
