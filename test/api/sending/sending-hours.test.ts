import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimAction } from '../../support/worlds/claims.ts';
import { DunningWorld, type Dun } from '../../support/worlds/dunning-world.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Instants by the clocks of Berlin in winter. */
const berlin = (local: string): number => Date.parse(`${local}:00+01:00`);
const iso = (local: string): string => new Date(berlin(local)).toISOString();
const BERLIN = { zone: 'Europe/Berlin' };

beforeEach(() => {
  // A Thursday.
  api.now = berlin('2026-03-05T17:50');
});

async function hold(customerId: string): Promise<string> {
  const { id } = await api.ok('POST', '/v1/holds', {
    body: { scope: 'customer', customerId, kind: 'manual', reason: 'Wait' },
  });
  return id;
}

/** A message that a hold kept back until another time of day. */
async function heldUntil(dun: Dun, local: string): Promise<ReturnType<DunningWorld['tryDun']>> {
  const holdId = await hold(dun.customerId);
  expect(await api.tryDun(dun)).toMatchObject({ heldReason: 'customer_hold' });
  api.now = berlin(local);
  await api.ok('POST', `/v1/holds/${holdId}/end`);
  return api.tryDun(dun);
}

const explained = (dun: Dun) =>
  api.ok('GET', `/v1/scheduled-touchpoints/${dun.scheduledTouchpointId}/explanation`);

describe('the hours of a program', () => {
  test('P2: what a hold kept back past the latest send time leaves at the send time of the next day, and says so', async () => {
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, BERLIN);
    expect(await heldUntil(dun, '2026-03-05T18:10')).toEqual({
      heldReason: 'window',
      heldUntil: iso('2026-03-06T09:00'),
    });
    expect(await explained(dun)).toMatchObject({
      nextSendAt: iso('2026-03-06T09:00'),
      reasons: [{ code: 'window', until: iso('2026-03-06T09:00') }],
    });
    api.now = berlin('2026-03-06T09:00');
    expect(await api.tryDun(dun)).toBe('claimed');
  });

  test('P2: until the latest send time it leaves as soon as it can, and not before the send time in the morning', async () => {
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, BERLIN);
    expect(await heldUntil(dun, '2026-03-06T07:30')).toMatchObject({ heldUntil: iso('2026-03-06T09:00') });
    api.now = berlin('2026-03-06T18:00');
    expect(await api.tryDun(dun)).toBe('claimed');
  });

  test('P2, S22: the next day is Monday to Friday and no holiday of the program, own days included', async () => {
    const friday = async (days: { date: string; name: string }[], expected: string): Promise<void> => {
      api.now = berlin('2026-03-06T17:50');
      const dun = await api.dun((await api.payer()).customerId, BERLIN);
      const data = { holidayCountry: 'DE', holidayRegion: 'BY', holidayDays: days };
      await api.db.program.update({ where: { id: dun.programId }, data });
      expect(await heldUntil(dun, '2026-03-06T19:00')).toMatchObject({ heldUntil: iso(expected) });
    };
    await friday([], '2026-03-09T09:00');
    await friday([{ date: '2026-03-09', name: 'Closed' }], '2026-03-10T09:00');
  });

  test('P2: a run on a Saturday leaves on that day; what it leaves over waits for Monday', async () => {
    api.now = berlin('2026-03-07T17:50');
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, { ...BERLIN, sendDays: [6] });
    expect(await api.tryDun(dun)).toBe('claimed');
    const other = await api.dun((await api.payer()).customerId, { ...BERLIN, sendDays: [6] });
    expect(await heldUntil(other, '2026-03-07T18:30')).toMatchObject({ heldUntil: iso('2026-03-09T09:00') });
  });

  test('P2: what a person runs or approves late leaves at once', async () => {
    api.now = berlin('2026-03-05T22:30');
    for (const delivery of ['auto', 'review'] as const) {
      const { customerId } = await api.payer();
      expect(await api.tryDun(await api.dun(customerId, { ...BERLIN, delivery }))).toBe('claimed');
    }
  });

  test('P2: a run that an outage made late does not leave at night', async () => {
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, { ...BERLIN, ran: 'on schedule' });
    api.now = berlin('2026-03-05T22:00');
    expect(await api.tryDun(dun)).toEqual({ heldReason: 'window', heldUntil: iso('2026-03-06T09:00') });
  });

  test('P2, Q2: a person lets a deferred one leave now, whatever the clock', async () => {
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, BERLIN);
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 1 } } });
    await api.sent(await api.rowOf(customerId));
    // The day after is theirs, from the send time on.
    expect(await api.tryDun(dun)).toEqual({
      heldReason: 'contact_policy',
      heldUntil: iso('2026-03-06T09:00'),
    });
    expect(await explained(dun)).toMatchObject({ nextSendAt: iso('2026-03-06T09:00') });
    api.now = berlin('2026-03-05T23:00');
    await api.ok('POST', `/v1/scheduled-touchpoints/${dun.scheduledTouchpointId}/send`, {
      body: { force: { reason: 'Asked for it' } },
    });
    expect(await api.tryDun(dun)).toBe('claimed');
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: null } } });
  });

  test('P2, M1: what the cap of the mailbox pushes to another day leaves at its send time', async () => {
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { dailyCap: 1 } });
    await api.freshLimits();
    const duns: Dun[] = [];
    for (let n = 0; n < 2; n += 1) duns.push(await api.dun((await api.payer()).customerId, BERLIN));
    expect(await api.tryDun(duns[0]!)).toBe('claimed');
    expect(await api.tryDun(duns[1]!)).toEqual({
      heldReason: 'mailbox_limit',
      heldUntil: iso('2026-03-06T09:00'),
    });
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { dailyCap: null } });
  });

  test('P2: other hours work at once on what waits', async () => {
    const { customerId } = await api.payer();
    const dun = await api.dun(customerId, BERLIN);
    await heldUntil(dun, '2026-03-05T18:30');
    api.lifecycle.started.length = 0;
    const program = await api.ok('PATCH', `/v1/programs/${dun.programId}`, {
      body: { latestSendTime: '20:00' },
    });
    expect(program.latestSendTime).toBe('20:00');
    expect(api.lifecycle.started).toContain(`batch ${dun.batchId}`);
    expect(await api.tryDun(dun)).toBe('claimed');
  });

  test('P2: 18:00 where nothing is said, or the end of the day; never before the send time', async () => {
    const create = (body: object) =>
      api.call('POST', '/v1/programs', { body: { name: `Hours ${JSON.stringify(body)}`, ...body } });
    expect((await create({})).body.latestSendTime).toBe('18:00');
    expect((await create({ sendTime: '23:30' })).body.latestSendTime).toBe('23:59');
    const { body } = await create({ sendTime: '10:00', latestSendTime: '16:30' });
    expect(body).toMatchObject({ sendTime: '10:00', latestSendTime: '16:30' });
    const bad = await create({ sendTime: '10:00', latestSendTime: '10:00', zone: 'Mars/Base' });
    expect(bad.status).toBe(422);
    const edit = await api.call('PATCH', `/v1/programs/${body.id}`, { body: { sendTime: '17:00' } });
    expect(edit).toMatchObject({ status: 422, body: { errors: [{ field: 'latestSendTime' }] } });
    expect((await create({ latestSendTime: '25:00', sendTime: '9' })).body.errors).toMatchObject([
      { field: 'sendTime' },
      { field: 'latestSendTime' },
    ]);
  });
});

