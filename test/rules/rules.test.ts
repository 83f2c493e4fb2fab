import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMarkdown } from '../harness/check';

const root = 'test/rules';

for (const folder of readdirSync(root, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue;
  for (const file of readdirSync(join(root, folder.name)).sort()) {
    if (!file.endsWith('.md')) continue;
    const path = join(root, folder.name, file);
    checkMarkdown(path, readFileSync(path, 'utf8'));
  }
}
