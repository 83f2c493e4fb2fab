import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from './convert';
import type { Linted, Session } from './session';

const EMPTY_REPORT: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

export const diagnosticsOf = (session: Session, linted: Linted): Diagnostic[] =>
  linted.findings.map((finding) =>
    toDiagnostic(finding, linted.source, linted.uri, session.capabilities, linted.files),
  );

/** Answers `textDocument/diagnostic`. It never fails: a client may not ask again after an error. */
export async function pullDiagnostics(
  session: Session,
  uri: string,
  previousResultId: string | undefined,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const document = session.documents.get(uri);
  if (!document || token.isCancellationRequested) return EMPTY_REPORT;
  const linted = await session.lint(document);
  if (!linted) return EMPTY_REPORT;
  if (linted.resultId === previousResultId) {
    return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: linted.resultId };
  }
  return { kind: DocumentDiagnosticReportKind.Full, resultId: linted.resultId, items: diagnosticsOf(session, linted) };
}

const DELAY = 200;

/** Sends diagnostics to clients that do not ask for them: at once after opening and saving, else when typing pauses. */
export class DiagnosticsPusher {
  readonly #session: Session;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(session: Session) {
    this.#session = session;
  }

  changed(document: TextDocument): void {
    this.#cancel(document.uri);
    this.#timers.set(
      document.uri,
      setTimeout(() => void this.push(document), DELAY),
    );
  }

  async push(document: TextDocument): Promise<void> {
    this.#cancel(document.uri);
    const linted = await this.#session.lint(document);
    const current = this.#session.documents.get(document.uri);
    if (!current || (linted && linted.version !== current.version)) return;
    await this.#session.connection.sendDiagnostics({
      uri: document.uri,
      version: current.version,
      diagnostics: linted ? diagnosticsOf(this.#session, linted) : [],
    });
  }

  async pushAll(): Promise<void> {
    await Promise.all(this.#session.documents.all().map((document) => this.push(document)));
  }

  closed(uri: string): void {
    this.#cancel(uri);
    void this.#session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  #cancel(uri: string): void {
    const timer = this.#timers.get(uri);
    if (timer !== undefined) clearTimeout(timer);
    this.#timers.delete(uri);
  }
}
