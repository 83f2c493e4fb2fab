import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Edit, Finding } from '../../server/src/core/finding';
import { applyEdits, fixText, sortEdits } from '../../server/src/core/fixer';

const TEXT = 'abcdefghijklmnopqrstuvwxyz'.repeat(2);

const findingWith = (edits: readonly Edit[], index: number): Finding => ({
  rule: `dockerfile/r${index}`,
  messageId: 'm',
  severity: 'warning',
  message: 'm',
  span: { start: 0, end: 1 },
  equivalents: {},
  fixes: [{ title: 't', safety: 'safe', edits: () => edits }],
  related: [],
  tags: [],
});

const edit = fc
  .tuple(fc.nat(TEXT.length), fc.nat(4), fc.constantFrom('', '+', '<>'))
  .map(([start, length, text]): Edit => ({ span: { start, end: Math.min(TEXT.length, start + length) }, text }));

/** Edits that a fix may have: in order, without overlap. */
const fix = fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
  const kept: Edit[] = [];
  for (const one of sortEdits(edits)) if (one.span.start >= (kept.at(-1)?.span.end ?? 0)) kept.push(one);
  return kept;
});

/** Compares each edit with all that were taken. */
function plainly(fixes: readonly (readonly Edit[])[]): string {
  const taken: Edit[] = [];
  for (const edits of fixes) {
    const collides = edits.some(({ span: a }) =>
      taken.some(
        ({ span: b }) =>
          (a.start < b.end && b.start < a.end) || (a.start === b.start && (a.start === a.end || b.start === b.end)),
      ),
    );
    if (!collides) taken.push(...edits);
  }
  return applyEdits(TEXT, taken);
}

describe('the fixer', () => {
  it('leaves out what collides with an earlier fix, as by comparing all with all', () => {
    fc.assert(
      fc.property(fc.array(fix, { maxLength: 20 }), (fixes) => {
        const findings = fixes.map(findingWith);
        const { text } = fixText(TEXT, (now) => (now === TEXT ? findings : []), { unsafe: false });
        assert.equal(text, plainly(fixes));
      }),
      { numRuns: 500 },
    );
  });
});
