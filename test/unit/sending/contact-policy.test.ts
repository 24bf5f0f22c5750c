import { describe, expect, it } from '@jest/globals';
import type { ContactPolicy } from '../../../contracts/access/contact-policy.ts';
import { deferralOf, type RecentContacts, type Wanting } from '../../../domain/sending/contact-policy.ts';
import { addDays, instantOf } from '../../../domain/time/calendar.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const HOUR = 3_600_000;
const OFF: ContactPolicy = { daysBetween: 1, perDay: null, perDomainPerDay: null, perRun: 5 };

interface Given extends Partial<Omit<Wanting, 'to'>> {
  zone?: string;
  domains?: RecentContacts['domains'];
  waiting?: RecentContacts['waiting'];
}

/** Until when a message at noon waits. */
function waits(
  policy: Partial<ContactPolicy>,
  recent: RecentContacts['recent'],
  { zone = 'UTC', domains = [], waiting = [], ...wanting }: Given = {},
): string | null {
  const facts = { policy: { ...OFF, ...policy }, recent, waiting, domains };
  const message = { sourceId: null, since: null, runId: null, at: NOON, ...wanting };
  const deferral = deferralOf(facts, { ...message, to: ['Pat@Customer.example'] }, zone);
  return deferral && new Date(deferral.until).toISOString();
}

const at = (hours: number, runId: string | null = null) => ({ at: NOON + hours * HOUR, runId });

describe('the contact policy', () => {
  it('D6: every calendar day may have contact, however few hours lie between two', () => {
    expect(waits({ daysBetween: 1, perDay: 1 }, [at(-13)])).toBeNull();
    expect(waits({ daysBetween: 1, perDay: 1 }, [at(-12)])).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ daysBetween: 1, perDay: 2 }, [at(-12)])).toBeNull();
  });

  it('D6: so many days lie between two days with contact; on a day that has one there is room for more', () => {
    expect(waits({ daysBetween: 2 }, [at(-13)])).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ daysBetween: 3 }, [at(-13)])).toBe('2026-03-04T00:00:00.000Z');
    expect(waits({ daysBetween: 3 }, [at(-61), at(-62)])).toBeNull();
    expect(waits({ daysBetween: 3, perDay: 2 }, [at(-1)])).toBeNull();
    expect(waits({ daysBetween: 3, perDay: 1 }, [at(-1)])).toBe('2026-03-05T00:00:00.000Z');
    // Sunday evening, by the calendar of the organisation the day before.
    expect(waits({ daysBetween: 2 }, [at(-12)], { zone: 'America/New_York' })).toBe(
      '2026-03-03T05:00:00.000Z',
    );
  });

  it('D6: a mail every day at 09:00 leaves at 09:00 across both changes of the clocks', () => {
    const zone = 'Europe/Berlin';
    for (const first of ['2027-03-26', '2026-10-23']) {
      const sent: number[] = [];
      for (let day = 0; day < 5; day += 1) {
        const nine = instantOf(addDays(first, day), '09:00', zone);
        const recent = sent.map((leftAt) => ({ at: leftAt, runId: null }));
        expect(waits({ perDay: 1 }, recent, { zone, at: nine })).toBeNull();
        // A message that takes its time never pushes the next one.
        sent.push(nine + 25_000);
      }
    }
  });

  it('D6: so many contacts are made a day, in the zone of the organisation', () => {
    const two = [at(-11), at(-3)];
    expect(waits({ perDay: 2 }, two)).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 3 }, two)).toBeNull();
    // 01:00 UTC is the day before in New York, and its day ends at 05:00 UTC.
    expect(waits({ perDay: 2 }, two, { zone: 'America/New_York' })).toBeNull();
    expect(waits({ perDay: 1 }, two, { zone: 'America/New_York' })).toBe('2026-03-03T05:00:00.000Z');
  });

  it('D6: messages of one run are one contact and never defer each other', () => {
    const ofRun = [at(-1, 'run'), at(-1, 'run'), at(-1, 'run')];
    expect(waits({ perDay: 1 }, ofRun, { runId: 'run' })).toBeNull();
    expect(waits({ perDay: 2 }, ofRun)).toBeNull();
    expect(waits({ perDay: 1 }, ofRun)).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 1 }, ofRun, { runId: 'another' })).toBe('2026-03-03T00:00:00.000Z');
    // The day has the contact already: what else the run has to say adds none.
    expect(waits({ perDay: 1 }, [at(-2), ...ofRun], { runId: 'run' })).toBeNull();
    // What of it is late by a day is a contact of that day.
    expect(waits({ perDay: 1 }, [at(-24, 'run'), at(-2)], { runId: 'run' })).toBe('2026-03-03T00:00:00.000Z');
  });

  it('D6: so many messages go to one domain a day', () => {
    const domains = [{ domain: 'customer.example', day: '2026-03-02', used: 3 }];
    expect(waits({ perDomainPerDay: 3 }, [], { domains })).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDomainPerDay: 4 }, [], { domains })).toBeNull();
    expect(waits({ perDomainPerDay: 3 }, [], { domains, at: NOON + 12 * HOUR })).toBeNull();
  });

  it('D6: the last of what defers it counts, and a policy that is off defers nothing', () => {
    const domains = [{ domain: 'customer.example', day: '2026-03-02', used: 3 }];
    expect(waits({ perDay: 1, daysBetween: 3, perDomainPerDay: 3 }, [at(-13)], { domains })).toBe(
      '2026-03-04T00:00:00.000Z',
    );
    expect(waits({}, [at(-1), at(-1), at(-1)])).toBeNull();
  });

  it('D6, O12: a contact of tomorrow, by a clock that is ahead by minutes, is one of today', () => {
    const late = NOON + 11.99 * HOUR;
    const ahead = [{ at: late + 5 * 60_000, runId: null }];
    expect(waits({ perDay: 1 }, ahead, { at: late })).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 2 }, ahead, { at: late })).toBeNull();
  });
});

