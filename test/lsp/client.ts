import { type ChildProcess, spawn } from 'node:child_process';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  WorkspaceEdit,
} from 'vscode-languageserver';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/** What different editors say of themselves. */
export const PROFILES = {
  vscode: {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
      workspaceEdit: {
        documentChanges: true,
        resourceOperations: ['create', 'rename', 'delete'],
        changeAnnotationSupport: { groupsOnLabel: true },
        snippetEditSupport: true,
      },
    },
    textDocument: {
      diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, codeDescriptionSupport: true },
      codeAction: {
        dataSupport: true,
        disabledSupport: true,
        isPreferredSupport: true,
        resolveSupport: { properties: ['edit'] },
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
      },
      hover: { contentFormat: ['markdown', 'plaintext'] },
    },
    window: { showDocument: { support: true }, workDoneProgress: true },
  },
  helix: {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      diagnostics: { refreshSupport: true },
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    },
    textDocument: {
      diagnostic: {},
      publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
      codeAction: {
        dataSupport: true,
        isPreferredSupport: true,
        disabledSupport: true,
        resolveSupport: { properties: ['edit', 'command'] },
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source'] } },
      },
      hover: { contentFormat: ['markdown'] },
    },
  },
  pushOnly: {
    workspace: { workspaceEdit: { documentChanges: true } },
    textDocument: {
      publishDiagnostics: {},
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } } },
      hover: { contentFormat: ['plaintext'] },
    },
  },
  minimal: {},
} satisfies Record<string, ClientCapabilities>;

/** A scripted client that speaks to the built server over stdio. */
export class TestClient {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #diagnostics = new Map<string, { version?: number; diagnostics: Diagnostic[] }>();
  readonly #waiting: (() => void)[] = [];
  readonly #versions = new Map<string, number>();
  readonly requests: string[] = [];
  settings: unknown = {};
  stderr = '';

  private constructor(process: ChildProcess, connection: MessageConnection) {
    this.#process = process;
    this.#connection = connection;
  }

  static async start(
    capabilities: ClientCapabilities,
    options: { folder?: string; initializationOptions?: object; noFolder?: boolean } = {},
  ): Promise<{ client: TestClient; result: InitializeResult }> {
    const child = spawn(process.execPath, ['dist/server.cjs', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    if (!child.stdout || !child.stdin || !child.stderr) throw new Error('the server has no standard streams');
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new TestClient(child, connection);
    child.stderr.on('data', (bytes: Buffer) => {
      client.stderr += bytes.toString();
    });
    client.#listen();
    const uri = options.folder === undefined ? null : options.folder;
    const result: InitializeResult = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: uri === null ? null : [{ uri, name: 'test' }],
      capabilities,
      initializationOptions: options.initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return { client, result };
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => {
        this.#diagnostics.set(params.uri, params);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    );
    for (const method of [
      'client/registerCapability',
      'workspace/diagnostic/refresh',
      'window/workDoneProgress/create',
    ]) {
      connection.onRequest(method, () => {
        this.requests.push(method);
        for (const wake of this.#waiting.splice(0)) wake();
        return null;
      });
    }
    connection.listen();
  }

  async open(uri: string, text: string, languageId = 'dockerfile'): Promise<void> {
    this.#versions.set(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async change(uri: string, text: string): Promise<void> {
    await this.edit(uri, [{ text }]);
  }

  async edit(uri: string, contentChanges: object[]): Promise<void> {
    const version = (this.#versions.get(uri) ?? 1) + 1;
    this.#versions.set(uri, version);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  save(uri: string): Promise<void> {
    return this.#connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
  }

  close(uri: string): Promise<void> {
    return this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.#connection.sendRequest<T>(method, params);
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId ? { previousResultId } : {}),
    });
  }

  /** Diagnostics that the server pushed for the document's current version. */
  async pushed(uri: string): Promise<Diagnostic[]> {
    for (;;) {
      const found = this.#diagnostics.get(uri);
      if (found && (found.version === undefined || found.version === this.#versions.get(uri))) return found.diagnostics;
      await this.nextMessage();
    }
  }

  pushedNow(uri: string): Diagnostic[] | undefined {
    return this.#diagnostics.get(uri)?.diagnostics;
  }

  /** Waits for the next message of the server. */
  nextMessage(): Promise<void> {
    return new Promise((done) => this.#waiting.push(done));
  }

  hover(uri: string, line: number, character: number): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  actions(uri: string, line: number, character: number, only?: string[]): Promise<CodeAction[]> {
    const at = { line, character };
    return this.request('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.request('codeAction/resolve', action);
  }

  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((done) => this.#process.once('exit', done));
    await this.request('shutdown', undefined);
    await this.#connection.sendNotification('exit');
    const code = await exited;
    this.#connection.dispose();
    return code;
  }
}

/** A document's text after a workspace edit of it. */
export function applyWorkspaceEdit(text: string, edit: WorkspaceEdit, uri: string): string {
  const plain = edit.changes?.[uri] ?? [];
  const versioned = (edit.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits : [],
  );
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).reduce((sum, current) => sum + current.length + 1, 0) + character;
  const edits = [...plain, ...versioned].map((item) => ({
    start: offset(item.range.start),
    end: offset(item.range.end),
    text: 'newText' in item ? item.newText : item.snippet.value,
  }));
  let out = text;
  for (const item of edits.map((e, i) => ({ ...e, i })).sort((a, b) => b.start - a.start || b.i - a.i)) {
    out = out.slice(0, item.start) + item.text + out.slice(item.end);
  }
  return out;
}
