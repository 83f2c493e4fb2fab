/** Writes dist/assets: the texts that the server reads when they are asked for. Run by esbuild.mjs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../server/src/rules/index.generated';
import { notesAsset } from './assets';

const folder = join('dist', 'assets');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'notes.json'), notesAsset());
writeFileSync(join(folder, 'rules.json'), JSON.stringify(RULES.map((rule) => ({ id: rule.id, docs: rule.docs }))));
