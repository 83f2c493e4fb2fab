import type { AnyRule } from '../core/rule';
import type { YamlMapping, YamlNode } from '../languages/yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, get } from '../languages/yaml/query';
import { quoteIfNeeded } from '../languages/yaml/quote';
import { parseStream } from '../languages/yaml/stream';
import { goYaml3 } from '../languages/yaml/values';

const LEVELS = ['off', 'warning', 'error'];

/**
 * dclint's configuration (JSON or YAML) as one of ours, with a comment for what could not be taken over. Undefined when the text is no
 * such configuration.
 */
export function convertDclint(text: string, rules: readonly AnyRule[]): string | undefined {
  const root = asMapping(parseStream(text).documents[0]?.root);
  if (!root) return undefined;
  const lines = ['# Made from the configuration of dclint.', '', 'profiles: [recommended]', '', 'rules:'];
  const settings = entriesOf(asMapping(get(root, 'rules')) ?? root).filter(() => get(root, 'rules') !== undefined);
  const converted = settings.flatMap(({ name, value }) => convertRule(name, value, rules));
  lines.push(...(converted.some((line) => !line.trimStart().startsWith('#')) ? converted : [...converted, '  {}']));
  const excluded = (asSequence(get(root, 'exclude'))?.items ?? []).flatMap(({ value }) => asScalar(value)?.text ?? []);
  if (excluded.length > 0) lines.push('', 'ignore:', ...excluded.map((glob) => `  - ${quoteIfNeeded(globOf(glob))}`));
  return `${lines.join('\n')}\n`;
}

function convertRule(name: string, value: YamlNode | undefined, rules: readonly AnyRule[]): readonly string[] {
  const target = deref(value);
  const list = asSequence(value)?.items;
  const level = goLevel(list ? deref(list[0]?.value) : target);
  const ours = rules.filter((rule) => rule.equivalents?.dclint?.includes(name)).map(({ id }) => id);
  if (level === undefined) return [`  # ${name}: its level was not understood`];
  if (ours.length === 0) return [`  # ${name}: there is no such rule here`];
  const given = asMapping(list?.[1]?.value);
  const { options, lost } = convertOptions(name, given);
  const note = lost.length > 0 ? [`  # of the options of ${name} these were not taken over: ${lost.join(', ')}`] : [];
  const quoted = level === 'off' ? "'off'" : level;
  const setting = options === '' || level === 'off' ? quoted : `[${quoted}, {${options}}]`;
  return [...note, ...ours.map((id) => `  ${id}: ${setting}`)];
}

/** What dclint calls an option, what it is here, and what dclint takes when nobody says. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, { readonly name: string; readonly usual?: string }>>>> =
  {
    'require-quotes-in-ports': { quoteType: { name: 'quotes', usual: 'single' }, portsSections: { name: 'sections' } },
    'top-level-properties-order': { customOrder: { name: 'order' } },
    'service-image-require-explicit-tag': { prohibitedTags: { name: 'tags' } },
  };

interface Options {
  /** As they stand within braces. */
  readonly options: string;
  readonly lost: readonly string[];
}

function convertOptions(rule: string, given: YamlMapping | undefined): Options {
  if (rule === 'service-keys-order') return keysOrder(given);
  const known = new Map(Object.entries(OPTIONS[rule] ?? {}));
  const entries = given ? entriesOf(given) : [];
  const options = [...known].flatMap(([theirs, { name, usual }]) => {
    const text = optionText(get(given, theirs)) ?? usual;
    return text === undefined ? [] : [`${name}: ${text}`];
  });
  return { options: options.join(', '), lost: entries.map(({ name }) => name).filter((name) => !known.has(name)) };
}

/** Named groups of keys, and the order of their names: here one list of keys. */
function keysOrder(given: YamlMapping | undefined): Options {
  const groups = asMapping(get(given, 'groups'));
  const names = textsOf(get(given, 'groupOrder'));
  const keys = names.flatMap((name) => textsOf(get(groups, name)));
  const others = (given ? entriesOf(given) : []).map(({ name }) => name);
  if (keys.length === 0) return { options: '', lost: others };
  const lost = others.filter((name) => name !== 'groups' && name !== 'groupOrder');
  return { options: `order: ${listText(keys)}`, lost };
}

function optionText(node: YamlNode | undefined): string | undefined {
  const scalar = asScalar(node);
  if (scalar) return quoteIfNeeded(scalar.text, { flow: true });
  return asSequence(node) ? listText(textsOf(node)) : undefined;
}

const textsOf = (node: YamlNode | undefined): readonly string[] =>
  (asSequence(node)?.items ?? []).flatMap(({ value }) => asScalar(value)?.text ?? []);

/** `x-properties` are extensions in dclint's words. */
const listText = (texts: readonly string[]): string =>
  `[${texts.map((text) => quoteIfNeeded(text === 'x-properties' ? 'x-*' : text, { flow: true })).join(', ')}]`;

function goLevel(node: YamlNode | undefined): string | undefined {
  const scalar = asScalar(node);
  const value = scalar && goYaml3(scalar);
  return value?.kind === 'int' ? LEVELS[Number(value.value)] : undefined;
}

/** dclint leaves out whatever holds the text; a glob has to say so. */
const globOf = (pattern: string): string =>
  /[*?[{]/.test(pattern) ? pattern : pattern.includes('.') ? `**/${pattern}` : `**/${pattern}/**`;
