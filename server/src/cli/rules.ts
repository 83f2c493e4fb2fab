import type { AnyRule } from '../core/rule';
import { RULES } from '../rules/index.generated';
import { UsageError } from './arguments';
import type { Terminal } from './main';

/** `plimsoll rules [--format json]`. */
export function listRules(args: readonly string[], terminal: Terminal): number {
  const text = args.join(' ');
  if (text === '--format json' || text === '--format=json')
    terminal.out(`${JSON.stringify(RULES.map(asData), null, 2)}\n`);
  else if (text === '' || text === '--format stylish') terminal.out(RULES.map(asLine).join(''));
  else throw new UsageError(`rules takes --format json, not ${text}`);
  return 0;
}

const asLine = (rule: AnyRule): string =>
  `${rule.recommended ? '*' : ' '} ${rule.id.padEnd(44)} ${rule.severity.padEnd(11)} ${rule.fixable === 'never' ? '   ' : 'fix'} ${rule.summary}\n`;

/** A rule as others read it. */
export const asData = (rule: AnyRule) => ({
  id: rule.id,
  aka: rule.aka ?? [],
  summary: rule.summary,
  category: rule.category,
  severity: rule.severity,
  recommended: rule.recommended,
  fixable: rule.fixable,
  equivalents: rule.equivalents ?? {},
  messageEquivalents: rule.messageEquivalents ?? {},
  options: rule.options ?? {},
  notes: rule.notes,
  lessons: rule.lessons ?? [],
  since: rule.since,
});
