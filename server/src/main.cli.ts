import { join } from 'node:path';
import { run } from './cli/main';

const output = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
};

run(process.argv.slice(2), {
  ...output,
  cwd: process.cwd(),
  stdin: process.stdin,
  assets: join(__dirname, 'assets'),
}).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    output.error(`plimsoll: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
