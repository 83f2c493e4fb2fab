import { DiagnosticSeverity } from 'vscode';
import {
  closeAll,
  equal,
  flawed,
  latest,
  maintainer,
  marks,
  open,
  remove,
  until,
  untilMarked,
  withSettings,
  write,
} from './harness';

export function configurationTests(): void {
  describe('configuration', () => {
    afterEach(async () => {
      await remove('.plimsoll.yaml');
      await closeAll();
    });

    it('counts as soon as the file is written, changed and removed', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      await write('.plimsoll.yaml', `rules:\n  ${maintainer}: off\n`);
      await untilMarked(document, [latest]);
      await write('.plimsoll.yaml', `rules:\n  ${maintainer}: error\n`);
      const [, author] = await untilMarked(document, [latest, maintainer]);
      equal(author?.severity, DiagnosticSeverity.Error, 'severities');
      await remove('.plimsoll.yaml');
      await until('the default again', () => marks(document)[1]?.severity === DiagnosticSeverity.Warning || undefined);
    });

    it('can be overruled by the settings', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      await withSettings({ 'plimsoll.rules': { [maintainer]: 'off' } }, async () => {
        await untilMarked(document, [latest]);
      });
      await untilMarked(document, [latest, maintainer]);
    });

    it('can turn everything off', async () => {
      const { document } = await open(flawed);
      await untilMarked(document, [latest, maintainer]);
      await withSettings({ 'plimsoll.enable': false }, async () => {
        await untilMarked(document, []);
      });
      await untilMarked(document, [latest, maintainer]);
    });
  });
}
