import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AudienceNode } from '../../../contracts/automations/audiences.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { MemberWorld } from '../../support/worlds/member-world.ts';
import { all, field } from '../../support/rows/audience-rules.ts';

let world: MemberWorld;
beforeEach(async () => {
  world = new MemberWorld();
  await world.open();
});
afterEach(() => world.close());

const overdue = all(field('overdue', 'more_than', '0.00', 'EUR'));
const isIn = async (id: string, customerId: string): Promise<boolean> =>
  (await world.membersOf(id)).includes(customerId);

test('A2, case 6: a call that is logged takes a customer out within one round', async () => {
  const elm = await world.add('Elm');
  await world.called(elm, '2030-05-20T10:00:00Z');
  await world.at('2030-06-30T07:00:00Z');
  const last = { last: { amount: 30, unit: 'day' as const } };
  const id = await world.automation(
    'aut_a',
    all({ kind: 'records', of: 'calls', measure: 'none', period: last }),
  );
  expect(await world.membersOf(id)).toEqual([elm]);
  await world.called(elm, '2030-06-25T10:00:00Z');
  await world.follow();
  expect(await world.membersOf(id)).toEqual([]);
  expect(await world.movesOf(id)).toEqual([
    [elm, 'in'],
    [elm, 'out'],
  ]);
});

test('A8, case 9: a day arrives by itself at the midnight of the organisation, and the next pass acts on it', async () => {
  world.now = Date.parse('2030-06-02T12:00:00Z');
  const uma = await world.add('Uma');
  await world.owes(uma, '100.00', '2030-05-04');
  const late = all(field('daysPastDue', 'at_least', 30));
  const [daily, byChange] = [
    await world.automation('aut_daily', late),
    await world.automation('aut_change', late, { everyAmount: null, everyUnit: null }),
  ];
  await world.at('2030-06-02T21:59:30Z');
  expect(await isIn(daily, uma)).toBe(false);
  await world.at('2030-06-02T22:00:05Z');
  expect([await isIn(daily, uma), await isIn(byChange, uma)]).toEqual([true, true]);
  // Without a calendar nobody else would act on her.
  expect(await world.membersOf(daily, { isPending: true })).toEqual([]);
  expect(await world.membersOf(byChange, { isPending: true })).toEqual([uma]);
  expect(world.asked).toEqual([byChange]);
});

test('A2, case 13: who left and came back counts as new; what changes nothing about it does not', async () => {
  world.now = Date.parse('2030-06-03T07:00:00Z');
  const xena = await world.add('Xena');
  const invoice = await world.owes(xena, '100.00', '2030-05-01');
  const id = await world.automation('aut_a', overdue);
  const pending = () => world.membersOf(id, { isPending: true });
  expect([await world.membersOf(id), await pending()]).toEqual([[xena], []]);
  const path = `/v1/customers/${xena}`;
  await world.ok('PATCH', path, { body: { properties: { phone: '+49 30 1234' } } });
  await world.at('2030-06-03T08:00:10Z');
  expect(await pending()).toEqual([]);
  const payment = { amount: '100.00', currency: 'EUR', paidOn: '2030-06-04' };
  world.now = Date.parse('2030-06-04T10:00:00Z');
  await world.ok('POST', `${path}/payments`, {
    body: { ...payment, allocations: [{ invoiceId: invoice, amount: '100.00' }] },
  });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([]);
  await world.owes(xena, '50.00', '2030-05-20');
  await world.at('2030-06-04T13:00:05Z');
  expect([await world.membersOf(id), await pending()]).toEqual([[xena], [xena]]);
  await world.take(id);
  await world.owes(xena, '70.00', '2030-05-21');
  await world.at('2030-06-04T13:30:05Z');
  expect(await pending()).toEqual([]);
  expect((await world.movesOf(id)).map(([, way]) => way)).toEqual(['in', 'out', 'in']);
});

test('A8, A3: what records of records say is followed: events by their writer and by the day, disputes until they end, sums that grow', async () => {
  world.now = Date.parse('2030-06-03T07:00:00Z');
  const { db } = world.database;
  const kim = await world.add('Kim');
  const invoiceId = await world.owes(kim, '100.00', '2030-06-01');
  const of = (kind: string, inner: object): AudienceNode =>
    ({ kind: 'records', of: kind, measure: 'exists', where: all(inner as AudienceNode) }) as AudienceNode;
  const last = { last: { amount: 2, unit: 'day' } };
  const events = { kind: 'records', of: 'events', measure: 'exists', period: last };
  const open = { kind: 'records', of: 'disputes', measure: 'exists', where: all(field('isOpen', 'is_true')) };
  const grown = {
    kind: 'records',
    of: 'invoices',
    measure: 'sum',
    field: 'daysPastDue',
    op: 'at_least',
    value: 4,
  };
  const ids = [
    await world.automation('aut_events', all(of('cards', events))),
    await world.automation('aut_disputes', all(of('invoices', open))),
    await world.automation('aut_grown', all(grown as AudienceNode)),
  ];
  const now = async () => Promise.all(ids.map((id) => isIn(id, kim)));
  expect(await now()).toEqual([false, false, false]);
  const at = new Date(world.now);
  const stamps = { createdAt: at, updatedAt: at };
  const card = {
    id: 'rel_k',
    kind: 'card',
    externalId: 'K',
    customerId: kim,
    properties: {},
    source: 'test',
  };
  await db.relatedRecord.create({ data: { ...card, ...stamps } });
  await world.follow();
  const declined = { id: 'rev_k', relatedRecordId: 'rel_k', kind: 'declined', createdAt: at };
  await db.relatedRecordEvent.create({ data: { ...declined, occurredOn: dayToDate('2030-06-03') } });
  const expiresAt = new Date('2030-06-03T09:00:00Z');
  const dispute = { id: 'hld_k', scope: 'invoice', kind: 'dispute', invoiceId, authorId: 'test' };
  await db.hold.create({ data: { ...dispute, startedAt: at, expiresAt } });
  await world.follow();
  expect(await now()).toEqual([true, true, false]);
  await world.at('2030-06-03T08:59:50Z');
  expect(await now()).toEqual([true, true, false]);
  await world.at('2030-06-03T09:01:00Z');
  expect(await now()).toEqual([true, false, false]);
  await world.at('2030-06-04T22:00:05Z');
  expect(await now()).toEqual([false, false, true]);
});
