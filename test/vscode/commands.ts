import { commands, languages, Uri, window, workspace } from 'vscode';
import {
  at,
  closeAll,
  equal,
  exists,
  flawed,
  holds,
  label,
  latest,
  maintainer,
  open,
  remove,
  replaceLine,
  until,
  untilMarked,
} from './harness';

export function commandTests(): void {
  describe('commands', () => {
    afterEach(async () => {
      await closeAll();
      await remove('.plimsoll.yaml');
    });

    it('Fix All Safe Problems, and one undo takes it back', async () => {
      const { document } = await open(`${flawed}MAINTAINER John\n`);
      await untilMarked(document, [latest, maintainer, maintainer]);
      const before = document.getText();
      await commands.executeCommand('plimsoll.fixAll');
      await until('the repair', () => document.lineAt(1).text === label || undefined);
      await untilMarked(document, [latest]);
      await commands.executeCommand('undo');
      await until('the old text', () => document.getText() === before || undefined);
    });

    it('Create Configuration File', async () => {
      await open(flawed);
      await commands.executeCommand('plimsoll.createConfiguration');
      const target = at('.plimsoll.yaml');
      holds(await exists(target), 'the file exists');
      const shown = window.activeTextEditor?.document;
      equal(shown?.uri.toString(), target.toString(), 'shown files');
      equal(
        languages.getDiagnostics(target).map(({ message }) => message),
        [],
        'mistakes in it',
      );
    });

    it('Create Configuration File keeps one that is there', async () => {
      await open(flawed);
      await workspace.fs.writeFile(at('.plimsoll.yaml'), new TextEncoder().encode('rules: {}\n'));
      await commands.executeCommand('plimsoll.createConfiguration');
      await until('its text', () => window.activeTextEditor?.document.getText() === 'rules: {}\n' || undefined);
    });

    it('Open Rule Documentation', async () => {
      await commands.executeCommand('plimsoll.openDocumentation', maintainer);
      await until(
        'the page',
        () => window.tabGroups.activeTabGroup.activeTab?.label.includes('no-maintainer') || undefined,
      );
      const page = await workspace.openTextDocument(Uri.parse(`plimsoll:/rules/${maintainer}.md`));
      holds(page.getText().includes(maintainer), 'the page names the rule');
      equal(page.languageId, 'markdown', 'languages');
    });

    it('Open Rule Documentation says so when there is no such page', async () => {
      const page = await workspace.openTextDocument(Uri.parse('plimsoll:/rules/dockerfile/no-such-rule.md'));
      holds(page.getText().includes('no-such-rule'), 'the page names what was asked for');
    });

    it('Restart Server', async () => {
      const editor = await open(flawed);
      await untilMarked(editor.document, [latest, maintainer]);
      await commands.executeCommand('plimsoll.restart');
      await replaceLine(editor, 1, 'LABEL a=b');
      await untilMarked(editor.document, [latest]);
      await commands.executeCommand('plimsoll.restart');
      await replaceLine(editor, 1, 'MAINTAINER Jane');
      await untilMarked(editor.document, [latest, maintainer]);
    });

    it('Show Output', async () => {
      await commands.executeCommand('plimsoll.showOutput');
    });
  });
}
