import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mailboxLimits, sequenceLimits } from '../../../domain/sending/limits-of.ts';
import type { Limit } from '../../../domain/sending/limits.ts';
import { instantOf } from '../../../domain/time/calendar.ts';
import { Line, sortedBuckets } from '../../support/rows/line.ts';
import { at, shown } from '../../support/rows/snapshots.ts';
import { runs } from '../../support/rows/runs.ts';

const mailbox = { mailboxId: 'mbx_1', zone: 'UTC', dailyCap: null, minIntervalSeconds: 0 };
const capOf = (dailyCap: number, zone = 'UTC', copies = 1) =>
  mailboxLimits({ ...mailbox, dailyCap, zone }, copies);
const MONDAY = at('2026-03-02 09:00');

/** Each asks at its instant; who may go is handed over at once. @returns when each is told to come, `null`: it has left */
function told(line: Line, limits: readonly Limit[], asks: number[]): (string | null)[] {
  return asks.map((now, index) => {
    const answer = line.ask(`m${index}`, { limits, now });
    if (answer.kind === 'wait') return shown(answer.until);
    line.handOver(`m${index}`, now);
    return null;
  });
}

describe('what a waiter is told', () => {
  test('M1: a cap lets so many leave on a local day, and the rest begins with the next days', () => {
    const asks = Array.from({ length: 5 }, () => MONDAY);
    expect(told(new Line(), capOf(2), asks)).toEqual([
      null,
      null,
      '2026-03-03 00:00',
      '2026-03-03 00:00',
      '2026-03-04 00:00',
    ]);
  });

  test.each([
    ['18a: a day of 23 hours follows', '2026-03-28', '10:00', '2026-03-28T23:00Z', '2026-03-30'],
    ['18c: a day of 25 hours', '2026-10-25', '10:00', '2026-10-25T23:00Z', '2026-10-26'],
  ])('M1, %s: midnight is that of the mailbox', (_name, date, time, expected) => {
    const now = instantOf(date, time, 'Europe/Berlin');
    const line = new Line();
    const limits = capOf(1, 'Europe/Berlin');
    expect(line.ask('a', { limits, now }).kind).toBe('go');
    expect(line.ask('b', { limits, now })).toMatchObject({ until: Date.parse(expected) });
  });

  test('M1, 18b: within a day of 23 hours the wait is shorter', () => {
    const now = instantOf('2030-03-31', '01:30', 'Europe/Berlin');
    const line = new Line();
    const limits = capOf(1, 'Europe/Berlin');
    line.ask('a', { limits, now });
    expect(line.ask('b', { limits, now })).toMatchObject({ until: Date.parse('2030-03-31T22:00Z') });
  });

  test('S14, 18d: an hour is an hour, whatever the clocks show', () => {
    const limits = sequenceLimits('seq_1', [{ channel: 'email', amount: 1, per: 'hour' }]);
    const now = Date.parse('2030-10-27T00:30Z');
    const line = new Line();
    const untils = ['a', 'b', 'c'].map((id) => {
      const answer = line.ask(id, { limits, now });
      if (answer.kind === 'go') line.handOver(id, now);
      return answer.kind === 'go' ? now : answer.until;
    });
    expect(untils[1]).toBe(Date.parse('2030-10-27T01:30Z'));
    expect(untils[2]! - Date.parse('2030-10-27T02:30Z')).toBeGreaterThanOrEqual(0);
    expect(untils[2]! - Date.parse('2030-10-27T02:30Z')).toBeLessThan(60_000);
  });

  test('M1, 20: a place that was given back is free at once', () => {
    const line = new Line();
    const limits = capOf(1);
    line.ask('a', { limits, now: MONDAY });
    line.giveBack('a');
    expect(line.ask('b', { limits, now: MONDAY + 60_000 }).kind).toBe('go');
  });

  test('S14, 21: of several limits the one that moved the moment last is named', () => {
    const limits = [
      ...capOf(4),
      ...sequenceLimits('seq_1', [
        { channel: 'email', amount: 2, per: 'hour' },
        { channel: 'email', amount: 5, per: 'day' },
      ]),
    ];
    const line = new Line();
    const seen = Array.from({ length: 6 }, (_, index) => {
      const answer = line.ask(`m${index}`, { limits, now: MONDAY });
      if (answer.kind === 'wait') return `${shown(answer.until)} ${answer.heldBy.scope}`;
      line.handOver(`m${index}`, MONDAY);
      return null;
    });
    expect(seen).toEqual([
      null,
      null,
      '2026-03-02 10:00 sequence/seq_1/email/hour',
      '2026-03-02 10:00 sequence/seq_1/email/hour',
      '2026-03-03 00:00 mailbox/mbx_1',
      '2026-03-03 09:00 sequence/seq_1/email/day',
    ]);
  });

  test('M1: copies of one message take their places together, and more than the cap need an empty day', () => {
    const line = new Line();
    expect(line.ask('a', { limits: capOf(5, 'UTC', 3), now: MONDAY }).kind).toBe('go');
    expect(line.ask('b', { limits: capOf(5, 'UTC', 3), now: MONDAY })).toMatchObject({ kind: 'wait' });
    expect(line.ask('c', { limits: capOf(5, 'UTC', 9), now: MONDAY })).toMatchObject({
      until: at('2026-03-04 00:00'),
    });
  });

  test('S14: a place that its hours do not meet is left to others, and a day is that of its hours', () => {
    const nine = (now: number) => Math.max(now, at(`${shown(now)!.slice(0, 10)} 09:00`));
    const line = new Line();
    const limits = capOf(1);
    line.ask('a', { limits, now: MONDAY });
    const answer = line.ask('b', { limits, now: MONDAY, opensAt: nine });
    expect(answer).toMatchObject({ until: at('2026-03-03 09:00'), slotAt: at('2026-03-03 00:00') });
  });
});

