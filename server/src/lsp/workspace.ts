import type { CancellationToken, Connection } from 'vscode-languageserver';
import { chosenFix } from '../core/fixer';
import { isYamlName, languageOfName } from '../features/languages';
import { indexText, mayConcern } from '../project/kubernetes-index';
import { walkFiles } from '../project/walk';
import { diagnosticsOf } from './diagnostics';
import type { Linted, Root, Session } from './session';

/** What is known of a file that is not open. */
interface ClosedFile {
  /** Kinds of objects that its rules asked the index for. */
  readonly asked: ReadonlySet<string>;
  /** Rules that found something in it that they can repair safely. */
  readonly fixable: ReadonlySet<string>;
}

/** After the last change of a text its objects are read anew. */
const REINDEX_DELAY = 250;
/** Fewer files than this are read before anyone could read a message about it. */
const SHOWN_FROM = 100;

/**
 * What concerns the files of the workspace as a whole: the index of its objects, and the findings in files that nobody has open, once the
 * user has asked for them.
 */
export class Workspace {
  readonly #session: Session;
  readonly #connection: Connection;
  /** Open documents are to be judged again. */
  readonly #refresh: () => void;
  readonly #indexing = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Undefined until the user asks for the findings of all files. */
  #closed: Map<string, ClosedFile> | undefined;

  constructor(session: Session, refresh: () => void) {
    this.#session = session;
    this.#connection = session.connection;
    this.#refresh = refresh;
  }

  /** Reads the objects of a workspace folder, once; findings that need them come when that is done. */
  index(root: Root): Promise<void> {
    const known = this.#indexing.get(root.place);
    if (known) return known;
    const reading = this.#read(root).catch((error: unknown) => {
      this.#session.host.log(`The workspace's objects could not be read: ${String(error)}`);
    });
    this.#indexing.set(root.place, reading);
    return reading;
  }

  async #read(root: Root): Promise<void> {
    const files = await walkFiles(root.source, { wanted: isYamlName });
    const progress = await this.#progress('Plimsoll: reading manifests', files.length);
    const schema = await this.#session.kubernetesSchema();
    for (const [done, file] of files.entries()) {
      if (progress.cancelled()) break;
      indexText(root.index(), file, (await root.source.readText(file)) ?? undefined, schema);
      if (done % 20 === 0) progress.report(done);
    }
    progress.done();
    const index = root.index();
    index.complete = !progress.cancelled();
    if (index.complete && index.size > 0) this.#changed();
  }

  /** A document was edited: others may refer to its objects. */
  edited(uri: string): void {
    if (!isYamlName(uri)) return;
    const timer = this.#timers.get(uri);
    if (timer !== undefined) clearTimeout(timer);
    this.#timers.set(
      uri,
      setTimeout(() => {
        this.#timers.delete(uri);
        void this.#reindex([uri]);
      }, REINDEX_DELAY),
    );
  }

  /** Files were written, made or removed. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    await this.#reindex(uris.filter(isYamlName));
    for (const uri of uris) if (this.#closed && !this.#session.isOpen(uri)) await this.#lintClosed(uri);
  }

  async #reindex(uris: readonly string[]): Promise<void> {
    const kinds = new Set<string>();
    for (const uri of uris) {
      const root = this.#session.workspaceRoot(uri);
      const file = root && this.#session.host.relative(root.place, uri);
      if (!root || file === undefined || !this.#indexing.has(root.place)) continue;
      const text = (await root.source.readText(file)) ?? undefined;
      const schema = await this.#session.kubernetesSchema();
      for (const kind of indexText(root.index(), file, text, schema)) kinds.add(kind);
    }
    if (kinds.size === 0) return;
    this.#changed();
    await this.#relint(kinds);
  }

  #changed(): void {
    this.#session.objectsChanged();
    this.#refresh();
  }

  /** Lints closed files whose references may have come to mean something else. */
  async #relint(kinds: ReadonlySet<string>): Promise<void> {
    if (!this.#closed) return;
    for (const [uri, { asked }] of [...this.#closed]) {
      if (mayConcern(asked, kinds) && !this.#session.isOpen(uri)) await this.#lintClosed(uri);
    }
  }

  /** An open document's findings are shown as any other's; what was sent for the closed file is taken back. */
  opened(uri: string): void {
    if (this.#closed?.has(uri)) this.#send(uri, undefined);
  }

  async closed(uri: string): Promise<void> {
    if (this.#closed) await this.#lintClosed(uri);
  }

  /** Settings or configuration changed. */
  async settingsChanged(): Promise<void> {
    if (this.#closed) for (const uri of [...this.#closed.keys()]) await this.#lintClosed(uri);
  }

  /** Lints every file of the workspace, and sends the findings of those that are not open. Gives how many files there were. */
  async lintAll(token: CancellationToken): Promise<number> {
    const closed = new Map<string, ClosedFile>();
    for (const uri of this.#closed?.keys() ?? []) if (!this.#session.isOpen(uri)) this.#send(uri, undefined);
    this.#closed = closed;
    const uris: string[] = [];
    for (const root of this.#session.workspaceRoots()) {
      await this.index(root);
      const wanted = (name: string): boolean => languageOfName(name) !== undefined || isYamlName(name);
      const files = await walkFiles(root.source, { wanted, cancelled: () => token.isCancellationRequested });
      uris.push(...files.map((file) => this.#session.host.join(root.place, file)));
    }
    const progress = await this.#progress('Plimsoll: linting the workspace', uris.length);
    const stopped = (): boolean => token.isCancellationRequested || progress.cancelled();
    for (const [done, uri] of uris.entries()) {
      if (stopped() || this.#closed !== closed) break;
      if (!this.#session.isOpen(uri)) await this.#lintClosed(uri);
      if (done % 10 === 0) progress.report(done);
    }
    progress.done();
    return uris.length;
  }

  async #lintClosed(uri: string): Promise<void> {
    const linted = await this.#session.lintClosed(uri);
    if (!this.#closed || this.#session.isOpen(uri)) return;
    if (linted) this.#closed.set(uri, { asked: linted.asked, fixable: fixableRules(linted) });
    else if (!this.#closed.delete(uri)) return;
    this.#send(uri, linted);
  }

  #send(uri: string, linted: Linted | undefined): void {
    const diagnostics = linted ? diagnosticsOf(this.#session, linted) : [];
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }

  /** The closed files in which a rule has found something that it can repair safely. */
  filesWith(rule: string): readonly string[] {
    return [...(this.#closed ?? [])].flatMap(([uri, { fixable }]) =>
      fixable.has(rule) && !this.#session.isOpen(uri) ? [uri] : [],
    );
  }

  async #progress(title: string, total: number) {
    const shown = this.#session.capabilities.workDoneProgress && total >= SHOWN_FROM;
    const progress = shown ? await this.#connection.window.createWorkDoneProgress() : undefined;
    progress?.begin(title, 0, '', true);
    return {
      cancelled: (): boolean => progress?.token.isCancellationRequested === true,
      report: (done: number): void => progress?.report(Math.floor((done / total) * 100), `${done} of ${total}`),
      done: (): void => progress?.done(),
    };
  }
}

const fixableRules = (linted: Linted): ReadonlySet<string> =>
  new Set(linted.findings.flatMap((finding) => (chosenFix(finding, { unsafe: false }) ? [finding.rule] : [])));
