import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { Failure, note, root } from './common';
import type { VSCodeServer } from './install';
import type { Outcome } from './outcome';
import { installVsix, makeDataFolder, remoteUri, startServer, workbenchUrl } from './server';

/** An editor and nothing else, in letters that can be read in a README. */
const pictureSettings = {
  'breadcrumbs.enabled': false,
  'chat.commandCenter.enabled': false,
  'editor.fontFamily': "'DejaVu Sans Mono', monospace",
  'editor.fontSize': 16,
  'editor.glyphMargin': false,
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'on',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.overviewRulerBorder': false,
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.selectionHighlight': false,
  'editor.stickyScroll.enabled': false,
  'files.autoSave': 'off',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.editor.showTabs': 'single',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

const width = 1000;
/** Tall, since a hover gets half of the editor's height; the pictures are cut to what they show. */
const height = 1300;
const leastHeight = 360;
const margin = 16;

/** What the pictures are about: this word is repaired. */
const subject = 'MAINTAINER';
/** This one is hovered, and its hover says this. */
const hovered = 'CMD';
const explained = 'prefer-exec-form';
const repaired = 'LABEL org.opencontainers.image.authors=';

export interface Pictures {
  /** The project to take them of; it is copied first. */
  readonly examples: string;
  readonly target: string;
}

/** Takes pictures of a real VS Code with Plimsoll, and checks on the way that they show what they should. */
export async function takeScreenshots(
  vscode: VSCodeServer,
  vsix: string,
  { examples, target }: Pictures,
): Promise<Outcome> {
  const file = findExample(examples);
  const data = makeDataFolder({ settings: pictureSettings });
  const folder = join(data.path, 'examples');
  cpSync(examples, folder, { recursive: true });
  try {
    await installVsix(vscode, data, vsix);
    const server = await startServer(vscode, data);
    const browser = await launchBrowser(data);
    try {
      const page = await browser.newPage({ viewport: { width, height } });
      page.setDefaultTimeout(30_000);
      await page.goto(workbenchUrl(server, folder, [['openFile', remoteUri(server, join(folder, file))]]));
      try {
        await takeAll(page, (name) => shoot(page, target, name));
        await previewAndApply(page, join(folder, file));
        for (const other of OTHERS) {
          await page.goto(workbenchUrl(server, folder, [['openFile', remoteUri(server, join(folder, other.file))]]));
          await hoverOver(page, other);
          await shoot(page, target, other.name);
        }
      } catch (error) {
        await page.screenshot({ path: join(target, 'failure.png') });
        throw error;
      }
    } finally {
      await browser.close().catch(() => {});
      await server.dispose();
    }
  } finally {
    data.dispose();
  }
  return { passed: 5 + OTHERS.length, failed: 0 };
}

/** The first Dockerfile that has the subject in it. */
function findExample(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const found = files
    .filter((entry) => entry.isFile() && entry.name.startsWith('Dockerfile'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .find((path) => new RegExp(`^${subject} `, 'm').test(readFileSync(path, 'utf8')));
  if (!found) throw new Failure(`No Dockerfile in ${folder} has ${subject}, which the pictures are about.`);
  return relative(folder, found);
}

async function takeAll(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.locator('.monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
  await page.keyboard.press('Control+B');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  await settle(page);
  await shoot('marks');

  const over = await locate(page, hovered);
  await page.mouse.move(over.x - 2, over.y);
  await page.mouse.move(over.x, over.y);
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: explained }).first();
  await hover.waitFor();
  await settle(page);
  await shoot('hover');

  const at = await locate(page, subject);
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(width - 40, height - 60);
  await hover.waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.focused').waitFor();
  await settle(page);
  await shoot('lightbulb');

  // The repair stands first and has the focus.
  await page.keyboard.press('Enter');
  await untilText(page, repaired);
  await runCommand(page, 'Plimsoll: Fix All Safe Problems');
  await settle(page);
  await shoot('repaired');
}

interface Hovered {
  readonly name: string;
  readonly file: string;
  /** This word is hovered, and its hover says this. */
  readonly word: string;
  readonly says: string;
}

/** One picture of each of the other languages. */
const OTHERS: readonly Hovered[] = [
  { name: 'compose', file: 'compose.yaml', word: 'POSTGRES_PASSWORD', says: 'no-secret-in-environment' },
  { name: 'kubernetes', file: 'k8s/web.yaml', word: 'persistemtVolumeClaim', says: 'persistentVolumeClaim' },
];

async function hoverOver(page: Page, { word, says }: Hovered): Promise<void> {
  await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'attached' });
  await settle(page);
  const over = await locate(page, word);
  await page.mouse.move(over.x - 2, over.y);
  await page.mouse.move(over.x, over.y);
  await page.locator('.monaco-hover:not(.hidden)', { hasText: says }).first().waitFor();
  await settle(page);
}

/** The fix that writes two files. */
const large = 'Copy package.json and package-lock.json before the sources';
const written = 'COPY package.json package-lock.json';

/** Previews a fix that also creates a file, and applies it from there: a panel that the suite cannot reach. */
async function previewAndApply(page: Page, dockerfile: string): Promise<void> {
  const created = join(dirname(dockerfile), '.dockerignore');
  const at = await locate(page, 'COPY . .');
  await page.mouse.click(at.x + 28, at.y);
  await page.keyboard.press('Control+.');
  const item = page.locator('.action-widget .monaco-list-row', { hasText: large }).first();
  await item.hover();
  await page.keyboard.press('Control+Enter');
  const preview = page.locator('.bulk-edit-panel');
  await preview.waitFor();
  await preview.locator('.monaco-list-row', { hasText: '.dockerignore' }).first().waitFor();
  await page.getByRole('button', { name: 'Apply' }).first().click();
  await untilText(page, written);
  await until(() => existsSync(created), `${created} was not created`);
}

async function until(holds: () => boolean, otherwise: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Failure(otherwise);
}

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Animations, late marks and the lightbulb need a moment, and tell nobody when they are done. */
const settle = (page: Page): Promise<void> => page.waitForTimeout(1200);

/** Down to a little below the text, and below whatever hangs over it. */
async function shoot(page: Page, target: string, name: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  const path = join(target, `${name}.png`);
  const bottoms = [leastHeight];
  for (const part of await page.locator('.view-line, .monaco-hover:not(.hidden), .action-widget').all()) {
    const box = await part.boundingBox();
    if (box) bottoms.push(box.y + box.height);
  }
  const clip = { x: 0, y: 0, width, height: Math.min(height, Math.max(...bottoms) + margin) };
  await page.screenshot({ path, clip });
  note(relative(root, path));
}

async function locate(page: Page, text: string): Promise<{ x: number; y: number }> {
  const box = await page.locator('.monaco-editor .view-line span', { hasText: text }).last().boundingBox();
  if (!box) throw new Failure(`"${text}" is not in the editor.`);
  return { x: box.x + 30, y: box.y + box.height / 2 };
}

async function untilText(page: Page, text: string): Promise<void> {
  // The editor shows spaces as no-break spaces.
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s'));
  await page.locator('.monaco-editor .view-lines', { hasText: pattern }).first().waitFor();
}