describe('the line', () => {
  test('S14, 19: a raised cap calls who came due first, a lowered one changes nothing for what has left', () => {
    const line = new Line();
    for (let n = 0; n < 60; n += 1) {
      const id = `m${String(n).padStart(2, '0')}`;
      if (line.ask(id, { limits: capOf(40), now: MONDAY }).kind === 'go') line.handOver(id, MONDAY);
    }
    expect(line.log).toHaveLength(40);
    const noon = at('2026-03-02 12:00');
    const called = line.call(capOf(55), noon);
    expect(called).toEqual(Array.from({ length: 15 }, (_, index) => `m${40 + index}`));
    for (const id of called) {
      expect(line.ask(id, { limits: capOf(55), now: noon }).kind).toBe('go');
      line.handOver(id, noon);
    }
    expect(line.call(capOf(30), at('2026-03-02 13:00'))).toEqual([]);
    const tuesday = at('2026-03-03 00:00');
    const left = [...line.tickets.keys()];
    expect(left.map((id) => line.ask(id, { limits: capOf(30), now: tuesday }).kind)).toEqual(
      left.map(() => 'go'),
    );
  });

  test('S14, 22: a person’s send passes the line and not the limit; who loses a place gets the next one for sure', () => {
    const limits = capOf(1);
    const line = new Line();
    line.ask('a', { limits, now: MONDAY });
    line.handOver('a', MONDAY);
    for (const id of ['b', 'c']) line.ask(id, { limits, now: MONDAY });
    const tuesday = at('2026-03-03 00:00');
    expect(line.ask('person', { limits, isFirst: true, now: MONDAY })).toMatchObject({ until: tuesday });
    expect(line.ask('person', { limits, isFirst: true, now: tuesday }).kind).toBe('go');
    line.handOver('person', tuesday);
    const wednesday = at('2026-03-04 00:00');
    expect(line.ask('b', { limits, now: tuesday })).toMatchObject({ until: wednesday });
    expect(line.ask('c', { limits, now: wednesday })).toMatchObject({ until: at('2026-03-05 00:00') });
    expect(line.ask('b', { limits, now: wednesday }).kind).toBe('go');
  });

  test('S14: 1,000 that come when they are told leave in order at 40 a minute, each refused once', () => {
    const limits = sequenceLimits('seq_1', [{ channel: 'email', amount: 40, per: 'minute' }]);
    const line = new Line();
    const due: { id: string; at: number }[] = [];
    const count = 1_000;
    for (let n = 0; n < count; n += 1) {
      const now = MONDAY + n * 5;
      const answer = line.ask(`m${n}`, { limits, now });
      if (answer.kind === 'go') line.handOver(`m${n}`, now);
      else due.push({ id: `m${n}`, at: answer.until });
    }
    let refusedAgain = 0;
    // Timers ring a little late, and the way to the server takes a moment.
    for (const [index, { id, at: told }] of due.entries()) {
      const now = told + ((index * 37) % 200);
      const answer = line.ask(id, { limits, now });
      if (answer.kind === 'wait') refusedAgain += 1;
      else line.handOver(id, now + 100);
    }
    expect(refusedAgain).toBe(0);
    expect(line.most(limits[0]!)).toBeLessThanOrEqual(40);
    expect(line.log).toHaveLength(count);
    const ideal = (count / 40 - 1) * 60_000;
    const took = Math.max(...line.log.map((row) => row.at)) - MONDAY;
    expect(took).toBeLessThan(ideal * 1.02 + 5_000);
  });

  test.each([
    ['hour', 3_600_000],
    ['day', 86_400_000],
  ] as const)(
    'S14: of a limit a %s each is refused once too, and comes when it was told',
    (per, windowMs) => {
      const limits = sequenceLimits('seq_1', [{ channel: 'email', amount: 5, per }]);
      const line = new Line();
      const now = MONDAY + 12_345;
      const answers = Array.from({ length: 40 }, (_, n) => ({
        id: `m${n}`,
        answer: line.ask(`m${n}`, { limits, now }),
      }));
      for (const { id, answer } of answers) {
        const at = answer.kind === 'go' ? now : answer.until;
        if (answer.kind === 'wait') expect(line.ask(id, { limits, now: at }).kind).toBe('go');
        line.handOver(id, at);
      }
      expect(line.most(limits[0]!)).toBe(5);
      const took = Math.max(...line.log.map((row) => row.at)) - now;
      expect(took).toBeGreaterThanOrEqual(7 * windowMs);
      expect(took).toBeLessThan(7 * windowMs * 1.001 + 10_000);
    },
  );
});

