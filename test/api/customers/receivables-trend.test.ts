import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { type Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-07T08:00:00Z');
});
afterAll(() => api.close());

const trend = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/receivables-trend?${query}`, key === undefined ? {} : { key });
const pay = (invoiceId: string, amount: string, paidOn: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, paidOn } });
/** Day and total of each point, of the currency. */
const totalsOf = ({ points }: Json, currency = 'USD') =>
  points.map(({ day, currencies }: Json) => [
    day.slice(5),
    currencies.find((each: Json) => each.currency === currency)?.total ?? null,
  ]);

test('C19: the trend says what was owed at the end of each day, by age and currency, as the totals of that day do', async () => {
  const mine = await api.customer({ name: 'Trend', currency: 'USD' });
  const other = await api.customer({ name: 'Trend JPY', currency: 'JPY' });
  const invoice = await api.invoice(mine.id, {
    amount: '100.00',
    issuedOn: '2026-09-01',
    dueOn: '2026-09-29',
  });
  await api.invoice(other.id, { amount: '900', issuedOn: '2026-10-05', dueOn: '2026-11-05' });
  await pay(invoice.id, '40.00', '2026-10-02');
  await pay(invoice.id, '60.00', '2026-10-06');
  const asked = 'from=2026-09-28&interval=day&search=trend';
  const reply = await trend(asked);
  expect(totalsOf(reply).map(([, total]: string[]) => total)).toEqual([
    ...Array(4).fill('100.00'),
    ...Array(4).fill('60.00'),
    null,
    null,
  ]);
  expect(totalsOf(reply, 'JPY').at(-1)).toEqual(['10-07', '900.00']);
  for (const { day, currencies } of reply.points) {
    const totals = await api.ok('GET', `/v1/customer-totals?asOf=${day}&search=trend`);
    const wanted = totals.currencies
      .filter(({ total }: Json) => Number(total) > 0)
      .map(({ currency, total, overdue, aging }: Json) => ({ currency, total, overdue, aging }));
    expect([day, currencies]).toEqual([day, wanted]);
  }
  expect(totalsOf(await trend('from=2026-09-30&interval=week&search=trend'))).toEqual([
    ['10-04', '60.00'],
    ['10-07', null],
  ]);
  expect(totalsOf(await trend('from=2026-09-30&to=2026-10-06&interval=month&search=trend'))).toEqual([
    ['09-30', '100.00'],
    ['10-06', null],
  ]);
});

test('C19: what is dated after today is owed today as in the totals, and on no day before', async () => {
  const { id } = await api.customer({ name: 'Ahead', currency: 'EUR' });
  await api.invoice(id, { amount: '70.00', issuedOn: '2026-10-09', dueOn: '2026-11-09' });
  expect(totalsOf(await trend('from=2026-10-06&interval=day&search=ahead'), 'EUR')).toEqual([
    ['10-06', null],
    ['10-07', '70.00'],
  ]);
  const { currencies } = await api.ok('GET', '/v1/customer-totals?search=ahead');
  expect(currencies).toMatchObject([{ currency: 'EUR', total: '70.00' }]);
});

test('U3: whoever sees not all customers gets the trend of those whom they see, at the same cost', async () => {
  const shown = await api.customer({ name: 'Seen', currency: 'GBP' });
  const hidden = await api.customer({ name: 'Unseen', currency: 'GBP' });
  for (const { id } of [shown, hidden])
    await api.invoice(id, { amount: '10.00', issuedOn: '2026-09-01', dueOn: '2026-09-10' });
  await api.hide(hidden.id);
  const { key } = await api.user('viewer');
  const last = (reply: Json) => totalsOf(reply, 'GBP').at(-1)[1];
  expect(last(await trend(''))).toBe('20.00');
  expect(last(await trend('', key))).toBe('10.00');
  expect(last(await trend('search=unseen', key))).toBeNull();
  const ofViewer = await statementsOf(() => trend('interval=day', key));
  const ofAdmin = await statementsOf(() => trend('interval=month'));
  expect(ofViewer.length).toBe(ofAdmin.length);
});

test('a trend of days to come, backwards or of too many points is refused, with every field', async () => {
  const errors = async (query: string) => {
    const { status, body } = await api.call('GET', `/v1/receivables-trend?${query}`);
    return [status, (body.errors as Json[])?.map(({ field }) => field)];
  };
  expect(await errors('to=2026-10-08')).toEqual([422, ['query.to']]);
  expect(await errors('from=2026-10-08')).toEqual([422, ['query.from']]);
  expect(await errors('from=2026-10-05&to=2026-10-01')).toEqual([422, ['query.to']]);
  expect(await errors('from=2026-01-01&interval=day')).toEqual([422, ['query.interval']]);
  expect(await errors('from=1900-01-01&to=2999-01-01&interval=day')).toEqual([
    422,
    ['query.to', 'query.interval'],
  ]);
  expect(await errors('interval=year&currency=XXX')).toEqual([422, ['query.interval', 'query.currency']]);
});
