import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { LimitWorld, limitedUntil } from '../../support/worlds/limit-world.ts';
import type { Claimed, Row } from '../../support/worlds/queue-world.ts';

const api = new LimitWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.beginWeek());

/** Whether the body of a claim may leave now, as the send asks. */
const passes = (claim: Claimed): Promise<boolean> =>
  api.passFence(claim).catch((error: unknown) => {
    if (!String(error).includes('FT001')) throw error;
    return false;
  });

async function passing(claims: readonly Claimed[]): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const claim of claims) passed.push(await passes(claim));
  return passed;
}

async function claimed(rows: readonly Row[]): Promise<Claimed[]> {
  const claims: Claimed[] = [];
  for (const row of rows) claims.push(await api.claim(row));
  return claims;
}

const setPolicy = (contactPolicy: object) =>
  api.ok('PATCH', '/v1/organisation', {
    body: { contactPolicy: { ...NO_CONTACT_POLICY, ...contactPolicy } },
  });

test('S14: a limit of a sequence that is lowered holds for claims under way: so many leave in its window and no more', async () => {
  const sequenceId = await api.sequenceWith();
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 4, per: 'hour' }]);
  const rows = await api.crowd(4, sequenceId);
  const claims = await claimed(rows);
  expect(await passing(claims.slice(0, 1))).toEqual([true]);
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 2, per: 'hour' }]);
  expect(await passing(claims.slice(1))).toEqual([true, false, false]);
  await api.settle(rows[2]!, claims[2]!, { kind: 'fenced_off' });
  await api.settle(rows[3]!, claims[3]!, { kind: 'fenced_off' });
  const ten = limitedUntil(api.on(0, '10:00'), 'sequence_limit');
  expect(await api.trying(rows.slice(2))).toEqual([ten, ten]);
});

test('S14: lowered and all at once, sixteen claims pass exactly as often as there is room', async () => {
  const sequenceId = await api.sequenceWith();
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 16, per: 'minute' }]);
  const claims = await claimed(await api.crowd(16, sequenceId));
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 5, per: 'minute' }]);
  const passed = await Promise.all(claims.map(passes));
  expect(passed.filter(Boolean)).toHaveLength(5);
});

test('S14: a removed limit stops no claim, a raised one neither', async () => {
  const sequenceId = await api.sequenceWith();
  await api.setLimits(sequenceId, [
    { channel: 'email', amount: 1, per: 'hour' },
    { channel: 'email', amount: 1, per: 'day' },
  ]);
  const claims = await claimed(await api.crowd(1, sequenceId));
  await api.setLimits(sequenceId, [{ channel: 'email', amount: 9, per: 'hour' }]);
  expect(await passing(claims)).toEqual([true]);
});

test.each([
  ['of its sequence', (id: string) => api.setLimits(id, [{ channel: 'email', amount: 1, per: 'day' }])],
  ['of its mailbox', () => api.setMailbox({ minIntervalSeconds: 3_600 })],
  ['of domains', () => setPolicy({ perDomainPerDay: 1 })],
])(
  'S14, D6: a claim with places that are not those of a limit %s set since passes no fence',
  async (_, set) => {
    const sequenceId = await api.sequenceWith();
    await api.setLimits(sequenceId, [{ channel: 'email', amount: 9, per: 'hour' }]);
    await api.setMailbox({ dailyCap: 9 });
    const rows = await api.crowd(1, sequenceId);
    const claims = await claimed(rows);
    await api.setLimits(sequenceId, [{ channel: 'email', amount: 9, per: 'hour' }]);
    await set(sequenceId);
    expect(await passing(claims)).toEqual([false]);
    await api.settle(rows[0]!, claims[0]!, { kind: 'fenced_off' });
    expect(await api.tries(rows[0]!)).toBe('sent');
    await setPolicy({});
  },
);

test('M1: an interval that becomes longer holds for claims under way', async () => {
  await api.setMailbox({ minIntervalSeconds: 10 });
  const rows = await api.crowd(2, await api.sequenceWith());
  expect(await api.tries(rows[0]!)).toBe('sent');
  api.now += 11_000;
  const claims = await claimed(rows.slice(1));
  await api.setMailbox({ minIntervalSeconds: 60 });
  expect(await passing(claims)).toEqual([false]);
  api.now += 50_000;
  expect(await passing(claims)).toEqual([true]);
});

test('D6: a lowered limit of domains holds for claims under way; what a person lets pass it counts, and is not stopped', async () => {
  await setPolicy({ perDomainPerDay: 5 });
  await api.freshLimits();
  const sequenceId = await api.sequenceWith();
  const rows = await api.crowd(4, sequenceId);
  const claims = await claimed(rows.slice(0, 2));
  await setPolicy({ perDomainPerDay: 1 });
  expect(await passing(claims)).toEqual([true, false]);
  await api.settle(rows[0]!, claims[0]!, { kind: 'sent', code: 250, reply: '250 OK' });
  const forced = rows[2]!;
  expect(await api.tries(forced)).toMatch(/^contact_policy/);
  const force = { reason: 'asked for by phone' };
  expect((await api.act(forced.executionId, 'send', { force })).status).toBe(202);
  expect(await api.tries(forced)).toBe('sent');
  const where = { scope: { startsWith: 'domain/' }, used: { gt: 0 } };
  const used = await api.db.sendBucket.findMany({ where, orderBy: { at: 'asc' } });
  expect(used.map((bucket) => bucket.used)).toEqual([2]);
  await setPolicy({});
});