test('M1, S14: whatever happens, no window is ever over, and the counts are those of a plain recount', () => {
  const zone = fc.constantFrom(
    'UTC',
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Asia/Beirut',
  );
  const given = fc.record({
    zone,
    dailyCap: fc.option(fc.integer({ min: 1, max: 6 })),
    minIntervalSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4_000 })),
    perMinute: fc.option(fc.integer({ min: 1, max: 3 })),
    perHour: fc.option(fc.integer({ min: 1, max: 5 })),
  });
  // Midnights, and days of 23 and 25 hours.
  const start = fc.constantFrom(
    ...['2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-03-07T20:00Z', '2026-11-01T02:00Z'].map((iso) =>
      Date.parse(iso),
    ),
  );
  const event = fc.record({
    what: fc.constantFrom('ask', 'ask', 'ask', 'handOver', 'handOver', 'giveBack', 'call', 'person'),
    who: fc.integer({ min: 0, max: 11 }),
    copies: fc.integer({ min: 1, max: 2 }),
    pass: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 120_000 }),
      fc.integer({ min: 0, max: 20_000_000 }),
    ),
  });
  fc.assert(
    fc.property(given, start, fc.array(event, { minLength: 5, maxLength: 80 }), (rules, begin, events) => {
      const { perMinute, perHour, ...own } = rules;
      const limitsOf = (copies: number) => [
        ...mailboxLimits({ mailboxId: 'mbx_1', ...own }, copies),
        ...sequenceLimits('seq_1', [
          ...(perMinute ? [{ channel: 'email' as const, amount: perMinute, per: 'minute' as const }] : []),
          ...(perHour ? [{ channel: 'email' as const, amount: perHour, per: 'hour' as const }] : []),
        ]),
      ];
      const line = new Line();
      const claimedAt = new Map<string, number>();
      let now = begin;
      for (const { what, who, copies, pass } of events) {
        now += pass;
        const id = `m${who}`;
        if (line.log.some((row) => row.id === id)) continue;
        const limits = limitsOf(who === 0 ? copies : 1);
        if (what === 'ask' || what === 'person') {
          if (line.ask(id, { limits, isFirst: what === 'person', now }).kind === 'go') claimedAt.set(id, now);
        } else if (what === 'giveBack') line.giveBack(id);
        else if (what === 'call') line.call(limits, now);
        else if (line.claims.has(id) && now - claimedAt.get(id)! < 300_000) {
          if (!line.handOver(id, now)) line.giveBack(id);
        }
        expect(sortedBuckets(line.buckets)).toEqual(sortedBuckets(line.recount(limits)));
        for (const limit of limits)
          expect(line.most(limit)).toBeLessThanOrEqual(
            limit.window.kind === 'day' ? Math.max(limit.amount, 2) : limit.amount,
          );
      }
    }),
    runs({ test: 300, proof: 20_000 }),
  );
});
