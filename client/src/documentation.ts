import { commands, type Disposable, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { Method } from '../../server/src/lsp/messages';
import { ask } from './requests';

const scheme = 'plimsoll';

/** package.json opens what is below this as a rendered page. */
export const documentationBase = `${scheme}:/`;

/** Serves the pages `plimsoll:/rules/<rule id>.md` and `plimsoll:/topics/<topic>.md`: they ship with the extension. */
export function registerDocumentation(client: BaseLanguageClient): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const topic = topicOf(uri);
      return (
        (await ask(client, Method.documentation, { topic })) ?? l10n.t('There is no page about {0}.', `\`${topic}\``)
      );
    },
  });
}

/** Opens the page of a rule or topic; lets the user choose a rule when none is given. */
export async function openDocumentation(client: BaseLanguageClient, topic?: string): Promise<void> {
  const chosen = topic ?? (await chooseRule(client));
  if (chosen) await commands.executeCommand('markdown.showPreview', addressOf(chosen));
}

async function chooseRule(client: BaseLanguageClient): Promise<string | undefined> {
  const items = ask(client, Method.rules, null).then((rules) =>
    rules.map(({ id, summary }): QuickPickItem => ({ label: id, detail: summary })),
  );
  const item = await window.showQuickPick(items, {
    title: l10n.t('Rule Documentation'),
    placeHolder: l10n.t('Type a part of the name or of what the rule is about'),
    matchOnDetail: true,
  });
  return item?.label;
}

const addressOf = (topic: string): Uri =>
  Uri.from({ scheme, path: `/${topic.includes('/') ? 'rules' : 'topics'}/${topic}.md` });

const topicOf = (uri: Uri): string => uri.path.replace(/^\/(rules|topics)\//, '').replace(/\.md$/, '');
