import assert from 'node:assert/strict';
import type { Finding } from '../../server/src/core/finding';
import type { TestLanguage } from './languages';
import { allRules, type Setup } from './lint';

/** The engine remembers by this object what local rules were silent about, so a new one has no memory. */
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
    lint(text, forth);
    const back = withoutMemory();
    const alone = lint(cut, back);
    const taken = JSON.stringify(text.slice(span.start, span.end));
    assert.deepEqual(lint(cut, forth), alone, `${where}: with memory, without ${taken}`);
    assert.deepEqual(lint(text, back), whole, `${where}: with memory, once ${taken} is there`);
  }
}

const shape = ({ rule, message, span, noFix, fixes, severity, equivalents }: Finding): unknown => ({
  rule,
  message,
  equivalents,
  span,
  severity,
  noFix,
  fixes: fixes.map(({ title, safety, edits }) => ({ title, safety, edits: edits() })),
});
