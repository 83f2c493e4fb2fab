import type { Docs } from '../core/rule';

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

/** What is shipped of a rule beside the server's bundle. */
export interface RulePage {
  readonly id: string;
  readonly docs: Docs;
}

/** The texts that people read; loaded when they are first asked for. */
export interface Library {
  readonly topic: (name: string) => Topic | undefined;
  readonly topics: readonly Topic[];
  readonly docs: (rule: string) => Docs | undefined;
}

/** Makes a library of the two assets `notes.json` and `rules.json`; what is missing or broken is left out. */
export function makeLibrary(notes: string | undefined, rules: string | undefined): Library {
  const topics = readList<Topic>(notes);
  const pages = readList<RulePage>(rules);
  const byName = new Map(topics.map((topic) => [topic.name, topic]));
  const byId = new Map(pages.map((page) => [page.id, page.docs]));
  return { topic: (name) => byName.get(name), topics, docs: (rule) => byId.get(rule) };
}

/** Our own build wrote the asset, so its shape is known. */
function readList<T>(json: string | undefined): readonly T[] {
  if (json === undefined) return [];
  try {
    const value: readonly T[] = JSON.parse(json);
    return value;
  } catch {
    return [];
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