describe('the line of a customer', () => {
  const waiting = (sourceId: string, since: number, until: number, runId: string | null = null) => ({
    sourceId,
    since: NOON + since * HOUR,
    until: NOON + until * HOUR,
    runId,
  });

  it('D6: a newer message leaves the day to the one that waits longer', () => {
    const line = [waiting('older', -24, -12)];
    expect(waits({ perDay: 1 }, [], { waiting: line })).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 2 }, [], { waiting: line })).toBeNull();
    expect(waits({ perDay: 2 }, [at(-1)], { waiting: line })).toBe('2026-03-03T00:00:00.000Z');
  });

  it('D6: the one that waits longer does not wait for a newer one', () => {
    const line = [waiting('newer', -1, 0)];
    const older = { sourceId: 'older', since: NOON - 24 * HOUR };
    expect(waits({ perDay: 1 }, [], { waiting: line, ...older })).toBeNull();
    // Of two since the same moment exactly one is first.
    const same = { since: NOON - HOUR, waiting: line };
    const both = [
      waits({ perDay: 1 }, [], { ...same, sourceId: 'a' }),
      waits({ perDay: 1 }, [], { ...same, sourceId: 'z' }),
    ];
    expect(both).toEqual([null, '2026-03-03T00:00:00.000Z']);
  });

  it('D6: each of a long line is told its own day', () => {
    const line = [waiting('a', -30, -12), waiting('b', -29, -12), waiting('c', -28, -12)];
    expect(waits({ perDay: 1 }, [], { waiting: line })).toBe('2026-03-05T00:00:00.000Z');
    expect(waits({ perDay: 2 }, [], { waiting: line })).toBe('2026-03-03T00:00:00.000Z');
    expect(waits({ perDay: 1, daysBetween: 2 }, [], { waiting: line })).toBe('2026-03-08T00:00:00.000Z');
  });

  it('D6: one that can leave on a later day only keeps nobody from today, unless today would move it', () => {
    const thursday = [waiting('older', -24, 3 * 24)];
    expect(waits({ perDay: 1 }, [], { waiting: thursday })).toBeNull();
    expect(waits({ perDay: 1, daysBetween: 3 }, [], { waiting: thursday })).toBeNull();
    expect(waits({ daysBetween: 4 }, [], { waiting: thursday })).toBe('2026-03-05T00:00:00.000Z');
  });

  it('D6, O7: told before its day, those before it in the line have left on theirs', () => {
    const line = [waiting('a', -30, 12), waiting('b', -29, 12)];
    const tomorrow = { waiting: line, now: NOON, at: NOON + 36 * HOUR };
    expect(waits({ perDay: 2 }, [], tomorrow)).toBeNull();
    expect(waits({ perDay: 1 }, [], tomorrow)).toBe('2026-03-05T00:00:00.000Z');
    // Asked on that day, they are there still, and come first.
    expect(waits({ perDay: 2 }, [], { waiting: line, at: NOON + 36 * HOUR })).toBe(
      '2026-03-05T00:00:00.000Z',
    );
  });

  it('D6: messages of one run do not wait for each other in it', () => {
    const line = [waiting('older', -24, -12, 'run')];
    expect(waits({ perDay: 1 }, [], { waiting: line, runId: 'run' })).toBeNull();
    expect(waits({ perDay: 1 }, [], { waiting: line, runId: 'another' })).toBe('2026-03-03T00:00:00.000Z');
  });

  it('D6: nobody starves, whatever wants to write anew every day', () => {
    for (const daysBetween of [1, 2, 3]) {
      let waitingSince: RecentContacts['waiting'] = [waiting('old', 0, 0)];
      const recent: { at: number; runId: null }[] = [];
      let leftAfter: number | null = null;
      for (let day = 0; day < 20 && leftAfter === null; day += 1) {
        const nine = NOON + day * 24 * HOUR - 3 * HOUR;
        // The newer one comes first in the day, every day.
        const policy = { perDay: 1, daysBetween };
        const newer = { at: nine, waiting: waitingSince, since: nine, sourceId: `new${day}` };
        if (waits(policy, recent, newer) === null) recent.push({ at: nine, runId: null });
        const older = { at: nine + HOUR, since: NOON, sourceId: 'old', waiting: [] };
        const until = waits(policy, recent, older);
        if (until === null) leftAfter = day;
        else waitingSince = [{ ...waitingSince[0]!, until: Date.parse(until) + 10 * HOUR }];
      }
      expect(leftAfter).toBeLessThanOrEqual(daysBetween);
    }
  });
});
