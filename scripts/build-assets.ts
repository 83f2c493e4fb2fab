/** Writes dist/assets: the texts that the server reads when they are asked for. Run by esbuild.mjs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKERFILE_REFERENCE } from '../server/src/features/hover/reference';
import { rulePage } from '../server/src/features/library';
import { DOCUMENTED_RULES } from '../server/src/rules/index.generated';
import { notesAsset } from './assets';

const folder = join('dist', 'assets');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'notes.json'), notesAsset());
writeFileSync(join(folder, 'rules.json'), JSON.stringify(DOCUMENTED_RULES.map(rulePage)));
writeFileSync(join(folder, 'reference.json'), JSON.stringify(DOCKERFILE_REFERENCE));
