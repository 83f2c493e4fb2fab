import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTopic, type Topic } from '../server/src/features/library';

const NOTES = 'server/src/notes';

/** The topics of the notes, by name. */
export const readTopics = (): Topic[] =>
  readdirSync(NOTES)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => parseTopic(file.slice(0, -'.md'.length), readFileSync(join(NOTES, file), 'utf8')));

/** The asset `notes.json`. */
export const notesAsset = (): string => JSON.stringify(readTopics());
