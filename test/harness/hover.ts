import { readdirSync, readFileSync } from 'node:fs';
import { memoryFiles } from '../../server/src/core/files';
import { type HoverText, hoverDockerfile } from '../../server/src/features/hover/dockerfile';
import { DOCKERFILE_REFERENCE } from '../../server/src/features/hover/reference';
import { type Library, makeLibrary, parseTopic, rulePage } from '../../server/src/features/library';
import { dockerfileAdapter } from '../../server/src/languages/dockerfile/adapter';
import { dockerfileFacts } from '../../server/src/project/dockerfile';
import { DOCUMENTED_RULES, RULES } from '../../server/src/rules/index.generated';
import { linter, recommended } from './lint';

const NOTES = 'server/src/notes';

/** The texts as the build ships them, straight from their sources. */
export const library: Library = makeLibrary({
  notes: JSON.stringify(
    readdirSync(NOTES)
      .filter((file) => file.endsWith('.md'))
      .map((file) => parseTopic(file.slice(0, -3), readFileSync(`${NOTES}/${file}`, 'utf8'))),
  ),
  rules: JSON.stringify(DOCUMENTED_RULES.map(rulePage)),
  reference: JSON.stringify(DOCKERFILE_REFERENCE),
});

export interface HoverAt {
  readonly text: string;
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Hovers of a Dockerfile; `pages` collects what is linked. */
export function hoverer({ text, path = 'Dockerfile', files }: HoverAt): {
  at: (offset: number) => HoverText | undefined;
  pages: Set<string>;
} {
  const document = dockerfileAdapter.parse(text);
  const facts = dockerfileFacts(document, files && { files: memoryFiles({ ...files, [path]: text }), path });
  const { findings } = linter.lint({ adapter: dockerfileAdapter, text, rules: recommended, facts, document });
  const pages = new Set<string>();
  const link = (page: string, label: string): string => {
    pages.add(page);
    return `[${label}](command:plimsoll.openDocumentation)`;
  };
  const lineLink = (line: number, label: string): string => `[${label}](#L${line})`;
  return {
    pages,
    at: (offset) => hoverDockerfile({ document, facts, findings, rules: () => RULES, offset, library, link, lineLink }),
  };
}

/** The hover on the first (or n-th) place of a text. */
export function hoverOn(setup: HoverAt, needle: string, nth = 1): string {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = setup.text.indexOf(needle, offset + 1);
  if (offset < 0) throw new Error(`${needle} is not in the text`);
  return hoverer(setup).at(offset + Math.min(1, needle.length - 1))?.markdown ?? '';
}
