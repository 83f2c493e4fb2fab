import { type CodeAction, Uri, type WorkspaceEdit } from 'vscode';
import type { Middleware } from 'vscode-languageclient';

/**
 * An edit of the protocol makes an empty file and then writes into it, which are two steps for undo, one of them in an editor of its own.
 * VS Code can make a file with its content: then undoing the repair in the edited file takes the new file away too. The protocol cannot
 * say that, so such files are taken out of the answer here and put back into VS Code's own edit.
 */
export const createdFiles: Middleware = {
  sendRequest: async (type, param, token, next) => {
    const result = await next(type, param, token);
    const method = typeof type === 'string' ? type : type.method;
    if (method === 'codeAction/resolve') takeOut(result);
    else if (method === 'textDocument/codeAction' && Array.isArray(result)) result.forEach(takeOut);
    return result;
  },
  resolveCodeAction: async (item, token, next) => withFiles(await next(item, token)),
  provideCodeActions: async (document, range, context, token, next) => {
    const actions = await next(document, range, context, token);
    for (const action of actions ?? []) if ('edit' in action) withFiles(action);
    return actions;
  },
};

interface NewFile {
  readonly uri: string;
  readonly text: string;
  readonly label: string | undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const listIn = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Takes the files that an answer makes out of its edit, and keeps them in its data. */
function takeOut(action: unknown): void {
  if (!isObject(action) || !isObject(action['edit'])) return;
  const { edit } = action;
  const changes = listIn(edit['documentChanges']);
  const created = changes.filter(({ kind }) => kind === 'create').map(({ uri }) => textOf(uri));
  if (created.length === 0) return;
  const uriOf = ({ kind, uri, textDocument }: Record<string, unknown>): string =>
    textOf(kind === undefined && isObject(textDocument) ? textDocument['uri'] : uri);
  const labels = isObject(edit['changeAnnotations']) ? edit['changeAnnotations'] : {};
  const files = created.map((uri): NewFile => {
    // All stand at the start of what was empty.
    const edits = changes.filter((change) => uriOf(change) === uri).flatMap((change) => listIn(change['edits']));
    const annotation = labels[textOf(edits[0]?.['annotationId'])];
    return {
      uri,
      text: edits.map(({ newText }) => textOf(newText)).join(''),
      label: isObject(annotation) ? textOf(annotation['label']) : undefined,
    };
  });
  edit['documentChanges'] = changes.filter((change) => !created.includes(uriOf(change)));
  action['data'] = { ...(isObject(action['data']) ? action['data'] : {}), createdFiles: files };
}

function withFiles<A extends CodeAction | null | undefined>(action: A): A {
  if (!action?.edit || !('data' in action) || !isObject(action.data)) return action;
  for (const { uri, text, label } of listIn(action.data['createdFiles'])) {
    addFile(action.edit, { uri: textOf(uri), text: textOf(text), label: textOf(label) || undefined });
  }
  return action;
}

function addFile(edit: WorkspaceEdit, { uri, text, label }: NewFile): void {
  const contents = new TextEncoder().encode(text);
  const note = label === undefined ? undefined : { label, needsConfirmation: false };
  edit.createFile(Uri.parse(uri), { contents, ignoreIfExists: true }, note);
}
