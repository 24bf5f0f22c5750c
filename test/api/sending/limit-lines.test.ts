import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import type { SequenceLimits } from '../../../contracts/sequences/sequence-fields.ts';
import { mailboxLimits, sequenceLimits } from '../../../domain/sending/limits-of.ts';
import { LimitWorld, limitedUntil } from '../../support/worlds/limit-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new LimitWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.beginWeek());

const iso = (at: number) => new Date(at).toISOString();
const heldLimitOf = async ({ executionId }: Row) =>
  (await api.ok('GET', `/v1/queue/${executionId}`)).heldLimit;

describe('whose midnight, and in which order', () => {
  test.each([
    ['without a window: midnight in New York', {}, '04:00'],
    ['with one: when it opens', { windowStart: '09:00', windowStop: '17:00' }, '07:00'],
  ])('M1, S14, 17: the rest waits for midnight of the mailbox’s zone, %s', async (_, window, time) => {
    await api.setMailbox({ zone: 'America/New_York', dailyCap: 3 });
    api.now = api.on(0, '08:00');
    const rows = await api.crowd(5, await api.sequenceWith({ ...window, zone: 'Europe/Berlin' }, '10:00'));
    const told = await api.trying(rows);
    const tuesday = limitedUntil(api.on(1, time));
    expect(told).toEqual(['sent', 'sent', 'sent', tuesday, tuesday]);
    expect(await heldLimitOf(rows[3]!)).toEqual({ of: 'mailbox', amount: 3, per: 'day' });
    api.now = api.on(1, time) - 1;
    expect(await api.trying(rows.slice(3))).toEqual([tuesday, tuesday]);
    api.now = api.on(1, time) + 100;
    expect(await api.trying(rows.slice(3))).toEqual(['sent', 'sent']);
  });

  test('S14: first refused, first served: who waits longest has the first place of the next day', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const [a, b, c] = await api.crowd(3, await api.sequenceWith());
    await api.trying([a!, b!, c!]);
    api.now = api.on(1, '09:00');
    expect(await api.trying([c!, b!])).toEqual([limitedUntil(api.on(2, '00:00')), 'sent']);
  });
});

describe('caps that change', () => {
  test('M1, 19: raised at noon it calls who came due first, within its day; lowered it changes nothing for what has left', async () => {
    await api.setMailbox({ dailyCap: 4 });
    const rows = await api.crowd(8, await api.sequenceWith());
    const tuesday = limitedUntil(api.on(1, '00:00'));
    expect(await api.trying(rows)).toEqual([
      'sent',
      'sent',
      'sent',
      'sent',
      tuesday,
      tuesday,
      tuesday,
      tuesday,
    ]);
    api.now = api.on(0, '12:00');
    api.lifecycle.woken.length = 0;
    await api.setMailbox({ dailyCap: 6 });
    // Both are called at once.
    const called = rows.slice(4, 6).map(({ enrollmentId }) => enrollmentId);
    expect([...api.lifecycle.woken].sort()).toEqual(called.sort());
    expect(await api.trying(rows.slice(4))).toEqual(['sent', 'sent', tuesday, tuesday]);
    api.now = api.on(0, '13:00');
    await api.setMailbox({ dailyCap: 3 });
    expect(await api.trying(rows.slice(6))).toEqual([tuesday, tuesday]);
    api.now = api.on(1, '09:00');
    expect(await api.trying(rows.slice(6))).toEqual(['sent', 'sent']);
  });

  test('M1: a cap that is set at noon counts what left in the morning; one that is removed keeps nobody', async () => {
    const sequenceId = await api.sequenceWith();
    const rows = await api.crowd(4, sequenceId);
    expect(await api.trying(rows.slice(0, 2))).toEqual(['sent', 'sent']);
    await api.setMailbox({ dailyCap: 2 });
    expect(await api.trying(rows.slice(2))).toEqual([
      limitedUntil(api.on(1, '00:00')),
      limitedUntil(api.on(1, '00:00')),
    ]);
    api.lifecycle.woken.length = 0;
    await api.setMailbox({ dailyCap: null });
    expect(api.lifecycle.woken).toHaveLength(2);
    expect(await api.trying(rows.slice(2))).toEqual(['sent', 'sent']);
  });

  test('M1: a claim that was made before a cap was set, or lowered, passes no fence without a place', async () => {
    const [a, b] = await api.crowd(2, await api.sequenceWith());
    const claim = await api.claim(a!);
    await api.setMailbox({ dailyCap: 1 });
    expect(await api.passFence(claim)).toBe(false);
    await api.settle(a!, claim, { kind: 'fenced_off' });
    const again = await api.claim(a!);
    expect(await api.tries(b!)).toBe(limitedUntil(api.on(1, '00:00')));
    expect(await api.passFence(again)).toBe(true);
  });
});

