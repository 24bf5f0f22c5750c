import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { MONDAY } from '../../support/worlds/outcome-world.ts';
import type { BranchPlan, BranchingSequence } from '../../support/worlds/branching-world.ts';
import { SmsInWorld, TWO_SMS } from '../../support/worlds/sms-in-world.ts';

const world = new SmsInWorld();
let plain: BranchingSequence;
let last = 100;

beforeAll(async () => {
  await world.open();
  plain = await world.cadence(TWO_SMS);
});
afterAll(() => world.close());
beforeEach(() => {
  world.now = MONDAY;
  last += 1;
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const number = (): string => `+61491570${last}`;
const listed = async (address = number()): Promise<Json[]> =>
  (await world.ok('GET', `/v1/suppressions?address=${encodeURIComponent(address)}`)).items;
const kindsOf = async (messageId: string): Promise<string[]> =>
  (await world.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map(
    ({ kind }) => kind,
  );
const statusOf = async (enrollmentId: string): Promise<string> =>
  (await world.ok('GET', `/v1/enrollments/${enrollmentId}`)).status;
const threadOf = async (customerId: string): Promise<Json[]> =>
  (await world.ok('GET', `/v1/customers/${customerId}/communications?kind=sms`)).items;

/** Somebody with a phone, in a sequence, who got its first sms. */
async function texted(sequence = plain, phone = number()) {
  const row = await world.inCadence(sequence.sequenceId, await world.withPhone(phone));
  return { ...row, messageId: await world.texted(row) };
}

describe('case 28: STOP and START (M7, D3)', () => {
  test('STOP opts the number out at once for every sequence, START takes it back, retry leaves', async () => {
    const p = await texted();
    const q = await world.inCadence((await world.cadence(TWO_SMS)).sequenceId, p);
    world.now += DAY;
    expect((await world.textUs(number(), ' Stop ')).status).toBe(204);
    expect(await listed()).toMatchObject([{ address: number(), reason: 'unsubscribed', source: 'sms' }]);
    expect(await kindsOf(p.messageId)).toEqual(['opted_out']);
    expect(await statusOf(p.enrollmentId)).toBe('stopped');
    // Q has not texted: it goes on, and finds nobody to text to.
    expect(await world.ok('GET', `/v1/enrollments/${q.enrollmentId}`)).toMatchObject({
      status: 'active',
      stopReason: null,
    });
    await expect(world.leaving(q)).rejects.toThrow('not_now');
    expect(await world.execution(q.executionId)).toMatchObject({
      status: 'error',
      errorCode: 'all_suppressed',
    });
    const mail = await world.ok('GET', '/v1/suppressions?channel=email');
    expect(mail.items).toEqual([]);
    world.now += 3 * DAY;
    expect((await world.textUs(number(), 'START')).status).toBe(204);
    expect(await listed()).toEqual([]);
    const { items } = await world.ok('GET', '/v1/audit?entity=suppression&limit=2');
    expect(items.map(({ action, actorId }: Json) => [action, actorId])).toEqual([
      ['suppression.removed', 'system'],
      ['suppression.added', 'system'],
    ]);
    expect((await world.act(q.executionId, 'retry')).status).toBe(202);
    await world.texted(q);
    expect(await world.execution(q.executionId)).toMatchObject({ status: 'done' });
  });

  test('b: "Please stop by on Monday" is a reply: it stops by the stop rule, and opts nobody out', async () => {
    const row = await texted();
    await world.textUs(number(), 'Please stop by on Monday');
    expect(await listed()).toEqual([]);
    expect(await kindsOf(row.messageId)).toEqual(['reply']);
    expect(await world.ok('GET', `/v1/enrollments/${row.enrollmentId}`)).toMatchObject({
      status: 'stopped',
      stopReason: 'reply',
    });
  });

  test('M7: two customers have the number: both stop, both hear it once in their threads', async () => {
    const [one, other] = [await texted(), await texted(plain, number().replace('+61', '+61 (0)'))];
    await world.textUs(number(), 'abmelden');
    for (const row of [one, other]) {
      expect(await statusOf(row.enrollmentId)).toBe('stopped');
      expect(await kindsOf(row.messageId)).toEqual(['opted_out']);
      expect(await threadOf(row.customerId)).toMatchObject([
        { direction: 'inbound', content: 'abmelden', contactId: row.contactId, messageId: row.messageId },
        { direction: 'outbound' },
      ]);
    }
    expect(await listed()).toHaveLength(1);
  });

  test('M7: a webhook told again, also at once, is the same sms; a second STOP changes nothing', async () => {
    const row = await texted();
    const same = { id: `same-${last}` };
    const answers = await Promise.all([1, 2, 3].map(() => world.textUs(number(), 'stop', same)));
    answers.push(await world.textUs(number(), 'stop', same), await world.textUs(number(), 'STOP'));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(await kindsOf(row.messageId)).toEqual(['opted_out']);
    expect((await threadOf(row.customerId)).filter(({ direction }) => direction === 'inbound')).toHaveLength(
      2,
    );
    const due = await world.db.smsInbound.findMany({
      where: { fromNumber: number(), answer: 'due' },
      orderBy: { id: 'asc' },
    });
    expect(due).toHaveLength(1);
  });

  test('D3: START takes back what STOP did, and nothing that a person entered', async () => {
    const row = await texted();
    for (const reason of ['manual', 'unsubscribed'])
      await world.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address: number(), reason } });
    await world.textUs(number(), 'STOP');
    expect((await listed()).map(({ reason, source }) => [reason, source])).toEqual([
      ['unsubscribed', 'sms'],
      ['manual', 'api'],
    ]);
    await world.textUs(number(), 'START');
    expect(await listed()).toMatchObject([{ reason: 'manual', source: 'api' }]);
    await world.textUs(number(), 'START');
    expect(await kindsOf(row.messageId)).toEqual(['opted_out']);
    const answers = await world.db.smsInbound.findMany({
      where: { fromNumber: number() },
      orderBy: { id: 'asc' },
    });
    expect(answers.map(({ answer }) => answer)).toEqual(['due', 'due', null]);
  });

  test('S15: an opt-out may lead to a manual step; a second one does not stop what it led to', async () => {
    const S1 = {
      type: 'sms' as const,
      at: 'offset 0',
      body: 'First.',
      when: { opted_out: 'talk' },
      none: '2 days -> next',
    };
    const plan: BranchPlan = {
      main: { S1, T2: { type: 'task', at: 'delay 0' } },
      talk: { C1: { type: 'call', at: 'delay 0' } },
    };
    const row = await texted(await world.cadence(plan));
    await world.textUs(number(), 'STOP');
    await world.textUs(number(), 'STOP');
    expect(await statusOf(row.enrollmentId)).toBe('active');
    expect(await world.edgeOf(row)).toContain('goes on in the branch "talk"');
  });

  test('S15: a STOP and a report at once decide one edge, once', async () => {
    const S1 = {
      type: 'sms' as const,
      at: 'offset 0',
      body: 'First.',
      when: { opted_out: 'talk', delivered: 'ok' },
      none: '2 days -> next',
    };
    const plan: BranchPlan = {
      main: { S1 },
      talk: { C1: { type: 'call', at: 'delay 0' } },
      ok: { T1: { type: 'task', at: 'delay 0' } },
    };
    const row = await texted(await world.cadence(plan));
    world.now += HOUR;
    await Promise.all([world.textUs(number(), 'STOP'), world.report(row.messageId, 'delivered')]);
    const edges = await world.db.change.findMany({
      where: { entityId: row.enrollmentId, kind: 'decided' },
      orderBy: { seq: 'asc' },
    });
    expect(edges).toHaveLength(1);
    expect((await kindsOf(row.messageId)).toSorted()).toEqual(['delivered', 'opted_out']);
    expect(await listed()).toHaveLength(1);
  });
});

