import {
  commands,
  type DocumentSymbol,
  type Hover,
  type Location,
  languages,
  MarkdownString,
  Position,
  type TextDocument,
  type Uri,
  type WorkspaceEdit,
  window,
} from 'vscode';
import { actionAt, at, choose, closeAll, codeOf, equal, holds, remove, until, write } from './harness';

const keyRule = 'compose/unknown-key';
const referenceRule = 'compose/undefined-reference';
const versionRule = 'compose/no-version';
const targetRule = 'compose/unknown-build-target';

const COMPOSE = `version: '2'
services:
  web:
    build:
      context: ./shop
      target: finel
    depends_on: [db]
    networks: [back]
    healthcheck:
      test: ["CMD", "true"]
      start-period: 10s # slow
  db:
    image: postgres:16
`;

const OVERRIDE = 'services:\n  web:\n    environment:\n      DB: db\nnetworks:\n  back:\n';
const DOCKERFILE = 'FROM node:22 AS final\nUSER node\nCMD ["node", "server.js"]\n';

const watched: readonly string[] = [keyRule, referenceRule, versionRule, targetRule];

const seen = (document: TextDocument): readonly string[] =>
  languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'plimsoll')
    .map(codeOf)
    .filter((code) => watched.includes(code))
    .sort();

const untilSeen = (document: TextDocument, rules: readonly string[]): Promise<unknown> =>
  until(
    `marks ${rules.join(', ')}`,
    () => (JSON.stringify(seen(document)) === JSON.stringify([...rules].sort()) ? true : undefined),
    () => seen(document),
  );

const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

export function composeTests(): void {
  describe('Compose files', () => {
    const open = async (): Promise<TextDocument> => {
      await write('shop/Dockerfile', DOCKERFILE);
      const { document } = await window.showTextDocument(await write('compose.yaml', COMPOSE));
      return document;
    };

    afterEach(async () => {
      await closeAll();
      await remove('compose.yaml', 'compose.override.yaml', 'shop');
    });

    it('are marked and repaired, comments kept', async () => {
      const document = await open();
      await untilSeen(document, watched);
      await choose(await actionAt(document, 10, 'Rename to start_period'));
      equal(document.lineAt(10).text, '      start_period: 10s # slow', 'lines');
      await untilSeen(document, [referenceRule, versionRule, targetRule]);
    });

    it('are judged with their overrides and Dockerfiles', async () => {
      const document = await open();
      await untilSeen(document, watched);
      await write('compose.override.yaml', OVERRIDE);
      await untilSeen(document, [keyRule, versionRule, targetRule]);
      await write('shop/Dockerfile', DOCKERFILE.replace('final', 'finel'));
      await untilSeen(document, [keyRule, versionRule]);
    });

    it('explain their keys and values', async () => {
      const document = await open();
      const text = await until('a hover', async () => {
        const found = await commands.executeCommand<readonly Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          new Position(6, 6),
        );
        const all = found.flatMap(({ contents }) => contents.map((c) => (c instanceof MarkdownString ? c.value : '')));
        return all.some((value) => value.includes('depends_on')) ? all.join('\n') : undefined;
      });
      holds(text.includes('start_period'), `the notes are told: ${text}`);
    });

    it('have an outline, lead to what they name, and rename it', async () => {
      const document = await open();
      await untilSeen(document, watched);
      const symbols = await until('an outline', async () => {
        const found = await commands.executeCommand<readonly DocumentSymbol[] | undefined>(
          'vscode.executeDocumentSymbolProvider',
          document.uri,
        );
        return found?.find(({ name }) => name === 'services');
      });
      equal(
        symbols.children.map(({ name }) => name),
        ['web', 'db'],
        'services',
      );
      const onDb = new Position(6, 18);
      const places = await commands.executeCommand<readonly Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        onDb,
      );
      holds(
        places.some(({ uri, range }) => nameOf(uri) === 'compose.yaml' && range.start.line === 11),
        'the definition is found',
      );
      const edit = await commands.executeCommand<WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        onDb,
        'store',
      );
      equal(edit.get(at('compose.yaml')).length, 2, 'edits');
    });
  });
}