describe('places that come back', () => {
  test('M1, 20: a slot of a message that the server refused before its body is free at once', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const [a, b] = await api.crowd(2, await api.sequenceWith());
    const claim = await api.claim(a!);
    await api.settle(a!, claim, { kind: 'refused', code: 550, reply: '550 no' });
    api.now += 60_000;
    expect(await api.tries(b!)).toBe('sent');
  });

  test.each(['stop', 'pause'])(
    'M1: so is one of an enrollment that a person’s %s takes away',
    async (end) => {
      await api.setMailbox({ dailyCap: 1 });
      const [a, b] = await api.crowd(2, await api.sequenceWith());
      await api.claim(a!);
      expect(await api.tries(b!)).toBe(limitedUntil(api.on(1, '00:00')));
      api.lifecycle.woken.length = 0;
      await api.ok('POST', `/v1/enrollments/${a!.enrollmentId}/${end}`, { body: {} });
      expect(api.lifecycle.woken).toContain(b!.enrollmentId);
      expect(await api.tries(b!)).toBe('sent');
    },
  );

  test('S14: who is stopped or paused leaves the line, and those behind move up', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const rows = await api.crowd(4, await api.sequenceWith());
    await api.trying(rows);
    const [, second, third, fourth] = rows;
    await api.ok('POST', `/v1/enrollments/${second!.enrollmentId}/stop`, { body: {} });
    await api.ok('POST', `/v1/enrollments/${third!.enrollmentId}/pause`, { body: {} });
    const sourceId = { in: rows.map(({ executionId }) => executionId) };
    expect(await api.db.sendTicket.count({ where: { sourceId } })).toBe(1);
    // On Tuesday, whose place is free again, and not on the Thursday that it was told.
    expect(await api.ok('GET', `/v1/queue/${fourth!.executionId}`)).toMatchObject({
      heldUntil: iso(api.on(3, '00:00')),
    });
    api.now = api.on(1, '00:05');
    await reconcile(api.deps);
    expect(await api.tries(fourth!)).toBe('sent');
  });
});

describe('limits of a sequence', () => {
  test('S14, 21: the smallest wins, and each row names its limit and its time', async () => {
    const sequenceId = await api.sequenceWith();
    await api.setLimits(sequenceId, [
      { channel: 'email', amount: 2, per: 'hour' },
      { channel: 'email', amount: 5, per: 'day' },
    ]);
    await api.setMailbox({ dailyCap: 4 });
    const rows = await api.crowd(6, sequenceId);
    const ten = limitedUntil(api.on(0, '10:00'), 'sequence_limit');
    const midnight = limitedUntil(api.on(1, '00:00'));
    const nine = limitedUntil(api.on(1, '09:00'), 'sequence_limit');
    expect(await api.trying(rows)).toEqual(['sent', 'sent', ten, ten, midnight, nine]);
    expect(await heldLimitOf(rows[2]!)).toEqual({ of: 'sequence', amount: 2, per: 'hour' });
    expect(await heldLimitOf(rows[4]!)).toEqual({ of: 'mailbox', amount: 4, per: 'day' });
    expect(await heldLimitOf(rows[5]!)).toEqual({ of: 'sequence', amount: 5, per: 'day' });
    // As their timers ring: each at the moment that it was told.
    for (const row of rows.slice(2)) {
      api.now = (await api.execution(row.executionId)).heldUntil!.getTime();
      expect(await api.tries(row)).toBe('sent');
    }
  });

  test('S14: what left before a limit was set counts; a raised one calls at once; a removed one keeps nobody', async () => {
    const sequenceId = await api.sequenceWith();
    const rows = await api.crowd(5, sequenceId);
    expect(await api.tries(rows[0]!)).toBe('sent');
    await api.setLimits(sequenceId, [{ channel: 'email', amount: 1, per: 'hour' }]);
    expect(await api.tries(rows[1]!)).toBe(limitedUntil(api.on(0, '10:00'), 'sequence_limit'));
    await api.trying(rows.slice(2));
    api.lifecycle.woken.length = 0;
    await api.setLimits(sequenceId, [{ channel: 'email', amount: 2, per: 'hour' }]);
    expect(api.lifecycle.woken).toEqual([rows[1]!.enrollmentId]);
    expect(await api.tries(rows[1]!)).toBe('sent');
    await api.setLimits(sequenceId, []);
    expect(await api.trying(rows.slice(2))).toEqual(['sent', 'sent', 'sent']);
  });

  test('S14: a bad list of limits is refused with each field, and nothing is stored', async () => {
    const sequenceId = await api.sequenceWith();
    const limits = [
      { channel: 'email', amount: 0, per: 'hour' },
      { channel: 'fax', amount: 1, per: 'week' },
    ];
    const answer = await api.call('PATCH', `/v1/sequences/${sequenceId}`, { body: { limits } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'limits[0].amount',
      'limits[1].channel',
      'limits[1].per',
    ]);
    const twice = [1, 2].map((amount) => ({ channel: 'email', amount, per: 'hour' }));
    const again = await api.call('PATCH', `/v1/sequences/${sequenceId}`, { body: { limits: twice } });
    expect(again.body.errors).toMatchObject([{ field: 'limits' }]);
    expect(await api.ok('GET', `/v1/sequences/${sequenceId}`)).toMatchObject({ limits: [] });
  });

  test('S2: a duplicate has the limits of its original', async () => {
    const sequenceId = await api.sequenceWith();
    const limits: SequenceLimits = [{ channel: 'email', amount: 7, per: 'minute' }];
    await api.setLimits(sequenceId, limits);
    const copy = await api.ok('POST', `/v1/sequences/${sequenceId}/duplicate`, {
      body: { name: `Copy ${api.week}` },
    });
    expect(copy).toMatchObject({ limits });
  });
});

