import { type DocumentFilter, languages, type TextDocument, type Uri, workspace } from 'vscode';
import type { Settings } from '../../server/src/lsp/messages';

/** The files that Plimsoll is concerned with. Diff views show old versions under `git:`; the server leaves those alone. */
export const documentSelector = [
  { language: 'dockerfile' },
  { language: 'dockercompose' },
  { language: 'yaml' },
  { language: 'json' },
  { pattern: '**/.plimsoll.{yaml,yml,json}' },
] satisfies readonly DocumentFilter[];

/** Whether this is a file that Plimsoll lints. */
export function isOurs(document: TextDocument): boolean {
  return document.uri.scheme !== 'git' && languages.match(documentSelector, document) > 0;
}

/** Whether the user wants findings for this resource while typing, not only on save. */
export function lintsWhileTyping(resource: Uri): boolean {
  const run = workspace.getConfiguration('plimsoll', resource).get<Settings['run']>('run');
  return run !== 'onSave';
}
