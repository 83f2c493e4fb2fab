import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { run } from './cli/main';
import { letObjectsDieYoung } from './platform/node';

const output = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
};

const terminal = {
  ...output,
  cwd: process.cwd(),
  stdin: process.stdin,
  assets: join(__dirname, 'assets'),
  // A bundle of its own, so that linting does not pay for loading the protocol.
  startServer: () => void createRequire(__filename)('./server.cjs'),
};

letObjectsDieYoung();
// Files are read and forgotten: without it the heap grows to three times of what is in use before it is cleared.
setFlagsFromString('--heap-growing-percent=30');

run(process.argv.slice(2), terminal).then(
  (status) => {
    if (status !== undefined) process.exitCode = status;
  },
  (error: unknown) => {
    output.error(`plimsoll: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