describe('what a person sends', () => {
  test('Q2, 22: it leaves whatever the hours and uses the slot; the next waits for the day of the mailbox', async () => {
    const days = { sendDays: [1, 2, 3, 4, 5], windowStart: '09:00', windowStop: '17:00' };
    const rows = await api.crowd(2, await api.sequenceWith(days));
    await api.setMailbox({ dailyCap: 1 });
    api.now = api.on(5, '20:00');
    expect((await api.act(rows[0]!.executionId, 'send')).status).toBe(202);
    expect(await api.tries(rows[0]!)).toBe('sent');
    api.now = api.on(5, '20:05');
    await api.act(rows[1]!.executionId, 'send');
    expect(await api.tries(rows[1]!)).toBe(limitedUntil(api.on(6, '00:00')));
  });

  test('S14: it goes ahead of what waits, which is told the next place', async () => {
    await api.setMailbox({ dailyCap: 1 });
    const sequenceId = await api.sequenceWith();
    const rows = await api.crowd(3, sequenceId);
    await api.trying(rows.slice(0, 2));
    await api.act(rows[2]!.executionId, 'send');
    expect(await api.tries(rows[2]!)).toBe(limitedUntil(api.on(1, '00:00')));
    api.now = api.on(1, '00:00');
    expect(await api.tries(rows[2]!)).toBe('sent');
    api.now = api.on(1, '09:00');
    expect(await api.tries(rows[1]!)).toBe(limitedUntil(api.on(2, '00:00')));
  });
});

test('M1, S14: what the limits have counted is what a recount from the ledger gives', async () => {
  const sequenceId = await api.sequenceWith();
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 3, per: 'hour' }]);
  await api.setMailbox({ dailyCap: 4, minIntervalSeconds: 1 });
  const rows = await api.crowd(8, sequenceId);
  for (const row of rows) {
    await api.tries(row);
    api.now += 2_000;
  }
  await api.claim((await api.crowd(1, await api.sequenceWith()))[0]!).catch(() => undefined);
  const counted = () =>
    api.db.sendBucket.findMany({
      where: { OR: [{ used: { gt: 0 } }, { claimed: { gt: 0 } }, { booked: { gt: 0 } }] },
      orderBy: [{ scope: 'asc' }, { at: 'asc' }],
    });
  const limits = [
    ...mailboxLimits({ ...(await api.db.mailbox.findFirstOrThrow()), mailboxId: api.world.mailboxId }, 1),
    ...sequenceLimits(sequenceId, [{ channel: 'email', amount: 3, per: 'hour' }]),
  ];
  const scopes = limits.map(({ scope }) => scope);
  const since = new Date(api.on(0, '00:00'));
  const ofTest = (all: Awaited<ReturnType<typeof counted>>) =>
    all.filter(({ scope, at }) => scopes.includes(scope) && at >= since && !scope.endsWith('interval'));
  const before = ofTest(await counted());
  expect(before.length).toBeGreaterThan(2);
  await api.db.$transaction(async (tx) => {
    for (const limit of limits) await api.deps.store.limitHistory.recount(tx, limit, api.now);
  });
  expect(ofTest(await counted())).toEqual(before);
});