describe('the hours of recommended actions', () => {
  test('P2: a person’s own send goes at once, whatever the clock', async () => {
    api.now = berlin('2026-03-07T23:00');
    const actionId = await api.requestedAction((await api.payer()).customerId);
    expect((await claimAction(api.engine, { actionId })).kind).toBe('claimed');
  });

  test('P2: one that had to wait leaves from 09:00 to 18:00 by the clocks of the organisation', async () => {
    const { customerId } = await api.payer();
    const actionId = await api.requestedAction(customerId);
    const holdId = await hold(customerId);
    await claimAction(api.engine, { actionId });
    api.now = berlin('2026-03-05T20:00');
    await api.ok('POST', `/v1/holds/${holdId}/end`);
    const monday = berlin('2026-03-06T09:00');
    expect(await claimAction(api.engine, { actionId })).toMatchObject({
      directive: { kind: 'wait', reason: 'window', until: monday },
    });
    expect(await api.ok('GET', `/v1/actions/${actionId}`)).toMatchObject({
      send: { heldReason: 'window', heldUntil: new Date(monday).toISOString() },
    });
    // The office moves west: its day is not over yet.
    await api.ok('PATCH', '/v1/organisation', { body: { zone: 'America/New_York' } });
    expect((await claimAction(api.engine, { actionId })).kind).toBe('claimed');
    await api.ok('PATCH', '/v1/organisation', { body: BERLIN });
  });
});
