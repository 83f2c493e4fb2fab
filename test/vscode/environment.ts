import { commands, env, extensions, version, workspace } from 'vscode';
import { closeAll, equal, flawed, holds, open, type SuiteOptions, until } from './harness';

export function environmentTests({ host, trusted }: SuiteOptions): void {
  describe(`VS Code ${version}, ${host}, ${trusted ? 'trusted' : 'Restricted Mode'}`, () => {
    after(closeAll);

    it('is the host that this run is about', () => {
      const extension = extensions.getExtension('plimsoll.plimsoll');
      holds(extension !== undefined, 'Plimsoll is installed');
      equal(extension?.extensionUri.scheme, host === 'web' ? 'http' : 'file', 'schemes');
      equal(workspace.isTrusted, trusted, 'trust');
      holds(env.appName.length > 0, 'VS Code has a name');
    });

    it('starts with a Dockerfile', async () => {
      const extension = extensions.getExtension('plimsoll.plimsoll');
      await open(flawed);
      await until('activation', () => extension?.isActive || undefined);
      equal(await commands.getCommands(true).then((all) => all.includes('plimsoll.fixAll')), true);
    });
  });
}
