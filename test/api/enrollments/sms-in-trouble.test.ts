import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { followSms } from '../../../commands/enrollments/sms/follow-sms.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { MONDAY } from '../../support/worlds/outcome-world.ts';
import type { BranchingSequence } from '../../support/worlds/branching-world.ts';
import { OUR_NUMBER, SmsInWorld, TWO_SMS } from '../../support/worlds/sms-in-world.ts';

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

const number = (): string => `+61491570${last}`;
const listed = (): Promise<unknown[]> =>
  world.db.suppression.findMany({ where: { channel: 'sms', addressKey: number() }, orderBy: { id: 'asc' } });
const kindsOf = async (messageId: string): Promise<string[]> =>
  (await world.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map(
    ({ kind }) => kind,
  );
const statusOf = async (enrollmentId: string): Promise<string> =>
  (await world.ok('GET', `/v1/enrollments/${enrollmentId}`)).status;

/** Somebody with a phone, in a sequence, who got its first sms. */
async function texted(phone = number()) {
  const row = await world.inCadence(plain.sequenceId, await world.withPhone(phone));
  return { ...row, messageId: await world.texted(row) };
}

describe('what is nobody’s', () => {
  test('an sms of a number that nobody has is taken and not kept; one to a number that is not ours is 404', async () => {
    const before = await world.rowCounts();
    expect((await world.textUs('+491701234567', 'Hello?')).status).toBe(204);
    expect((await world.textUs('Telekom', 'Your bill')).status).toBe(204);
    expect((await world.textUs('+491701234567', 'Hello?', { to: '+491701234568' })).status).toBe(404);
    const forged = await world.gatewayCall('/v1/sms/json/inbound', { id: 'x' }, { secret: 'no' });
    expect(forged.status).toBe(401);
    expect(await world.rowCounts()).toEqual(before);
    const metrics = await world.call('GET', '/metrics', { key: null });
    expect(metrics.body).toContain('followthrough_sms_calls_total{gateway="json",what="unknown"}');
  });

  test('D3: a STOP of a number that nobody has yet holds when a file brings it', async () => {
    await world.textUs(number(), 'STOP');
    expect(await world.db.smsInbound.count({ where: { fromNumber: number() } })).toBe(0);
    const row = await world.inCadence(plain.sequenceId, await world.withPhone(number()));
    await expect(world.leaving(row)).rejects.toThrow('not_now');
    expect(await world.execution(row.executionId)).toMatchObject({ errorCode: 'all_suppressed' });
  });
});

test('M7: Twilio’s form, and the word that Twilio has understood', async () => {
  const row = await texted();
  const fields = {
    MessageSid: `SM${last}`,
    From: number(),
    To: '+4915123456789',
    Body: 'Fin',
    OptOutType: 'STOP',
  };
  expect((await world.twilioCall('/v1/sms/twilio/inbound', fields, 'wrong')).status).toBe(401);
  expect((await world.twilioCall('/v1/sms/twilio/inbound', fields)).status).toBe(204);
  expect(await listed()).toHaveLength(1);
  expect(await statusOf(row.enrollmentId)).toBe('stopped');
});

test('O9: what a crash kept from following does with the next pass, once', async () => {
  const row = await texted();
  await world.textUs(number(), 'STOP');
  const kept = await world.db.smsInbound.findFirstOrThrow({ where: { fromNumber: number() } });
  await world.db.suppression.deleteMany({ where: { addressKey: number() } });
  await world.db.smsInbound.update({ where: { id: kept.id }, data: { processedAt: null } });
  world.now += 60_000;
  expect((await reconcile(world.engine)).sms).toBe(1);
  expect((await reconcile(world.engine)).sms).toBe(0);
  expect(await listed()).toHaveLength(1);
  await followSms(world.engine, { ...kept, kind: 'stop', answer: 'due' });
  expect(await kindsOf(row.messageId)).toEqual(['opted_out']);
});

test('U5: a person who is forgotten leaves neither words nor number of theirs', async () => {
  const row = await texted(`+61 (0)491 570 ${last}`);
  await world.textUs(number(), 'This is Ina');
  await world.ok('POST', `/v1/contacts/${row.contactId}/erasures`, { body: { dryRun: false } });
  for (const [table, column] of [
    ['communication', 'content'],
    ['sms_inbound', 'from_number'],
    ['message_recipient', 'address'],
    ['contact', 'phone_key'],
  ]) {
    const left = await world.db.$queryRawUnsafe<unknown[]>(
      `SELECT 1 FROM ${table} WHERE ${column} = '${number()}' OR ${column} = 'This is Ina' ORDER BY 1`,
    );
    expect([table, left]).toEqual([table, []]);
  }
});

describe('the last word counts (M7)', () => {
  test('a START that is followed late, after a crash or by a slow gateway, takes back no later STOP', async () => {
    await texted();
    for (const word of ['STOP', 'START', 'STOP']) {
      world.now += 1_000;
      await world.textUs(number(), word);
    }
    const start = await world.db.smsInbound.findFirstOrThrow({
      where: { fromNumber: number(), kind: 'start' },
    });
    await world.db.smsInbound.update({ where: { id: start.id }, data: { processedAt: null } });
    world.now += 60_000;
    await reconcile(world.engine);
    expect(await listed()).toHaveLength(1);
    await world.textUs(number(), 'START', { at: new Date(MONDAY + 2_500).toISOString() });
    expect(await listed()).toHaveLength(1);
    await world.textUs(number(), 'START');
    expect(await listed()).toEqual([]);
  });

  test('nor does a late STOP opt out who has opted in again', async () => {
    await texted();
    world.now += 10_000;
    await world.textUs(number(), 'START');
    await world.textUs(number(), 'STOP', { at: new Date(MONDAY + 5_000).toISOString() });
    expect(await listed()).toEqual([]);
  });

  test('START takes STOP back also for a number that nobody has', async () => {
    await world.textUs(number(), 'STOP');
    expect(await listed()).toHaveLength(1);
    await world.textUs(number(), 'START');
    expect(await listed()).toEqual([]);
  });
});

test('M7: a gateway may leave the plus of numbers out', async () => {
  const row = await texted();
  const answer = await world.textUs(number().slice(1), 'STOP', { to: OUR_NUMBER.slice(1) });
  expect([answer.status, await statusOf(row.enrollmentId)]).toEqual([204, 'stopped']);
  expect(await listed()).toHaveLength(1);
});
