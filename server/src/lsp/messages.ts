/**
 * Plimsoll's own messages, beyond those of the Language Server Protocol: names and types only, so that the client can
 * import this file without taking any of the server along. A server must not send a request of {@link ServerRequests}
 * unless the client announced it in its {@link InitializationOptions}.
 */
import type { WorkspaceEdit } from 'vscode-languageserver';

/** Names of the custom messages. */
export const Method = {
  readFile: 'plimsoll/readFile',
  listFolder: 'plimsoll/listFolder',
  stat: 'plimsoll/stat',
  findFiles: 'plimsoll/findFiles',
  asset: 'plimsoll/asset',
  fixAll: 'plimsoll/fixAll',
  status: 'plimsoll/status',
  documentation: 'plimsoll/documentation',
  rules: 'plimsoll/rules',
  newConfiguration: 'plimsoll/newConfiguration',
  lintWorkspace: 'plimsoll/lintWorkspace',
} as const;

/** What the client can do for the server beyond the protocol; sent as `initializationOptions`. */
export interface InitializationOptions {
  /** The client answers `readFile`, `listFolder`, `stat` and `findFiles` for URIs of these schemes; `*` is every scheme. */
  readonly fileSchemes?: readonly string[];
  /** The client answers `asset`. A server in a web worker has no other way to its assets. */
  readonly assets?: boolean;
  /** Where the server's own files stand, with a slash behind; a server in a web worker cannot tell by itself. */
  readonly scripts?: string;
  /**
   * A client command that opens a rule's or topic's page; its one argument is the rule id or topic. With it, links in
   * hovers may be `command:` links, and "Show documentation" is a code action with that command.
   */
  readonly documentationCommand?: string;
  /**
   * Where the client serves the same pages as documents: `<base>rules/<rule id>.md` and `<base>topics/<topic>.md`. With it,
   * a diagnostic's `codeDescription.href` is such an address; editors do not run `command:` links there.
   */
  readonly documentationBase?: string;
  /** Settings for clients that cannot answer `workspace/configuration`. */
  readonly settings?: Partial<Settings>;
}

/** The settings under `plimsoll`, as `workspace/configuration` with section `plimsoll` gives them for a resource. */
export interface Settings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  /** Path of the configuration file, absolute or relative to the workspace folder; empty means: search upwards. */
  readonly configFile: string;
  /** The release of the cluster that is aimed at, `1.33`; empty: what the configuration says. */
  readonly kubernetesVersion: string;
  /** Severity by rule id, category or language. */
  readonly rules: Readonly<Record<string, 'off' | 'hint' | 'information' | 'warning' | 'error'>>;
  readonly codeAction: {
    readonly disableRuleComment: { readonly enable: boolean };
    readonly showDocumentation: { readonly enable: boolean };
  };
}

export interface UriParams {
  readonly uri: string;
}

/** Text when the bytes are UTF-8 (a byte order mark is kept as U+FEFF), else the bytes themselves. */
export type FileContent = { readonly text: string } | { readonly base64: string };

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Milliseconds since the epoch; 0 where the file system does not know. */
  readonly modified: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** A symbolic link; `kind` is that of what it leads to. */
  readonly link?: boolean;
}

export interface FindFilesParams {
  /** The folder that the globs are relative to. */
  readonly folder: string;
  /** A file matches when one of them does. */
  readonly globs: readonly string[];
  readonly limit: number;
}

export interface AssetParams {
  /** Path below the extension's `dist/assets`, `/`-separated. */
  readonly name: string;
}

/** Requests that the server sends to the client. `null` means that it does not exist or cannot be read. */
export interface ServerRequests {
  readonly [Method.readFile]: { readonly params: UriParams; readonly result: FileContent | null };
  readonly [Method.listFolder]: { readonly params: UriParams; readonly result: readonly FolderEntry[] | null };
  readonly [Method.stat]: { readonly params: UriParams; readonly result: FileStat | null };
  readonly [Method.findFiles]: { readonly params: FindFilesParams; readonly result: readonly string[] };
  readonly [Method.asset]: { readonly params: AssetParams; readonly result: string | null };
}

export interface FixAllParams {
  readonly uri: string;
  /** The document version that the user sees; the server answers `null` when it knows another one. */
  readonly version: number;
}

export interface Status {
  readonly enabled: boolean;
  /** How many rules are on for this file. */
  readonly rules: number;
  /** URI of the configuration file in force. */
  readonly configFile?: string;
}

export interface DocumentationParams {
  /** A rule id (`dockerfile/no-latest-tag`) or a topic of the notes (`layer-cache`). */
  readonly topic: string;
}

export interface RuleSummary {
  readonly id: string;
  readonly summary: string;
}

/** Requests that the client sends to the server. */
export interface ClientRequests {
  /** All safe fixes of one document, as `source.fixAll.plimsoll` would make them; `null` when there are none. */
  readonly [Method.fixAll]: { readonly params: FixAllParams; readonly result: WorkspaceEdit | null };
  readonly [Method.status]: { readonly params: UriParams; readonly result: Status };
  /** A page of documentation in Markdown. */
  readonly [Method.documentation]: { readonly params: DocumentationParams; readonly result: string | null };
  readonly [Method.rules]: { readonly params: null; readonly result: readonly RuleSummary[] };
  /** The text of a new `.plimsoll.yaml`, the same that `plimsoll init` writes. */
  readonly [Method.newConfiguration]: { readonly params: null; readonly result: string };
  /** Lints all files of the workspace and sends the findings of closed ones as diagnostics; gives how many files there were. */
  readonly [Method.lintWorkspace]: { readonly params: null; readonly result: number };
}

/**
 * The server's notification `plimsoll/status`: sent when it starts or stops working, and when something changed that
 * {@link Status} tells (then the client asks again).
 */
export interface StatusNotification {
  readonly busy: boolean;
  /** Something the user should know, such as a file that takes longer than it should. */
  readonly warning?: string;
}
