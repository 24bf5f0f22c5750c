import { expect, test } from '@jest/globals';
import { newStepContent } from '../../../domain/sequences/new-step.ts';
import { findMissingContent } from '../../../domain/sequences/step-rules.ts';

const fr = { subject: null, body: 'Bonjour', bodyText: null };

/** Fields that an email with a French variant without a subject misses. */
function missing(
  change: { subject?: string | null; isThreaded?: boolean },
  isBehindEmail: boolean,
): string[] {
  const step = newStepContent(
    {
      type: 'email',
      label: 'Mail',
      timing: { kind: 'offset', days: 3 },
      subject: 'Due',
      body: 'Please pay',
      variants: { fr },
      ...change,
    },
    'automatic',
  );
  return findMissingContent(step, { isBehindEmail }).map(({ field }) => field);
}

test('S7, M6: a language variant of a threaded step behind an email needs no subject, and any other does', () => {
  expect(missing({ isThreaded: true }, true)).toEqual([]);
  expect(missing({ isThreaded: true, subject: null }, true)).toEqual([]);
  expect(missing({ isThreaded: true }, false)).toEqual(['variants.fr.subject']);
  expect(missing({ isThreaded: false }, true)).toEqual(['variants.fr.subject']);
});
