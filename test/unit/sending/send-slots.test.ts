import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, localDateOf, startOfDay } from '../../../domain/time/calendar.ts';
import { takeSlot, type SlotCursor, type SlotRules } from '../../../domain/sending/send-slots.ts';
import { at, shown } from '../../support/rows/snapshots.ts';
import { runs } from '../../support/rows/runs.ts';

const NEW_YORK = 'America/New_York';

/** Slots taken one after another, each asked for at an instant. */
function slots(rules: SlotRules, askedAt: number[]): number[] {
  let cursor: SlotCursor | null = null;
  return askedAt.map((now) => {
    const taken = takeSlot(cursor, rules, { copies: 1, now });
    cursor = taken.cursor;
    return taken.slotAt;
  });
}

function times(rules: SlotRules, askedAt: string[]): (string | null)[] {
  return slots(
    rules,
    askedAt.map((local) => at(local, rules.zone)),
  ).map((slot) => shown(slot, rules.zone));
}

describe('sending slots of a mailbox', () => {
  test('M1: the first one is now', () => {
    expect(times({ minIntervalSeconds: 60, dailyCap: 5, zone: 'UTC' }, ['2026-03-02 09:00'])).toEqual([
      '2026-03-02 09:00',
    ]);
  });

  test('M1: waiters at one moment get slots an interval apart', () => {
    const rules = { minIntervalSeconds: 120, dailyCap: null, zone: 'UTC' };
    expect(times(rules, Array(3).fill('2026-03-02 09:00'))).toEqual([
      '2026-03-02 09:00',
      '2026-03-02 09:02',
      '2026-03-02 09:04',
    ]);
  });

  test('M1: beyond the daily cap it goes on when the next day of the mailbox begins', () => {
    const rules = { minIntervalSeconds: 0, dailyCap: 2, zone: NEW_YORK };
    expect(times(rules, Array(5).fill('2026-03-02 21:00'))).toEqual([
      '2026-03-02 21:00',
      '2026-03-02 21:00',
      '2026-03-03 00:00',
      '2026-03-03 00:00',
      '2026-03-04 00:00',
    ]);
  });

  test('M1: what was reserved for a later day counts on that day', () => {
    const rules = { minIntervalSeconds: 0, dailyCap: 1, zone: 'UTC' };
    expect(times(rules, ['2026-03-02 09:00', '2026-03-02 09:00', '2026-03-03 09:00'])).toEqual([
      '2026-03-02 09:00',
      '2026-03-03 00:00',
      '2026-03-04 00:00',
    ]);
  });

  test('M1: a new day has its full cap', () => {
    const rules = { minIntervalSeconds: 0, dailyCap: 1, zone: 'UTC' };
    expect(times(rules, ['2026-03-02 09:00', '2026-03-03 09:00', '2026-03-09 09:00'])).toEqual([
      '2026-03-02 09:00',
      '2026-03-03 09:00',
      '2026-03-09 09:00',
    ]);
  });

  test('M1: an interval that reaches over midnight is kept, and its slot counts for the new day', () => {
    const rules = { minIntervalSeconds: 7200, dailyCap: 2, zone: 'UTC' };
    expect(times(rules, Array(4).fill('2026-03-02 23:00'))).toEqual([
      '2026-03-02 23:00',
      '2026-03-03 01:00',
      '2026-03-03 03:00',
      '2026-03-04 00:00',
    ]);
  });

  test('M1: days are those of the mailbox, also when they have 23 or 25 hours', () => {
    const rules = { minIntervalSeconds: 0, dailyCap: 1, zone: NEW_YORK };
    const taken = slots(rules, Array(3).fill(at('2026-03-07 12:00', NEW_YORK)));
    expect(taken.slice(1)).toEqual([Date.UTC(2026, 2, 8, 5), Date.UTC(2026, 2, 9, 4)]);
    const autumn = slots(rules, Array(3).fill(at('2026-10-31 12:00', NEW_YORK)));
    expect(autumn.slice(1)).toEqual([Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 10, 2, 5)]);
  });

  test('M1: a cap or interval changed meanwhile holds from the next slot on', () => {
    const first = takeSlot(
      null,
      { minIntervalSeconds: 3600, dailyCap: 10, zone: 'UTC' },
      { copies: 1, now: at('2026-03-02 09:00') },
    );
    const second = takeSlot(
      first.cursor,
      { minIntervalSeconds: 0, dailyCap: 1, zone: 'UTC' },
      { copies: 1, now: at('2026-03-02 09:00') },
    );
    expect(shown(second.slotAt)).toBe('2026-03-03 00:00');
    const third = takeSlot(
      second.cursor,
      { minIntervalSeconds: 0, dailyCap: null, zone: 'UTC' },
      { copies: 1, now: at('2026-03-03 09:00') },
    );
    expect(shown(third.slotAt)).toBe('2026-03-03 09:00');
  });

  test('M1: whoever asks whenever, no day exceeds the cap, no two are closer than the interval, and time goes forward', () => {
    const rules = fc.record({
      minIntervalSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100_000 })),
      dailyCap: fc.option(fc.integer({ min: 1, max: 6 })),
      zone: fc.constantFrom(
        'UTC',
        NEW_YORK,
        'Europe/Berlin',
        'Asia/Kolkata',
        'Australia/Lord_Howe',
        'America/Santiago',
        'Asia/Beirut',
      ),
    });
    const start = fc.constantFrom(
      Date.UTC(2026, 2, 6),
      Date.UTC(2026, 2, 27),
      Date.UTC(2026, 9, 30),
      Date.UTC(2026, 8, 4),
    );
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000_000 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rules, start, pauses, (given, begin, gaps) => {
        let now = begin;
        const askedAt = gaps.map((gap) => (now += gap));
        const taken = slots(given, askedAt);
        const perDay = new Map<string, number>();
        taken.forEach((slot, index) => {
          expect(slot).toBeGreaterThanOrEqual(askedAt[index]!);
          if (index > 0)
            expect(slot - taken[index - 1]!).toBeGreaterThanOrEqual(given.minIntervalSeconds * 1000);
          const day = localDateOf(slot, given.zone);
          perDay.set(day, (perDay.get(day) ?? 0) + 1);
        });
        if (given.dailyCap !== null) expect(Math.max(...perDay.values())).toBeLessThanOrEqual(given.dailyCap);
      }),
      runs({ test: 100, proof: 5_000 }),
    );
  });

  test('M1: nobody waits without need: a slot later than asked follows the one before, or begins a day after a full one', () => {
    const rules = fc.record({
      minIntervalSeconds: fc.integer({ min: 0, max: 50_000 }),
      dailyCap: fc.integer({ min: 1, max: 4 }),
      zone: fc.constant(NEW_YORK),
    });
    fc.assert(
      fc.property(
        rules,
        fc.array(fc.integer({ min: 0, max: 60_000_000 }), { minLength: 2, maxLength: 30 }),
        (given, gaps) => {
          let now = Date.UTC(2026, 2, 6);
          const askedAt = gaps.map((gap) => (now += gap));
          const taken = slots(given, askedAt);
          taken.forEach((slot, index) => {
            if (
              slot === askedAt[index] ||
              (index > 0 && slot === taken[index - 1]! + given.minIntervalSeconds * 1000)
            )
              return;
            const day = localDateOf(slot, given.zone);
            expect(slot).toBe(startOfDay(day, given.zone));
            const dayBefore = taken
              .slice(0, index)
              .filter((each) => localDateOf(each, given.zone) === addDays(day, -1));
            expect(dayBefore).toHaveLength(given.dailyCap);
          });
        },
      ),
      runs({ test: 100, proof: 5_000 }),
    );
  });
});
