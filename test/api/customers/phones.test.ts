import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const world = new QueueWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const SPELLINGS = ['+61 491 570 156', '+61 (0)491 570 156', '+61-491-570-156', 'tel:+61491570156'];
const suppress = (address: string, key = world.adminKey): Promise<Json> =>
  world.ok('POST', '/v1/suppressions', { key, body: { channel: 'sms', address } });
const listed = async (address: string): Promise<Json[]> =>
  (await world.ok('GET', `/v1/suppressions?channel=sms&address=${encodeURIComponent(address)}`)).items;
const contact = async (phone: string): Promise<Json> => {
  const { id } = await world.customer();
  return world.ok('POST', `/v1/customers/${id}/contacts`, { body: { name: 'Jo', phone } });
};
const keyOf = async (id: string): Promise<string | null> =>
  (await world.db.contact.findUniqueOrThrow({ where: { id } })).phoneKey;
const region = (defaultRegion: string | null) =>
  world.ok('PATCH', '/v1/organisation', { body: { defaultRegion } });

test('case 31: a contact refuses a phone without a digit, and keeps every other as it was given', async () => {
  const { id } = await world.customer();
  for (const phone of ['n/a', 'call Anna', '-', ''])
    expect(
      await world.call('POST', `/v1/customers/${id}/contacts`, { body: { name: 'Jo', phone } }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'phone' }] },
    });
  for (const phone of [
    ...SPELLINGS,
    '+49 89 12',
    '0491 570 156',
    'Anna: 0491/570156',
    '+1 202 555 0143 ext 12',
  ])
    expect((await contact(phone)).phone).toBe(phone);
  const made = await contact('+49 89 12');
  const change = (phone: string) => world.call('PATCH', `/v1/contacts/${made.id}`, { body: { phone } });
  expect((await change('call Anna')).status).toBe(422);
  expect((await change(SPELLINGS[1]!)).status).toBe(200);
  expect(await keyOf(made.id)).toBe('+61491570156');
});

test('case 31: in a file a phone without a digit is a warning, and the contact stays (C11); a sync answers its item', async () => {
  const externalId = newId('customer');
  await world.customer({ externalId });
  const csv = `customer_external_id,name,phone\n${externalId},Ann,n/a\n${externalId},Bo,+61 (0)491 570 156\n`;
  const headers = { 'Content-Type': 'text/csv' };
  const done = await world.ok('POST', '/v1/imports?kind=contacts', { raw: csv, headers });
  expect(done).toMatchObject({ created: 2, failed: 0, warnings: 1 });
  const rows = await world.db.contact.findMany({
    where: { name: { in: ['Ann', 'Bo'] } },
    orderBy: { name: 'asc' },
  });
  expect(rows.map(({ phone, phoneKey }) => [phone, phoneKey])).toEqual([
    [null, null],
    ['+61 (0)491 570 156', '+61491570156'],
  ]);
  const items = [
    { customerExternalId: externalId, externalId: 'S1', name: 'Cy', phone: 'call Anna' },
    { customerExternalId: externalId, externalId: 'S2', name: 'Di', phone: 'tel:+61491570156' },
  ];
  const synced = await world.ok('POST', '/v1/sync/contacts', { body: { items } });
  expect(synced.items.map((item: Json) => item.errors ?? [])).toMatchObject([[{ field: 'phone' }], []]);
  const people = await world.db.contact.findMany({
    where: { externalId: { in: ['S1', 'S2'] } },
    orderBy: { externalId: 'asc' },
  });
  expect(people.map(({ phoneKey }) => phoneKey)).toEqual(['+61491570156']);
});

test('case 31, D3: one suppression covers every spelling, and is taken off by any', async () => {
  const { id } = await suppress(SPELLINGS[1]!);
  for (const spelling of SPELLINGS) {
    expect((await suppress(spelling)).id).toBe(id);
    expect(await listed(spelling)).toMatchObject([{ id, address: SPELLINGS[1] }]);
  }
  expect((await world.call('DELETE', `/v1/suppressions/${id}`)).status).toBe(204);
  expect(await listed(SPELLINGS[0]!)).toEqual([]);
});

test('D3: an entry from before is known by its digits, and compared by E.164 after the next pass', async () => {
  const id = newId('suppression');
  const at = new Date(world.now);
  const old = { channel: 'sms', reason: 'manual', source: 'api', authorId: world.adminId, createdAt: at };
  const address = '+46 (0)70-174 06 05';
  await world.db.suppression.create({ data: { ...old, id, address, addressKey: '+460701740605' } });
  expect(await listed(address)).toMatchObject([{ id }]);
  await reconcile(world.engine);
  expect(await listed('+46 70 174 06 05')).toMatchObject([{ id }]);
  expect(await listed(address)).toMatchObject([{ id }]);
});

test('M7: national numbers are those of the default region, and read anew when there is another one', async () => {
  const made = await contact('0491 570 157');
  const entry = await suppress('0491 570 157');
  expect(await keyOf(made.id)).toBe('0491570157');
  await region('AU');
  await reconcile(world.engine);
  expect(await keyOf(made.id)).toBe('+61491570157');
  expect(await listed('+61 491 570 157')).toMatchObject([{ id: entry.id }]);
  expect(await keyOf((await contact('0491 570 158')).id)).toBe('+61491570158');
  await region(null);
  await reconcile(world.engine);
  expect(await keyOf(made.id)).toBe('0491570157');
  // The number that was blocked is still the same number.
  expect(await listed('+61 491 570 157')).toMatchObject([{ id: entry.id }]);
  expect(await world.call('PATCH', '/v1/organisation', { body: { defaultRegion: 'XX' } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'defaultRegion' }] },
  });
});

test('M7: quiet hours leave some of the day, and the defaults hold until somebody sets them', async () => {
  expect((await world.ok('GET', '/v1/organisation')).quietHours).toEqual({ start: '20:00', stop: '08:00' });
  const set = (quietHours: unknown) => world.call('PATCH', '/v1/organisation', { body: { quietHours } });
  expect(await set({ start: '20:00', stop: '20:00' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'quietHours.stop' }] },
  });
  expect((await set({ start: '25:00', stop: '8' })).body.errors).toHaveLength(2);
  expect((await set({ start: '21:00', stop: '07:30' })).body.quietHours).toEqual({
    start: '21:00',
    stop: '07:30',
  });
  expect((await set(null)).body.quietHours).toBeNull();
});

test('U3: who may not see a customer hears nothing of its number, however either is spelled, in list and audit', async () => {
  const made = await contact('0491 570 159');
  await region('AU');
  await reconcile(world.engine);
  await world.hide(made.customerId);
  const outsider = await world.user('manager', { granted: ['audit.read'] });
  const { id } = await suppress('+61 (0)491 570 159');
  const seen = await world.ok('GET', '/v1/suppressions?channel=sms&limit=200', { key: outsider.key });
  expect(seen.items.map((each: Json) => each.id)).not.toContain(id);
  const audit = () => world.ok('GET', `/v1/audit?entityId=${id}`, { key: outsider.key });
  expect((await audit()).items).toEqual([]);
  await world.ok('DELETE', `/v1/suppressions/${id}`);
  expect((await audit()).items).toEqual([]);
  expect((await world.ok('GET', `/v1/audit?entityId=${id}`)).items).toHaveLength(2);
  await region(null);
});
