import { commands, TabInputCustom, window, workspace } from 'vscode';
import {
  closeAll,
  codeOf,
  equal,
  flawed,
  holds,
  latest,
  maintainer,
  marks,
  open,
  replaceLine,
  until,
  untilMarked,
  withSettings,
} from './harness';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function diagnosticTests(): void {
  describe('marks', () => {
    afterEach(closeAll);

    it('stand at the smallest token, with message, rule and source', async () => {
      const { document } = await open(flawed);
      const [tag, author] = await untilMarked(document, [latest, maintainer]);
      equal(tag && document.getText(tag.range), 'latest', 'ranges');
      equal(author && document.getText(author.range), 'MAINTAINER', 'ranges');
      equal(author?.source, 'plimsoll', 'sources');
      holds(
        author?.message.startsWith('`MAINTAINER` is deprecated') === true,
        `the message explains: ${author?.message}`,
      );
    });

    it('link to the documentation', async () => {
      const { document } = await open(flawed);
      const [, author] = await untilMarked(document, [latest, maintainer]);
      const code = author?.code;
      const target = typeof code === 'object' ? code.target : undefined;
      equal(target?.toString(), `plimsoll:/rules/${maintainer}.md`, 'targets');
      await commands.executeCommand('vscode.open', target);
      const shown = () => window.tabGroups.activeTabGroup.activeTab?.input;
      await until('a rendered page', () => shown() instanceof TabInputCustom || undefined);
    });

    it('disappear and come back while editing', async () => {
      const editor = await open(flawed);
      await untilMarked(editor.document, [latest, maintainer]);
      await replaceLine(editor, 1, 'LABEL a=b');
      await untilMarked(editor.document, [latest]);
      await replaceLine(editor, 0, 'FROM node:22');
      await untilMarked(editor.document, []);
      await replaceLine(editor, 1, 'MAINTAINER Jane');
      await untilMarked(editor.document, [maintainer]);
    });

    it('bear half-typed instructions', async () => {
      const editor = await open('FROM node:latest\nRUN echo "\nMAINTAINER Jane\nCOPY --fr\n');
      await untilMarked(editor.document, [latest, maintainer]);
    });

    it('appear in an untitled document', async () => {
      const document = await workspace.openTextDocument({ language: 'dockerfile', content: flawed });
      await window.showTextDocument(document);
      await untilMarked(document, [latest, maintainer]);
    });

    it('obey suppression comments', async () => {
      const editor = await open(`# plimsoll-disable-next-line ${latest} -- on purpose\n${flawed}`);
      await untilMarked(editor.document, [maintainer]);
      await replaceLine(editor, 0, `# plimsoll-disable ${maintainer}`);
      await untilMarked(editor.document, [latest]);
    });

    it('wait for the save when the settings say so', async () => {
      await withSettings({ 'plimsoll.run': 'onSave' }, async () => {
        const editor = await open('FROM node:22\nMAINTAINER Jane\n');
        await untilMarked(editor.document, [maintainer]);
        // A slow editor is still telling the server of the setting, which has it ask again.
        await pause(1500);
        await replaceLine(editor, 0, 'FROM node:latest');
        await pause(500);
        equal(marks(editor.document).map(codeOf), [maintainer], 'marks before the save');
        await editor.document.save();
        await untilMarked(editor.document, [latest, maintainer]);
      });
    });
  });
}
