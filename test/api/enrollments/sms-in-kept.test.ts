import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followSms } from '../../../commands/enrollments/sms/follow-sms.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { SmsInWorld, TWO_SMS } from '../../support/worlds/sms-in-world.ts';

const world = new SmsInWorld();
const NUMBER = '+61491570156';
beforeAll(() => world.open());
afterAll(() => world.close());

test('U5: a person who is forgotten leaves neither words nor number of theirs', async () => {
  const { sequenceId } = await world.cadence(TWO_SMS);
  const row = await world.inCadence(sequenceId, await world.withPhone('+61 (0)491 570 156'));
  await world.texted(row);
  await world.textUs(NUMBER, 'This is Ina');
  await world.ok('POST', `/v1/contacts/${row.contactId}/erasures`, { body: { dryRun: false } });
  for (const [table, column] of [
    ['communication', 'content'],
    ['sms_inbound', 'from_number'],
    ['message_recipient', 'address'],
    ['contact', 'phone_key'],
  ]) {
    const left = await world.db.$queryRawUnsafe<unknown[]>(
      `SELECT 1 FROM ${table} WHERE ${column} = '${NUMBER}' OR ${column} = 'This is Ina' ORDER BY 1`,
    );
    expect([table, left]).toEqual([table, []]);
  }
});

test('O9: what a crash kept from following does with the next pass, once', async () => {
  const { sequenceId } = await world.cadence(TWO_SMS);
  const phone = '+61491570157';
  const messageId = await world.texted(await world.inCadence(sequenceId, await world.withPhone(phone)));
  await world.textUs(phone, 'STOP');
  const kept = await world.db.smsInbound.findFirstOrThrow({ where: { fromNumber: phone } });
  await world.db.suppression.deleteMany({ where: { addressKey: phone } });
  await world.db.smsInbound.update({ where: { id: kept.id }, data: { processedAt: null } });
  world.now += 60_000;
  expect((await reconcile(world.engine)).sms).toBe(1);
  expect((await reconcile(world.engine)).sms).toBe(0);
  const listed = await world.ok('GET', `/v1/suppressions?address=${encodeURIComponent(phone)}`);
  expect(listed.items).toHaveLength(1);
  await followSms(world.engine, { ...kept, kind: 'stop', answer: 'due' });
  const events = await world.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } });
  expect(events.map(({ kind }) => kind)).toEqual(['opted_out']);
});
