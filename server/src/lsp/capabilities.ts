import type { ClientCapabilities, DiagnosticTag, InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './messages';

/** What the client can do, as far as the server's answers depend on it. Nothing is used that was not announced. */
export interface Capabilities {
  /** The client asks for diagnostics, and can be told to ask again. */
  readonly pull: boolean;
  readonly configuration: boolean;
  readonly watchFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  readonly changeAnnotations: boolean;
  readonly snippetEdits: boolean;
  readonly resolveActionEdit: boolean;
  readonly disabledActions: boolean;
  readonly preferredActions: boolean;
  readonly codeActionLiterals: boolean;
  readonly markdownHover: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescriptions: boolean;
  readonly diagnosticTags: readonly DiagnosticTag[];
  readonly showDocument: boolean;
  readonly workDoneProgress: boolean;
  readonly options: InitializationOptions;
}

export function readCapabilities(params: InitializeParams): Capabilities {
  const client: ClientCapabilities = params.capabilities;
  const { workspace, textDocument, window } = client;
  const action = textDocument?.codeAction;
  return {
    pull: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    resolveActionEdit: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    disabledActions: action?.disabledSupport === true,
    preferredActions: action?.isPreferredSupport === true,
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    codeDescriptions:
      textDocument?.publishDiagnostics?.codeDescriptionSupport === true ||
      textDocument?.diagnostic?.codeDescriptionSupport === true,
    diagnosticTags:
      (textDocument?.publishDiagnostics?.tagSupport ?? textDocument?.diagnostic?.tagSupport)?.valueSet ?? [],
    showDocument: window?.showDocument?.support === true,
    workDoneProgress: window?.workDoneProgress === true,
    options: readOptions(params.initializationOptions),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readOptions(value: unknown): InitializationOptions {
  if (!isObject(value)) return {};
  const schemes = value['fileSchemes'];
  const command = value['documentationCommand'];
  const base = value['documentationBase'];
  return {
    ...(Array.isArray(schemes) ? { fileSchemes: schemes.filter((scheme) => typeof scheme === 'string') } : {}),
    ...(value['assets'] === true ? { assets: true } : {}),
    ...(typeof value['scripts'] === 'string' ? { scripts: value['scripts'] } : {}),
    ...(typeof command === 'string' ? { documentationCommand: command } : {}),
    ...(typeof base === 'string' ? { documentationBase: base } : {}),
    ...(isObject(value['settings']) ? { settings: value['settings'] } : {}),
  };
}
