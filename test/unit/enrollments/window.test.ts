import { describe, expect, test } from '@jest/globals';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import {
  after,
  at,
  byHand,
  onDay,
  shown,
  snapshotOf,
  stepsOf,
  type SnapshotInput,
} from '../../support/rows/snapshots.ts';

const NEW_YORK = 'America/New_York';
const WEEKDAYS = [1, 2, 3, 4, 5];

/** The due times of all steps as planned at enrolling. */
function dueTimes(input: SnapshotInput): (string | null)[] {
  const snapshot = snapshotOf(input);
  return planSteps(snapshot, snapshot.enrollment.plannedFrom).map(({ dueAt }) =>
    shown(dueAt, snapshot.sequence.zone),
  );
}

describe('the sending window', () => {
  const office = { sendDays: WEEKDAYS, windowStart: '09:30', windowStop: '17:00' };

  test('S13: due times move to the next allowed moment of the window', () => {
    const steps = stepsOf(onDay(0), onDay(1, { sendTime: '18:00' }), onDay(4, { sendTime: '17:00' }));
    expect(dueTimes({ steps, sequence: office })).toEqual([
      '2026-03-02 09:30',
      '2026-03-04 09:30',
      '2026-03-09 09:30',
    ]);
  });

  test('S13: a manual step enters the queue only inside the window', () => {
    const life = new Life(
      snapshotOf({ steps: stepsOf(byHand(onDay(5)), byHand(after('0 minutes'))), sequence: office }),
    );
    expect(life.passTo(at('2026-03-09 09:29')).waits).toBe('a scheduled 2026-03-09 09:30');
    expect(life.passTo(at('2026-03-09 20:00')).log).toEqual(['a ready 2026-03-09 09:30']);
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-10 09:30');
  });

  test('S13: a step that fell due in the window and could not leave waits for the next opening', () => {
    const snapshot = snapshotOf({ steps: stepsOf(onDay(0), onDay(1)), sequence: office });
    const life = new Life(snapshot).sleepTo(at('2026-03-02 19:00'));
    expect(life.waits).toBe('a window 2026-03-03 09:30');
    expect(life.passTo(at('2026-03-31 00:00')).log).toEqual([
      'a sent 2026-03-03 09:30',
      'b sent 2026-03-04 09:30',
    ]);
  });

  test('S13: a manual step due in a pause that ends outside the window enters the queue at the next opening', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(1))), sequence: office })).look().hold();
    life.passTo(at('2026-03-06 22:00')).resume();
    expect(life.log).toEqual([]);
    expect(life.waits).toBe('a window 2026-03-09 09:30');
    expect(life.passTo(at('2026-03-09 09:30')).log).toEqual(['a ready 2026-03-09 09:30']);
  });

  test('D2: a retry that falls outside the window waits for the next opening', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0)), sequence: office }));
    life.send = (_, now) => ({
      status: 'planned',
      readyAt: now,
      heldReason: 'retrying',
      heldUntil: at('2026-03-02 17:10'),
    });
    expect(life.passTo(at('2026-03-02 09:30')).waits).toBe('a retrying 2026-03-03 09:30');
  });

  test('S4: a weekend in between is no lateness: the steps after it keep their own dates', () => {
    const steps = stepsOf(onDay(0), onDay(5), onDay(10), onDay(15), onDay(22));
    const sequence = { sendDays: WEEKDAYS, windowStart: '09:00', windowStop: '17:00' };
    const life = new Life(snapshotOf({ steps, sequence })).passTo(at('2026-04-30 00:00'));
    expect(life.log).toEqual([
      'a sent 2026-03-02 09:00',
      'b sent 2026-03-09 09:00',
      'c sent 2026-03-12 09:00',
      'd sent 2026-03-17 09:00',
      'e sent 2026-03-24 09:00',
    ]);
  });

  test.each<[string, SnapshotInput['steps'], Partial<NonNullable<SnapshotInput['sequence']>>, string]>([
    ['no window', stepsOf(onDay(5)), {}, '2026-03-09 09:00'],
    [
      'a window with its time',
      stepsOf(onDay(5)),
      { windowStart: '08:00', windowStop: '18:00' },
      '2026-03-09 09:00',
    ],
    [
      'a window without its time',
      stepsOf(onDay(5)),
      { windowStart: '10:00', windowStop: '18:00' },
      '2026-03-09 10:00',
    ],
    ['no window, a delay', stepsOf(after('126 hours')), {}, '2026-03-09 14:00'],
    [
      'a window, a delay',
      stepsOf(after('126 hours')),
      { windowStart: '08:00', windowStop: '18:00' },
      '2026-03-09 08:00',
    ],
    ['no window, a delay at 07:00', stepsOf(after('5 days', { atTime: '07:00' })), {}, '2026-03-09 07:00'],
  ])('S13, case 4: moved by send days with %s, a step keeps its time', (_, steps, window, expected) => {
    expect(dueTimes({ steps, sequence: { sendDays: WEEKDAYS, ...window } })).toEqual([expected]);
  });

  test('S13, case 21: steps outside the window leave at its next start, one a day and without drift', () => {
    const steps = stepsOf(...[0, 1, 2, 3, 6].map((day) => onDay(day, { sendTime: '18:00' })));
    const sequence = { windowStart: '09:00', windowStop: '17:00' };
    expect(dueTimes({ steps, sequence })).toEqual([
      '2026-03-03 09:00',
      '2026-03-04 09:00',
      '2026-03-05 09:00',
      '2026-03-06 09:00',
      '2026-03-09 09:00',
    ]);
    const life = new Life(snapshotOf({ steps, sequence })).sleepTo(at('2026-03-05 10:00'));
    expect(life.passTo(at('2026-03-31 00:00')).log).toEqual([
      'a sent 2026-03-05 10:00',
      'b sent 2026-03-06 09:00',
      'c sent 2026-03-07 09:00',
      'd sent 2026-03-08 09:00',
      'e sent 2026-03-11 09:00',
    ]);
  });

  test('S13: what is overdue on a day without a window leaves on the next send day at its own time, not at midnight', () => {
    const snapshot = snapshotOf({
      steps: stepsOf(onDay(3), byHand(onDay(4))),
      sequence: { sendDays: WEEKDAYS },
    });
    const life = new Life(snapshot).look().hold().passTo(at('2026-03-07 14:00')).resume();
    expect(life.passTo(at('2026-03-31 00:00')).log).toEqual([
      'a sent 2026-03-09 09:00',
      'b ready 2026-03-10 09:00',
    ]);
  });

  test('D2, S13: a try that waits leaves as soon as the window opens, and without hours not at midnight', () => {
    const refusing = (sequence: SnapshotInput['sequence']) => {
      const life = new Life(snapshotOf({ steps: stepsOf(onDay(4)), ...(sequence && { sequence }) }));
      life.send = (_, now) => ({ readyAt: now, heldReason: 'retrying', heldUntil: at('2026-03-07 08:30') });
      return life.passTo(at('2026-03-06 09:00')).waits;
    };
    expect(refusing({ sendDays: WEEKDAYS, windowStart: '08:00', windowStop: '18:00' })).toBe(
      'a retrying 2026-03-09 08:00',
    );
    expect(refusing({ sendDays: WEEKDAYS })).toBe('a retrying 2026-03-09 08:30');
  });

  test('S11: two offset steps that the window moves to one day leave on two', () => {
    const steps = stepsOf(onDay(5), onDay(6), onDay(10));
    expect(dueTimes({ steps, sequence: { ...office, windowStart: '09:00' } })).toEqual([
      '2026-03-09 09:00',
      '2026-03-10 09:00',
      '2026-03-12 09:00',
    ]);
  });

  test('S13: a window over midnight and the clock changes are followed in local time', () => {
    const sequence = { zone: NEW_YORK, sendDays: [7], windowStart: '22:00', windowStop: '02:00' };
    expect(dueTimes({ steps: stepsOf(onDay(0)), sequence })).toEqual(['2026-03-08 22:00']);
    expect(
      dueTimes({
        steps: stepsOf(onDay(0)),
        sequence: { zone: NEW_YORK, windowStart: '02:15', windowStop: '04:00' },
        enrollment: { startDate: '2026-03-08', plannedFrom: 0 },
      }),
    ).toEqual(['2026-03-09 02:15']);
  });
});
