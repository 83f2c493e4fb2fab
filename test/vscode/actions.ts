import {
  CodeActionKind,
  commands,
  type Diagnostic,
  languages,
  Selection,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import {
  actionAt,
  actionsAt,
  at,
  choose,
  closeAll,
  codeOf,
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
  withSettings,
  write,
} from './harness';

const twoAuthors = `${flawed}MAINTAINER John\n`;
const copyRule = 'dockerfile/copy-manifest-before-sources';
const fixAllOfRule = `Fix all ${maintainer} problems in this file`;
const fixAllSafe = 'Fix all safe problems in this file';
const fixAllKind = CodeActionKind.SourceFixAll.append('plimsoll');

const markOf = (document: TextDocument, rule: string): Diagnostic | undefined =>
  languages.getDiagnostics(document.uri).find((mark) => codeOf(mark) === rule);

export function actionTests(): void {
  describe('the lightbulb', () => {
    afterEach(closeAll);

    it('takes a repair back with one undo, the file that it made included', async () => {
      await write('undo/package.json', '{ "name": "shop", "scripts": { "start": "node index.js" } }\n');
      await write('undo/package-lock.json', '{ "lockfileVersion": 3, "packages": {} }\n');
      await write('undo/index.js', '');
      const before = 'FROM node:22.11.0\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "index.js"]\n';
      const editor = await window.showTextDocument(await write('undo/Dockerfile', before));
      const { document } = editor;
      const ignore = at('undo/.dockerignore');
      try {
        await until('the mark', () => markOf(document, copyRule));
        editor.selection = new Selection(2, 0, 2, 0);
        // As the lightbulb does it, which is where a file can be made with its content.
        await commands.executeCommand('editor.action.codeAction', { kind: 'quickfix', apply: 'first' });
        await until('the repaired text', () => document.getText() !== before || undefined);
        await until('the new file', async () => (await exists(ignore)) || undefined);
        holds(new TextDecoder().decode(await workspace.fs.readFile(ignore)).includes('node_modules'), 'it has content');
        // The editor notes a made file for the undo a moment after the file is there, and does not tell when.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await commands.executeCommand('undo');
        await until('the old text', () => document.getText() === before || undefined);
        await until('the file to go', async () => !(await exists(ignore)) || undefined);
      } finally {
        await closeAll();
        await remove('undo');
      }
    });

    it('offers the repair first, as the preferred one', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      const [first] = await actionsAt(document, 1, CodeActionKind.QuickFix);
      holds(first?.isPreferred === true, `"${first?.title}" is preferred`);
      if (first) await choose(first);
      equal(document.lineAt(1).text, label, 'lines');
      await untilMarked(document, [latest]);
    });

    it('lists its entries in the agreed order', async () => {
      const { document } = await open(twoAuthors);
      await untilMarked(document, [latest, maintainer, maintainer]);
      const titles = (await actionsAt(document, 1)).map(({ title }) => title);
      const wanted = [
        fixAllOfRule,
        fixAllSafe,
        `Disable ${maintainer} for the next line`,
        `Disable ${maintainer} for this file`,
        `Show documentation for ${maintainer}`,
      ];
      equal(
        titles.filter((title) => wanted.includes(title)),
        wanted,
        'entries',
      );
      holds(titles.indexOf(fixAllOfRule) > 0, 'the repair stands before them');
    });

    it('fixes all of one rule', async () => {
      const { document } = await open(twoAuthors);
      await untilMarked(document, [latest, maintainer, maintainer]);
      await choose(await actionAt(document, 1, fixAllOfRule));
      await untilMarked(document, [latest]);
    });

    it('leaves "fix all of this rule" out when there is one only', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      const titles = (await actionsAt(document, 1)).map(({ title }) => title);
      holds(!titles.includes(fixAllOfRule), `it is not among ${titles.join(', ')}`);
    });

    it('fixes all that is safe', async () => {
      const { document } = await open(twoAuthors);
      await untilMarked(document, [latest, maintainer, maintainer]);
      await choose(await actionAt(document, 1, fixAllSafe));
      equal(document.lineAt(1).text, label, 'lines');
      await untilMarked(document, [latest]);
    });

    it('disables a rule for the next line', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      await choose(await actionAt(document, 1, `Disable ${maintainer} for the next line`));
      equal(document.lineAt(1).text, `# plimsoll-disable-next-line ${maintainer}`, 'lines');
      await untilMarked(document, [latest]);
    });

    it('disables a rule for the file, below a parser directive', async () => {
      const { document } = await open(`# syntax=docker/dockerfile:1\n${flawed}`);
      await untilMarked(document, [latest, maintainer]);
      await choose(await actionAt(document, 2, `Disable ${maintainer} for this file`));
      equal(document.lineAt(0).text, '# syntax=docker/dockerfile:1', 'lines');
      await untilMarked(document, [latest]);
    });

    it('shows the documentation', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      await choose(await actionAt(document, 1, `Show documentation for ${maintainer}`));
      await until(
        'the page',
        () => window.tabGroups.activeTabGroup.activeTab?.label.includes('no-maintainer') || undefined,
      );
    });

    it('leaves out what the settings turn off', async () => {
      const settings = {
        'plimsoll.codeAction.disableRuleComment.enable': false,
        'plimsoll.codeAction.showDocumentation.enable': false,
      };
      await withSettings(settings, async () => {
        const { document } = await open(flawed);
        await untilMarked(document, [latest, maintainer]);
        const titles = await until('a shorter menu', async () => {
          const all = (await actionsAt(document, 1)).map(({ title }) => title);
          return all.some((title) => /^(Disable|Show documentation)/.test(title)) ? undefined : all;
        });
        holds(titles.includes(fixAllSafe), 'the repairs stay');
      });
    });
  });

  describe('source.fixAll.plimsoll', () => {
    afterEach(closeAll);

    it('is offered for the whole file', async () => {
      const { document } = await open(twoAuthors);
      const actions = await actionsAt(document, 0, fixAllKind);
      equal(
        actions.map(({ kind }) => kind?.value),
        [fixAllKind.value],
        'kinds',
      );
      for (const action of actions) await choose(action);
      equal(document.lineAt(1).text, label, 'lines');
    });

    it('runs on save', async () => {
      await withSettings({ 'editor.codeActionsOnSave': { 'source.fixAll.plimsoll': 'explicit' } }, async () => {
        const editor = await open(flawed);
        await untilMarked(editor.document, [latest, maintainer]);
        await replaceLine(editor, 0, 'FROM node:22');
        await commands.executeCommand('workbench.action.files.save');
        await until('the repair', () => editor.document.lineAt(1).text === label || undefined);
        await until('the save', () => !editor.document.isDirty || undefined);
      });
    });
  });
}
