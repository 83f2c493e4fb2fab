import type { AnyRule } from '../core/rule';
import type { YamlNode } from '../languages/yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, get } from '../languages/yaml/query';
import { quoteIfNeeded } from '../languages/yaml/quote';
import { parseStream } from '../languages/yaml/stream';
import { goYaml3 } from '../languages/yaml/values';

/** The names of dclint's configuration that hold data; those that are programs are not run. */
export const DCLINT_FILES = ['.dclintrc', '.dclintrc.json', '.dclintrc.yaml', '.dclintrc.yml'] as const;

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
  const note = list && list.length > 1 ? [`  # the options of ${name} were not taken over`] : [];
  return [...note, ...ours.map((id) => `  ${id}: ${level === 'off' ? "'off'" : level}`)];
}

function goLevel(node: YamlNode | undefined): string | undefined {
  const scalar = asScalar(node);
  const value = scalar && goYaml3(scalar);
  return value?.kind === 'int' ? LEVELS[Number(value.value)] : undefined;
}

/** dclint leaves out whatever holds the text; a glob has to say so. */
const globOf = (pattern: string): string =>
  /[*?[{]/.test(pattern) ? pattern : pattern.includes('.') ? `**/${pattern}` : `**/${pattern}/**`;
