import { describe, expect, test } from '@jest/globals';
import { CUSTOMER_STATUSES, type CustomerStatus } from '../../../contracts/customers/kinds.ts';
import { decide } from '../../../domain/enrollments/decide.ts';
import { heldBy } from '../../../domain/enrollments/held-by.ts';
import { notAskedIn, stopReasonOf } from '../../../domain/enrollments/rules.ts';
import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import {
  at,
  byHand,
  holdFrom,
  onDay,
  snapshotOf,
  stepsOf,
  type SnapshotInput,
} from '../../support/rows/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const PAID = { open: '0.0000', askable: '0.0000' };
const DISPUTED = { open: '100.0000', askable: '0.0000' };
const RULES = { onReply: true, onBounce: true, onPaid: true, onAllDisputed: false, onNotActive: true };

function given(input: Partial<SnapshotInput>): EnrollmentSnapshot {
  return snapshotOf({ steps: stepsOf(onDay(0)), ...input });
}

function rules(
  change: Partial<EnrollmentSnapshot['sequence']['stopRules']>,
): Partial<EnrollmentSnapshot['sequence']> {
  return { stopRules: { ...RULES, ...change } };
}

describe('stop rules', () => {
  test('S16: nothing stops an enrollment of an active customer who owes', () => {
    expect(stopReasonOf(given({}), NOW)).toBeNull();
  });

  test('S1, S17: archived to finish, who runs or was paused by a person goes on, who is off the list or waits to begin stops', () => {
    const sequence = { status: 'archived', closing: 'finish' } as const;
    const reasonWith = (kind: 'manual' | 'list' | 'status') =>
      stopReasonOf(given({ sequence, holds: [holdFrom(NOW - 1, { kind })] }), NOW);
    expect(stopReasonOf(given({ sequence }), NOW)).toBeNull();
    expect(reasonWith('manual')).toBeNull();
    expect([reasonWith('list'), reasonWith('status')]).toEqual(['sequence_archived', 'sequence_archived']);
  });

  test('S16: it stops when the balance is paid', () => {
    expect(stopReasonOf(given({ balance: PAID }), NOW)).toBe('paid');
    expect(stopReasonOf(given({ balance: { open: '0', askable: '0' } }), NOW)).toBe('paid');
    expect(stopReasonOf(given({ balance: { open: '0.0001', askable: '0.0001' } }), NOW)).toBeNull();
  });

  test('S16: it does not stop for being paid when nothing was ever owed', () => {
    expect(stopReasonOf(given({ balance: PAID, enrollment: { hasOwed: false } }), NOW)).toBeNull();
  });

  test('S16, D7: with the rule for paid off it goes on, and its messages find nothing to ask for', () => {
    const snapshot = given({ balance: PAID, sequence: rules({ onPaid: false }) });
    expect(stopReasonOf(snapshot, NOW)).toBeNull();
    expect(notAskedIn(snapshot)).toEqual({ code: 'nothing_owed', text: 'The customer owes nothing.' });
  });

  test('S16: all invoices disputed is a hold by default', () => {
    const snapshot = given({ balance: DISPUTED });
    expect(stopReasonOf(snapshot, NOW)).toBeNull();
    expect(heldBy(snapshot, NOW)).toEqual({ reason: 'all_disputed', until: null });
    expect(new Life(snapshot).passTo(NOW).waits).toBe('a all_disputed -');
  });

  test('S16: all invoices disputed is a stop where the sequence says so', () => {
    expect(stopReasonOf(given({ balance: DISPUTED, sequence: rules({ onAllDisputed: true }) }), NOW)).toBe(
      'all_disputed',
    );
  });

  test('S16: one invoice that can be asked for is enough to go on', () => {
    const snapshot = given({
      balance: { open: '100.0000', askable: '0.0100' },
      sequence: rules({ onAllDisputed: true }),
    });
    expect(stopReasonOf(snapshot, NOW)).toBeNull();
    expect(heldBy(snapshot, NOW)).toBeNull();
  });

  test.each(CUSTOMER_STATUSES)(
    'S16: it stops when the customer leaves active: %s',
    (status: CustomerStatus) => {
      const expected = status === 'active' ? null : 'customer_not_active';
      expect(stopReasonOf(given({ customer: { status } }), NOW)).toBe(expected);
      expect(
        stopReasonOf(given({ customer: { status }, sequence: rules({ onNotActive: false }) }), NOW),
      ).toBeNull();
    },
  );

  test.each(CUSTOMER_STATUSES)(
    'S2, S8: outreach also takes prospects, no other status: %s',
    (status: CustomerStatus) => {
      const expected = status === 'active' || status === 'prospect' ? null : 'customer_not_active';
      expect(stopReasonOf(given({ customer: { status }, sequence: { purpose: 'outreach' } }), NOW)).toBe(
        expected,
      );
    },
  );

  test('S2: outreach skips every check of what is owed', () => {
    const sequence = { purpose: 'outreach' as const, ...rules({ onPaid: false }) };
    for (const balance of [PAID, DISPUTED]) {
      const snapshot = given({ balance, sequence });
      expect(stopReasonOf(snapshot, NOW)).toBeNull();
      expect(heldBy(snapshot, NOW)).toBeNull();
      expect(notAskedIn(snapshot)).toBeNull();
    }
  });

  test('S16: stop rules that are switched on hold for outreach too', () => {
    const sequence = { purpose: 'outreach' as const, ...rules({ onPaid: true, onAllDisputed: true }) };
    const stop = (input: Partial<SnapshotInput>) => stopReasonOf(given({ sequence, ...input }), NOW);
    expect(stop({ balance: PAID })).toBe('paid');
    expect(stop({ balance: PAID, enrollment: { hasOwed: false } })).toBeNull();
    expect(stop({ balance: DISPUTED })).toBe('all_disputed');
    expect(stop({ balance: { open: '100', askable: '1' } })).toBeNull();
  });

  test('S12: at the end of the sequence it stops, not a moment before', () => {
    const snapshot = given({ sequence: { endAt: NOW } });
    expect(stopReasonOf(snapshot, NOW - 1)).toBeNull();
    expect(stopReasonOf(snapshot, NOW)).toBe('sequence_ended');
  });

  test('S1: it stops when the sequence is ended', () => {
    expect(stopReasonOf(given({ sequence: { status: 'ended' } }), NOW)).toBe('sequence_ended');
  });

  test('S1: in an archived sequence it finishes, or stops if that was asked', () => {
    expect(stopReasonOf(given({ sequence: { status: 'archived', closing: 'finish' } }), NOW)).toBeNull();
    expect(stopReasonOf(given({ sequence: { status: 'archived', closing: 'stop' } }), NOW)).toBe(
      'sequence_archived',
    );
  });

  test('S16: a stop comes before any step, also in a pause', () => {
    const snapshot = given({ balance: PAID, holds: [holdFrom(0)] });
    expect(decide(snapshot, NOW, () => 'new')).toMatchObject({
      stop: 'paid',
      directive: { kind: 'finished', reason: 'paid' },
      executions: [],
      isCompleted: false,
    });
  });

  test.each(['completed', 'stopped'] as const)(
    'S10: an enrollment that is %s does nothing any more',
    (status) => {
      const decision = decide(given({ enrollment: { status } }), NOW, () => 'new');
      expect(decision).toMatchObject({
        directive: { kind: 'finished', reason: status },
        executions: [],
        stop: null,
        isCompleted: false,
      });
    },
  );
});

describe('whose task a step is', () => {
  test('S3: the primary user by default, the AR owner or a named member where the step says so', () => {
    const assigneeOf = (step: object, customer = {}) =>
      decide(snapshotOf({ steps: stepsOf(byHand({ ...onDay(0), ...step })), customer }), NOW, () => 'new')
        .executions[0]?.assigneeId;
    expect(assigneeOf({})).toBe('primary');
    expect(assigneeOf({ assigneeRule: 'ar_owner' }, { arOwnerId: 'owner' })).toBe('owner');
    expect(assigneeOf({ assigneeRule: 'ar_owner' })).toBe('primary');
    expect(assigneeOf({ assigneeRule: 'user', assigneeUserId: 'member' })).toBe('member');
  });
});