describe('S16: replies by sms', () => {
  test('S15: a condition for replied leads on instead of stopping', async () => {
    const S1 = {
      type: 'sms' as const,
      at: 'offset 0',
      body: 'First.',
      when: { replied: 'talk' },
      none: '2 days -> next',
    };
    const row = await texted(
      await world.cadence({ main: { S1 }, talk: { C1: { type: 'call', at: 'delay 0' } } }),
    );
    await world.textUs(number(), 'Who is this?');
    expect(await statusOf(row.enrollmentId)).toBe('active');
    expect(await world.edgeOf(row)).toContain('goes on in the branch "talk"');
  });

  test('D1: an answer settles an sms of which nobody knew', async () => {
    const row = await world.inCadence(plain.sequenceId, await world.withPhone(number()));
    const claimed = await world.leaving(row);
    await world.settleSms(row, claimed, { kind: 'unknown', phase: 'final_reply', reply: 'cut' });
    world.now += HOUR;
    await world.textUs(number(), 'Paid');
    expect((await world.execution(row.executionId)).status).toBe('done');
    expect(await statusOf(row.enrollmentId)).toBe('stopped');
  });

  test('every live enrollment that texted the number hears it, and of ended ones the newest message', async () => {
    const first = await texted();
    world.now += HOUR;
    const who = { customerId: first.customerId, contactId: first.contactId };
    const second = await world.inCadence((await world.cadence(TWO_SMS)).sequenceId, who);
    const messageId = await world.texted(second);
    world.now += HOUR;
    await world.textUs(number(), 'Stop calling me, please');
    expect([await statusOf(first.enrollmentId), await statusOf(second.enrollmentId)]).toEqual([
      'stopped',
      'stopped',
    ]);
    await world.textUs(number(), 'Hello?');
    expect(await kindsOf(messageId)).toEqual(['reply', 'reply']);
    expect(await kindsOf(first.messageId)).toEqual(['reply']);
  });

  test('C3: an sms that came in is the last contact, and a receiver hears of it', async () => {
    const row = await texted();
    world.now += 2 * DAY;
    await world.textUs(number(), 'Thanks');
    const { items } = await world.ok(
      'GET',
      `/v1/customer-table?search=${encodeURIComponent((await world.ok('GET', `/v1/customers/${row.customerId}`)).name)}`,
    );
    const shown = items.find(({ id }: Json) => id === row.customerId);
    expect(shown.lastContactAt).toBe(new Date(world.now).toISOString());
    const told = await world.db.change.findMany({
      where: { customerId: row.customerId, kind: 'received' },
      orderBy: { seq: 'asc' },
    });
    expect(told).toMatchObject([{ entity: 'communication', data: { kind: 'sms', direction: 'inbound' } }]);
  });

  test('D6: what came in is no contact of ours', async () => {
    await world.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 1 } } });
    const row = await world.inCadence(plain.sequenceId, await world.withPhone(number()));
    await world.textUs(number(), 'Hello');
    await world.texted(row);
    await world.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: null } } });
  });
});
