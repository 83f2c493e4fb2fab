import {
  CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pageOf } from '../features/page';
import { starterConfiguration } from '../features/starter';
import type { Host } from '../platform/host';
import { allRules } from '../rules/index.generated';
import { VERSION } from '../version';
import { type Capabilities, readCapabilities } from './capabilities';
import { CODE_ACTION_KINDS, codeActions, fixAllEdit, resolveCodeAction } from './code-actions';
import { DiagnosticsPusher, pullDiagnostics } from './diagnostics';
import { hover } from './hover';
import { type DocumentationParams, type FixAllParams, Method, type Status, type UriParams } from './messages';
import { definition, documentLinks, documentSymbols, prepareRename, references, rename } from './navigation';
import { Session } from './session';
import { Workspace } from './workspace';

/** Makes the host once it is known what the client can do. */
export type HostFactory = (capabilities: Capabilities, connection: Connection) => Host;

/** Serves one client until it leaves. */
export function serve(connection: Connection, makeHost: HostFactory): void {
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  let pusher: DiagnosticsPusher | undefined;
  let workspace: Workspace | undefined;

  connection.onInitialize((params) => {
    const capabilities = readCapabilities(params);
    session = new Session(connection, documents, makeHost(capabilities, connection), capabilities);
    session.folders = foldersOf(params);
    if (!capabilities.pull) pusher = new DiagnosticsPusher(session);
    workspace = new Workspace(session, refresh);
    session.onManifest = (root) => void workspace?.index(root);
    return initializeResult(capabilities);
  });

  connection.onInitialized(() => {
    if (!session) return;
    register(connection, session.capabilities);
    if (session.capabilities.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        if (!session) return;
        session.folders = ((await connection.workspace.getWorkspaceFolders()) ?? []).map((folder) => folder.uri);
        changed(undefined);
      });
    }
  });

  /** Things beyond the documents changed: everything open is to be judged again. */
  const changed = (places: readonly string[] | undefined): void => {
    session?.invalidate(places);
    refresh();
  };

  const refresh = (): void => {
    if (pusher) void pusher.pushAll();
    else void connection.languages.diagnostics.refresh();
    void connection.sendNotification(Method.status, { busy: false });
  };

  documents.onDidOpen(({ document }) => {
    session?.clean(document.uri, document.version);
    workspace?.opened(document.uri);
    if (pusher) void pusher.push(document);
  });
  documents.onDidChangeContent(({ document }) => {
    if (document.version !== 0) pusher?.changed(document);
    if (session && isSurrounding(document)) changed([document.uri]);
    workspace?.edited(document.uri);
  });
  documents.onDidSave(({ document }) => {
    session?.clean(document.uri, document.version);
    // Without a watcher, saving is the only sign that files on disk may have changed.
    if (session && !session.capabilities.watchFiles) changed(undefined);
    else if (pusher) void pusher.push(document);
    else if (session) void saved(session, document.uri);
  });
  documents.onDidClose(({ document }) => {
    session?.closed(document.uri);
    pusher?.closed(document.uri);
    void workspace?.closed(document.uri);
  });

  const saved = async (current: Session, uri: string): Promise<void> => {
    if ((await current.settings(uri)).run === 'onSave') void connection.languages.diagnostics.refresh();
  };

  connection.onDidChangeConfiguration(({ settings }) => {
    session?.settingsChanged(settings);
    refresh();
    void workspace?.settingsChanged();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map((change) => change.uri);
    changed(uris);
    void workspace?.filesChanged(uris);
  });

  connection.languages.diagnostics.on(async (params, token) => {
    if (!session) return { kind: 'full', items: [] };
    return pullDiagnostics(session, params.textDocument.uri, params.previousResultId, token);
  });
  connection.onCodeAction((params) => guarded(session, (current) => codeActions(current, params, workspace), []));
  connection.onCodeActionResolve((action) =>
    guarded(session, (current) => resolveCodeAction(current, action, workspace), action),
  );
  connection.onHover(({ textDocument, position }) =>
    guarded(session, (current) => hover(current, textDocument.uri, position), null),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    guarded(session, (current) => documentSymbols(current, textDocument.uri), []),
  );
  connection.onDocumentLinks(({ textDocument }) =>
    guarded(session, (current) => documentLinks(current, textDocument.uri), []),
  );
  connection.onDefinition(({ textDocument, position }) =>
    guarded(session, (current) => definition(current, textDocument.uri, position), []),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    guarded(session, (current) => references(current, textDocument.uri, position, context.includeDeclaration), []),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    guarded(session, (current) => prepareRename(current, textDocument.uri, position), null),
  );
  // What a name may not be is told to the user, so it is not caught here.
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    session ? rename(session, textDocument.uri, position, newName) : null,
  );
  connection.onRequest(Method.fixAll, async (params: FixAllParams) => {
    const document = session?.documents.get(params.uri);
    const linted = document && (await session?.lint(document));
    if (!session || !linted || linted.version !== params.version) return null;
    return fixAllEdit(session, linted) ?? null;
  });
  connection.onRequest(Method.status, async (params: UriParams): Promise<Status> => statusOf(session, params.uri));
  connection.onRequest(Method.documentation, async (params: DocumentationParams) =>
    session ? (pageOf(params.topic, await session.library(), allRules()) ?? null) : null,
  );
  connection.onRequest(Method.rules, async () =>
    session ? (await session.library()).pages.map(({ id, summary }) => ({ id, summary })) : [],
  );
  connection.onRequest(
    Method.lintWorkspace,
    async (_: unknown, token?: CancellationToken) => workspace?.lintAll(token ?? CancellationToken.None) ?? 0,
  );
  connection.onRequest(Method.newConfiguration, () => starterConfiguration());

  documents.listen(connection);
  connection.listen();
}

