import assert from 'node:assert/strict';
import type { Finding } from '../../server/src/core/finding';
import type { Span } from '../../server/src/core/span';
import type { TestLanguage } from './languages';
import { allRules, type Setup } from './lint';

/** The engine remembers by this object what local rules make of units, so a new one has no memory. */
const withoutMemory = (): Setup['rules'] => ({ ...allRules });

/** Takes out at most so many parts of a text, one after the other. */
const MAX_CUTS = 6;

/**
 * Lints a text, then the same text without one of its parts, and the other way round: what the engine remembers of the rest must
 * never change what is found. It finds rules that call themselves local and look beyond their unit.
 */
export function checkRelint(language: TestLanguage, text: string, setup: Omit<Setup, 'rules'>, where: string): void {
  const lint = (input: string, rules: Setup['rules']) => language.lint(input, { ...setup, rules }).findings.map(shape);
  const whole = lint(text, withoutMemory());
  for (const span of language.cuts(text).slice(0, MAX_CUTS)) {
    const cut = text.slice(0, span.start) + text.slice(span.end + 1);
    const forth = withoutMemory();
    const back = withoutMemory();
    // Remembered is what comes a second time.
    lint(text, forth);
    lint(text, forth);
    const alone = lint(cut, back);
    assert.deepEqual(lint(cut, back), alone, `${where}: with memory of the same text, without ${taken(text, span)}`);
    assert.deepEqual(lint(cut, forth), alone, `${where}: with memory, without ${taken(text, span)}`);
    assert.deepEqual(lint(text, back), whole, `${where}: with memory, once ${taken(text, span)} is there`);
  }
}

const taken = (text: string, { start, end }: Span): string => JSON.stringify(text.slice(start, end));

const shape = ({ rule, message, span, noFix, fixes, severity, equivalents }: Finding): unknown => ({
  rule,
  message,
  equivalents,
  span,
  severity,
  noFix,
  fixes: fixes.map(({ title, safety, edits }) => ({ title, safety, edits: edits() })),
});
