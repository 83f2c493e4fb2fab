import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './lsp/server';
import { letObjectsDieYoung, nodeUriHost } from './platform/node';
import { remoteFirstHost } from './platform/remote';
import { VERSION } from './version';

letObjectsDieYoung();

if (process.argv.includes('--version')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  serve(createConnection(ProposedFeatures.all), (capabilities, connection) => {
    const local = nodeUriHost(join(__dirname, 'assets'), (message) => connection.console.log(message));
    return remoteFirstHost(local, connection, capabilities.options);
  });
}
