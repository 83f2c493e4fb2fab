import type { DocumentedRule, RuleText } from '../core/rule';
import type { DockerfileReference } from './hover/reference';

/** A topic of server/src/notes, as the build turns it into data. */
export interface Topic {
  readonly name: string;
  readonly title: string;
  readonly lessons: readonly string[];
  /** Short names of the sources: `training`, `ndc` … */
  readonly sources: readonly string[];
  readonly essence: string;
  readonly trap: string;
  readonly notes: string;
  readonly today: string;
  /** The longer text of the page. */
  readonly more: string;
}

/** What is shipped of a rule beside the bundles. */
export type RulePage = Pick<DocumentedRule, 'id' | RuleText>;

export const rulePage = ({ id, summary, since, notes, lessons, docs }: DocumentedRule): RulePage => ({
  id,
  summary,
  since,
  notes,
  ...(lessons ? { lessons } : {}),
  docs,
});

/** The texts that people read; loaded when they are first asked for. */
export interface Library {
  readonly topic: (name: string) => Topic | undefined;
  readonly topics: readonly Topic[];
  /** The texts of a rule, by its id. */
  readonly page: (rule: string) => RulePage | undefined;
  readonly pages: readonly RulePage[];
  readonly dockerfile: DockerfileReference;
}

/** The texts of the assets `notes.json`, `rules.json` and `reference.json`; undefined for one that could not be read. */
export interface Assets {
  readonly notes: string | undefined;
  readonly rules: string | undefined;
  readonly reference: string | undefined;
}

const NO_REFERENCE: DockerfileReference = {
  instructions: {},
  flags: {},
  mountTypes: {},
  mountKeys: {},
  directives: {},
  automaticArgs: {},
  officialImages: {},
};

/** Reads the assets through a host. */
export async function readLibrary(asset: (name: string) => Promise<string | undefined>): Promise<Library> {
  const names = ['notes.json', 'rules.json', 'reference.json'];
  const [notes, rules, reference] = await Promise.all(names.map(asset));
  return makeLibrary({ notes, rules, reference });
}

/** Makes a library; what is missing or broken is left out. */
export function makeLibrary({ notes, rules, reference }: Assets): Library {
  const topics = readAsset<readonly Topic[]>(notes, []);
  const pages = readAsset<readonly RulePage[]>(rules, []);
  const byName = new Map(topics.map((topic) => [topic.name, topic]));
  const byId = new Map(pages.map((page) => [page.id, page]));
  return {
    topic: (name) => byName.get(name),
    topics,
    page: (rule) => byId.get(rule),
    pages,
    dockerfile: readAsset(reference, NO_REFERENCE),
  };
}

/** Our own build wrote the asset, so its shape is known. */
function readAsset<T>(json: string | undefined, otherwise: T): T {
  if (json === undefined) return otherwise;
  try {
    const value: T = JSON.parse(json);
    return value;
  } catch {
    return otherwise;
  }
}

/** Reads a topic's Markdown file; throws on one that does not have the shape that CONTRIBUTING.md describes (at build time only). */
export function parseTopic(name: string, markdown: string): Topic {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown.replace(/\r\n/g, '\n'));
  if (!match) throw new Error(`${name}: no front matter`);
  const [, head = '', body = ''] = match;
  const [essence = '', ...sections] = body.split(/^## /m);
  const section = (title: string): string =>
    (sections.find((text) => text.startsWith(`${title}\n`)) ?? '').slice(title.length).trim();
  return {
    name,
    title: field(head, 'title'),
    lessons: listField(head, 'lessons'),
    sources: listField(head, 'sources'),
    essence: essence.trim(),
    trap: section('Trap'),
    notes: section('Notes'),
    today: section('Today'),
    more: section('More'),
  };
}

const field = (head: string, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(head)?.[1]?.trim() ?? '';

const listField = (head: string, name: string): string[] =>
  field(head, name)
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