/** Open documents that are read as surroundings of others: changes in them count before they are saved. */
const isSurrounding = (document: TextDocument): boolean =>
  /(?:\.dockerignore|\.plimsoll\.(?:ya?ml|json)|\/\.env|\/(?:docker-)?compose[\w.-]*\.ya?ml)$/.test(document.uri) &&
  document.version > 1;

async function guarded<T>(
  session: Session | undefined,
  action: (session: Session) => Promise<T>,
  otherwise: T,
): Promise<T> {
  if (!session) return otherwise;
  try {
    return await action(session);
  } catch (error) {
    session.host.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return otherwise;
  }
}

function foldersOf(params: InitializeParams): string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map((folder) => folder.uri);
  if (params.rootUri) return [params.rootUri];
  return params.rootPath ? [`file://${params.rootPath.split('/').map(encodeURIComponent).join('/')}`] : [];
}

function initializeResult(capabilities: Capabilities): InitializeResult {
  return {
    serverInfo: { name: 'plimsoll', version: VERSION },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      hoverProvider: true,
      documentSymbolProvider: true,
      documentLinkProvider: {},
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      ...(capabilities.codeActionLiterals
        ? {
            codeActionProvider: {
              codeActionKinds: [...CODE_ACTION_KINDS],
              ...(capabilities.resolveActionEdit ? { resolveProvider: true } : {}),
            },
          }
        : {}),
      ...(capabilities.pull
        ? { diagnosticProvider: { identifier: 'plimsoll', interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
      ...(capabilities.workspaceFolders
        ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
        : {}),
    },
  };
}

/** Files whose change can change findings in others. */
const WATCHED = [
  '**/*.{yaml,yml,json}',
  '**/.env',
  '**/*.dockerignore',
  '**/{Dockerfile,Containerfile}*',
  '**/*.{Dockerfile,dockerfile,Containerfile}',
  '**/{yarn.lock,.npmrc,binding.gyp}',
  '**/{requirements*.txt,pyproject.toml,poetry.lock,uv.lock,Pipfile,Pipfile.lock,go.mod,go.sum,go.work,Cargo.toml,Cargo.lock}',
  '**/{Gemfile,Gemfile.lock,composer.json,composer.lock,pom.xml,build.gradle,build.gradle.kts,settings.gradle,mix.exs,mix.lock}',
  '**/{.nvmrc,.node-version,.python-version,.tool-versions,.ruby-version,.java-version,.php-version,*.csproj,*.sln}',
];

function register(connection: Connection, capabilities: Capabilities): void {
  if (capabilities.configuration) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'plimsoll' });
  }
  if (capabilities.watchFiles) {
    const watchers = WATCHED.map((globPattern) => ({ globPattern }));
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

async function statusOf(session: Session | undefined, uri: string): Promise<Status> {
  if (!session) return { enabled: false, rules: 0 };
  const settings = await session.settings(uri);
  const loaded = await session.configuration(uri);
  return {
    enabled: settings.enable,
    rules: await session.ruleCount(uri),
    ...(loaded.place === undefined ? {} : { configFile: loaded.place }),
  };
}
