import type { AnyRule, Docs, OptionSchema } from '../core/rule';
import type { Library, RulePage, Topic } from './library';

const SOURCE_NAMES: Readonly<Record<string, string>> = {
  running: 'Running Docker and Kubernetes (workshop notes)',
  training: 'Docker Training, 15 May 2018',
  ndc: 'NDC London Workshop, January 2018',
  overview: 'Docker Overview (team notes, 2017)',
  course: 'Docker Course (2020)',
};

/** The page of a rule (by id, former name or another tool's id) or of a topic, in Markdown. */
export function pageOf(name: string, library: Library, rules: readonly AnyRule[]): string | undefined {
  const rule = findRule(name, rules);
  if (rule) return pageText(rule, library.page(rule.id), library);
  const topic = library.topic(name);
  return topic && topicPage(topic);
}

/** A rule by its id (its language may be left out), a name of reference tables, or the id that another tool gives it. */
export function findRule(name: string, rules: readonly AnyRule[]): AnyRule | undefined {
  const wanted = name.toLowerCase();
  return (
    rules.find((rule) => rule.id === wanted || rule.aka?.includes(wanted)) ??
    rules.find((rule) => rule.id.endsWith(`/${wanted}`)) ??
    rules.find((rule) => equivalentIds(rule).some((id) => id.toLowerCase() === wanted))
  );
}

const equivalentIds = (rule: AnyRule): string[] => [
  ...Object.values(rule.equivalents ?? {}).flat(),
  ...Object.values(rule.messageEquivalents ?? {}).flatMap((tools) => Object.values(tools ?? {}).flat()),
];

/** Everything that is known of a rule as one page. */
export function pageText(rule: AnyRule, page: RulePage | undefined, library: Library): string {
  const elsewhere = Object.entries(mergedEquivalents(rule)).map(
    ([tool, ids]) => `${tool} ${ids.map((id) => `\`${id}\``).join(', ')}`,
  );
  const facts = [
    ['Category', rule.category],
    ['Severity', rule.severity],
    ['On by default', rule.recommended ? 'yes' : 'no'],
    ['Quick fix', rule.fixable === 'never' ? 'no' : rule.fixable],
    ...(page ? [['Since', page.since]] : []),
    ...(rule.aka ? [['Also called', rule.aka.map((id) => `\`${id}\``).join(', ')]] : []),
    ...(elsewhere.length > 0 ? [['Elsewhere', elsewhere.join('; ')]] : []),
  ];
  const parts = [
    `# ${rule.id}`,
    ...(page ? [`${page.summary}.`] : []),
    ['| | |', '| --- | --- |', ...facts.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'),
    ...(page ? docsParts(page.docs, rule.id.startsWith('dockerfile/') ? 'dockerfile' : 'yaml') : []),
    ...optionParts(rule),
    ...notesParts(page?.notes ?? [], library),
    ...(page ? ['## References', page.docs.references.map((url) => `- <${url}>`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What others call a rule, whatever its message. */
export function mergedEquivalents(rule: AnyRule): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const tools of [rule.equivalents ?? {}, ...Object.values(rule.messageEquivalents ?? {})]) {
    for (const [tool, ids] of Object.entries(tools ?? {})) out[tool] = [...new Set([...(out[tool] ?? []), ...ids])];
  }
  return out;
}

const docsParts = (docs: Docs, language: string): string[] => [
  '## Why',
  docs.why,
  '## Reported',
  ...docs.invalid.map(({ code }) => fence(code, language)),
  '## Instead',
  ...(docs.instead === undefined ? [] : [docs.instead]),
  ...docs.invalid.flatMap(({ fixed }) => (fixed === undefined ? [] : [fence(fixed, language)])),
  ...docs.valid.map(({ code }) => fence(code, language)),
  ...(docs.fixSafety === undefined ? [] : ['## Fix safety', docs.fixSafety]),
  ...(docs.exceptions === undefined ? [] : ['## When to turn it off', docs.exceptions]),
];

const fence = (text: string, language: string): string =>
  `\`\`\`${language}\n${text.replace(/\r\n/g, '\n').replace(/\n$/, '')}\n\`\`\``;

function optionParts(rule: AnyRule): string[] {
  const options = Object.entries(rule.options ?? {});
  return options.length === 0
    ? []
    : ['## Options', options.map(([name, schema]) => optionLine(name, schema)).join('\n')];
}

const optionLine = (name: string, schema: OptionSchema): string =>
  `- \`${name}\` (${schema.type === 'strings' ? 'list of texts' : schema.type}, default \`${JSON.stringify(schema.default)}\`): ${schema.description}`;

function notesParts(notes: readonly string[], library: Library): string[] {
  const topics = notes.flatMap((name) => library.topic(name) ?? []);
  if (topics.length === 0) return [];
  return [
    '## Notes',
    ...topics.map((topic) =>
      [`**${topic.title}.** ${topic.essence}`, topic.notes, `*Today:* ${topic.today}`].filter(Boolean).join('\n\n'),
    ),
  ];
}

/** A topic of the notes as one page. */
export function topicPage(topic: Topic): string {
  const sources = topic.sources.map((name) => SOURCE_NAMES[name] ?? name);
  const parts = [
    `# ${topic.title}`,
    topic.essence,
    ...section('Trap', topic.trap),
    ...section('What the notes say', topic.notes),
    ...section('What holds today', topic.today),
    topic.more,
    ...(sources.length > 0 ? ['## Sources', sources.map((name) => `- ${name}`).join('\n')] : []),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const section = (title: string, text: string): string[] => (text === '' ? [] : [`## ${title}`, text]);
