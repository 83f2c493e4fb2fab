import { commands, type Hover, MarkdownString, Position, type TextDocument, window, workspace } from 'vscode';
import { closeAll, flawed, holds, latest, maintainer, open, remove, until, untilMarked, write } from './harness';

async function hoverAt(document: TextDocument, line: number, character: number): Promise<readonly MarkdownString[]> {
  const hovers = await commands.executeCommand<readonly Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new Position(line, character),
  );
  return hovers.flatMap(({ contents }) => contents).filter((content) => content instanceof MarkdownString);
}

export function hoverTests(): void {
  describe('hovering', () => {
    after(closeAll);

    it('explains a finding and links to its page', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      const contents = await until('a hover', async () => {
        const found = await hoverAt(document, 1, 2);
        return found.length > 0 ? found : undefined;
      });
      const text = contents.map(({ value }) => value).join('\n');
      holds(text.includes('MAINTAINER'), `it is about the instruction: ${text}`);
      holds(text.includes('command:plimsoll.openDocumentation?'), `it links to a page: ${text}`);
    });

    it('says why a RUN runs again', async () => {
      await write('hover/README.md', '# Hover\n');
      const uri = await write('hover/Dockerfile', 'FROM node:22\nCOPY . .\nRUN npm run build\nCMD ["node", "a.js"]\n');
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document);
      const wanted = 'Runs again when any file of the context changes, even `README.md`';
      let text = '';
      // The folder may have been read before the file was there: the editor tells of it a moment later.
      await until(
        wanted,
        async () => {
          text = (await hoverAt(document, 2, 1)).map(({ value }) => value).join('\n');
          return text.includes(wanted) || undefined;
        },
        () => text,
      );
      await closeAll();
      await remove('hover');
    });

    it('may open pages and run nothing else', async () => {
      const { document } = await open(flawed);
      const [first] = await until('a hover', async () => {
        const found = await hoverAt(document, 1, 2);
        return found.length > 0 ? found : undefined;
      });
      const trusted = first?.isTrusted;
      holds(typeof trusted === 'object', `trust is limited, not ${JSON.stringify(trusted)}`);
      holds(JSON.stringify(trusted) === '{"enabledCommands":["plimsoll.openDocumentation"]}', JSON.stringify(trusted));
    });
  });
}
