import type { AnyRule } from '../core/rule';
import type { Library, RulePage } from '../features/library';
import { mergedEquivalents } from '../features/page';
import { allRules } from '../rules/index.generated';
import { UsageError } from './arguments';
import type { Terminal } from './main';

/** `plimsoll rules [--format json]`. */
export function listRules(args: readonly string[], terminal: Terminal, library: Library): number {
  const text = args.join(' ');
  const rules = allRules().map((rule) => ({ rule, page: library.page(rule.id) }));
  if (text === '--format json' || text === '--format=json')
    terminal.out(`${JSON.stringify(rules.map(asData), null, 2)}\n`);
  else if (text === '' || text === '--format stylish') terminal.out(rules.map(asLine).join(''));
  else throw new UsageError(`rules takes --format json, not ${text}`);
  return 0;
}

interface Listed {
  readonly rule: AnyRule;
  readonly page: RulePage | undefined;
}

const asLine = ({ rule, page }: Listed): string =>
  `${rule.recommended ? '*' : ' '} ${rule.id.padEnd(44)} ${rule.severity.padEnd(11)} ${rule.fixable === 'never' ? '   ' : 'fix'} ${page?.summary ?? ''}\n`;

/** A rule as others read it. */
export const asData = ({ rule, page }: Listed) => ({
  id: rule.id,
  aka: rule.aka ?? [],
  summary: page?.summary,
  category: rule.category,
  severity: rule.severity,
  recommended: rule.recommended,
  fixable: rule.fixable,
  equivalents: mergedEquivalents(rule),
  messageEquivalents: rule.messageEquivalents ?? {},
  options: rule.options ?? {},
  notes: page?.notes ?? [],
  lessons: page?.lessons ?? [],
  since: page?.since,
});
