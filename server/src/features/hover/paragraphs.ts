import type { Library } from '../library';

/** The parts of a hover, each a paragraph, in the order in which they are shown. */
export interface Paragraphs {
  /** About this file, with its own names and numbers. */
  readonly first: string;
  /** What the thing does, when the first line does not say it. */
  readonly does?: string | undefined;
  /** Why a finding matters, with the rule's name. */
  readonly why?: string | undefined;
  /** A trap of this very place; else the topic's. */
  readonly trap?: string | undefined;
  /** The topic whose notes are told. */
  readonly topic?: string | undefined;
  /** Said last: why the line runs again, why there is no repair. */
  readonly last?: string | undefined;
  /** Pages that are linked: rules and topics, the topic's own included. */
  readonly links?: readonly string[];
}

export interface Surroundings {
  readonly library: Library;
  readonly link: (page: string, label: string) => string;
}

/** With the blank lines between them, six paragraphs make the eleven lines that a hover may have. */
const MAX_PARAGRAPHS = 6;
const MAX_LINKS = 5;

/** Joins the parts: what it does here, the trap, the notes, what holds today, links. The least important go when it gets too long. */
export function writeParagraphs(parts: Paragraphs, around: Surroundings): string {
  const topic = parts.topic === undefined ? undefined : around.library.topic(parts.topic);
  const trap = parts.trap ?? topic?.trap;
  const links = linkLine(parts, around);
  const candidates: { text: string | undefined; weight: number }[] = [
    { text: parts.first, weight: 0 },
    { text: parts.does, weight: 6 },
    { text: parts.why, weight: 1 },
    { text: trap ? `**Trap** ${trap}` : undefined, weight: 5 },
    { text: topic?.notes ? `**Notes** ${topic.notes}` : undefined, weight: 3 },
    { text: topic?.today ? `**Today** ${topic.today}` : undefined, weight: 4 },
    { text: parts.last, weight: 2 },
    { text: links, weight: 0 },
  ];
  const present = candidates.filter((c) => c.text !== undefined && c.text !== '');
  const allowed = [...present].sort((a, b) => a.weight - b.weight).slice(0, MAX_PARAGRAPHS);
  return present
    .filter((c) => allowed.includes(c))
    .map((c) => oneLine(c.text ?? ''))
    .join('\n\n');
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

function linkLine(parts: Paragraphs, around: Surroundings): string | undefined {
  const wanted = parts.links ?? [];
  const topic = parts.topic === undefined ? [] : [parts.topic];
  // The rule first, then the topic that the text is from, then what is related.
  const pages = [
    ...wanted.filter((page) => page.includes('/')),
    ...topic,
    ...wanted.filter((page) => !page.includes('/')),
  ];
  const labels = [...new Set(pages)].flatMap((page) => {
    const label = labelOf(page, around);
    return label === undefined ? [] : [{ page, label }];
  });
  const shown = labels.slice(0, MAX_LINKS).map(({ page, label }) => around.link(page, label));
  return shown.length === 0 ? undefined : shown.join(' · ');
}

function labelOf(page: string, around: Surroundings): string | undefined {
  if (!page.includes('/')) return around.library.topic(page)?.title;
  return around.library.page(page) ? page.slice(page.indexOf('/') + 1) : undefined;
}

/** The first paragraph of a longer text. */
export const firstParagraph = (text: string): string => text.split(/\n\s*\n/)[0] ?? text;
