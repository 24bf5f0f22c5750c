import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../domain/enrollments/decide.ts';
import { isPlainSettle } from '../../../domain/enrollments/plain-settle.ts';
import {
  after,
  at,
  byHand,
  executionOf,
  holdFrom,
  onDay,
  snapshotOf,
  stepMailbox,
  stepsOf,
  type SnapshotInput,
} from '../../support/rows/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const [FIRST, SECOND] = stepsOf(onDay(0), after('2 days'));
const SENT = executionOf(FIRST!, { status: 'done', dueAt: NOW, readyAt: NOW, endedAt: NOW });

/** Whether the settle of the first step, sent just now, goes by its claim. */
function isPlain(change: Partial<SnapshotInput> = {}): boolean {
  const snapshot = snapshotOf({ steps: [FIRST!, SECOND!], executions: [SENT], ...change });
  let ids = 0;
  const decision = decide(snapshot, NOW, () => `new-${ids++}`);
  return isPlainSettle({ snapshot, decision }, SENT, NOW);
}

describe('a settle goes by what its claim has read', () => {
  test('where a later step follows, and where nothing does', () => {
    expect(isPlain()).toBe(true);
    expect(isPlain({ steps: [FIRST!] })).toBe(true);
  });

  const anew: Record<string, Partial<SnapshotInput>> = {
    'it stops': { sequence: { status: 'ended' } },
    'the next one leaves at once': { steps: stepsOf(onDay(0), after('0 hours')) },
    'a step of a person enters the queue': { steps: stepsOf(onDay(0), byHand(after('0 hours'))) },
    'something holds it': { holds: [holdFrom(NOW - 1)] },
    'all invoices are kept back': { balance: { open: '100', askable: '0', undisputed: '100' } },
    'an invoice was freed by time': { balance: { open: '100', askable: '50', releasesAt: NOW } },
    'a mailbox fails': { mailboxes: [stepMailbox('mailbox'), stepMailbox('other', { status: 'failing' })] },
    'a mailbox is switched off': { mailboxes: [stepMailbox('mailbox', { isHeld: true })] },
    'another row is written again': {
      executions: [SENT, executionOf(SECOND!, { dueAt: NOW, priority: 'low' })],
    },
  };
  test.each(Object.entries(anew))('but reads anew where %s', (_why, change) => {
    expect(isPlain(change)).toBe(false);
  });
});
