import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { all, field, MemberWorld } from '../../support/worlds/member-world.ts';

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
