import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let owner: { id: string; key: string };
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-07T08:00:00Z');
  owner = await api.user('agent');
});
afterAll(() => api.close());

const PERIOD = 'from=2026-09-28&to=2026-10-07';
const report = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/collected-report?${query}`, key === undefined ? {} : { key });
const rows = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/collected?${query}`, key === undefined ? {} : { key });
const pay = (invoiceId: string, amount: string, paidOn: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, paidOn } });
const owing = async (
  change: object,
  amount = '100.00',
): Promise<{ customerId: string; invoiceId: string }> => {
  const { id: customerId } = await api.customer(change);
  const days = { issuedOn: '2026-09-01', dueOn: '2026-09-10' };
  return { customerId, invoiceId: (await api.invoice(customerId, { amount, ...days })).id };
};

test('C13, C20: money counts on the day it was paid, less what came back of it, which counts on that day too', async () => {
  const first = await owing({ name: 'Pays USD', currency: 'USD' });
  const second = await owing({ name: 'Pays EUR', currency: 'EUR' });
  await pay(first.invoiceId, '30.00', '2026-09-27');
  await pay(first.invoiceId, '30.00', '2026-09-29');
  const bounced = await pay(first.invoiceId, '20.00', '2026-09-30');
  await pay(second.invoiceId, '55.50', '2026-10-06');
  const body = { reversedOn: '2026-10-05', reason: 'No funds' };
  await api.ok('POST', `/v1/payments/${bounced.id}/reversals`, { body });
  // A write-off and a void are no money.
  await api.ok('POST', `/v1/invoices/${second.invoiceId}/adjustments`, {
    body: { amount: '1.00', cause: 'write_off', reason: 'Agreed', effectiveOn: '2026-10-06' },
  });
  const asked = `${PERIOD}&search=pays`;
  expect(await report(asked)).toEqual({
    from: '2026-09-28',
    to: '2026-10-07',
    items: [
      {
        key: '2026-09-28',
        name: null,
        from: '2026-09-28',
        to: '2026-10-04',
        collected: [{ currency: 'USD', amount: '30.00', movements: 3 }],
      },
      {
        key: '2026-10-05',
        name: null,
        from: '2026-10-05',
        to: '2026-10-07',
        collected: [{ currency: 'EUR', amount: '55.50', movements: 1 }],
      },
    ],
    totals: [
      { currency: 'EUR', amount: '55.50', movements: 1 },
      { currency: 'USD', amount: '30.00', movements: 3 },
    ],
  });
  const { items } = await rows(`${asked}&currency=USD`);
  expect(items.map(({ day, amount, cause }: Json) => [day, amount, cause])).toEqual([
    ['2026-09-30', '-20.00', 'payment'],
    ['2026-09-30', '20.00', 'payment'],
    ['2026-09-29', '30.00', 'payment'],
  ]);
  expect(items[0]).toMatchObject({
    customerId: first.customerId,
    customerName: 'Pays USD',
    ...pickIds(first),
  });
  const [one, two] = [await rows(`${asked}&limit=2`), await rows(`${asked}&limit=200`)];
  const rest = await rows(`${asked}&limit=2&cursor=${one.nextCursor}`);
  expect([...one.items, ...rest.items]).toEqual(two.items);
});

const pickIds = ({ invoiceId }: { invoiceId: string }) => ({ invoiceId });

test('what was collected by AR owner, each figure with its rows; nobody’s comes last', async () => {
  const owned = await owing({ name: 'Group a', currency: 'USD', arOwnerId: owner.id });
  const free = await owing({ name: 'Group b', currency: 'USD' });
  await pay(owned.invoiceId, '10.00', '2026-10-01');
  await pay(free.invoiceId, '5.00', '2026-10-01');
  const asked = `${PERIOD}&search=group`;
  const { items } = await report(`${asked}&groupBy=arOwner`);
  expect(items.map(({ key, collected }: Json) => [key, collected[0].amount])).toEqual([
    [owner.id, '10.00'],
    [null, '5.00'],
  ]);
  expect((await rows(`${asked}&arOwnerId=${owner.id}`)).items).toMatchObject([{ amount: '10.00' }]);
  expect((await rows(`${asked}&unassigned=ar`)).items).toMatchObject([{ amount: '5.00' }]);
});

test('U3: money of hidden customers is in no figure and no row', async () => {
  const hidden = await owing({ name: 'Money unseen', currency: 'CHF' });
  await pay(hidden.invoiceId, '10.00', '2026-10-01');
  await api.hide(hidden.customerId);
  const { key } = await api.user('viewer');
  const asked = `${PERIOD}&currency=CHF`;
  expect((await report(asked)).totals).toEqual([{ currency: 'CHF', amount: '10.00', movements: 1 }]);
  expect((await report(asked, key)).totals).toEqual([]);
  expect((await rows(asked, key)).items).toEqual([]);
  expect((await report(`${asked}&groupBy=arOwner`, key)).items).toEqual([]);
});

test('a report of more rows than one reply tells, or backwards, is refused', async () => {
  const field = async (query: string) =>
    (await api.call('GET', `/v1/collected-report?${query}`)).body.errors.map(({ field: one }: Json) => one);
  expect(await field('from=2020-01-01&groupBy=day')).toEqual(['query.groupBy']);
  expect(await field('from=2026-01-02&to=2026-01-01&groupBy=hour')).toEqual(['query.groupBy', 'query.to']);
  expect((await report('from=2020-01-01&groupBy=month')).items).toHaveLength(82);
});
