import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { importOpenItems, openItemsFile, standOf } from '../../support/worlds/open-items.ts';

// C21: a file is the whole truth about what was open on its day, and knows nothing of what came after.
const api = new ApiFixture();
let customers = 0;
let customer = { id: '', externalId: '' };
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
});
beforeEach(async () => {
  const externalId = `S-${++customers}`;
  customer = { id: (await api.customer({ externalId, currency: 'EUR' })).id, externalId };
});
afterAll(() => api.close());

const numberOf = (name: string) => `${customer.externalId}-${name}`;
const take = (names: string[], asOf: string, options?: { amount: string }) =>
  importOpenItems(
    api,
    openItemsFile(customer.externalId, names.map(numberOf), options),
    `&source=${customer.externalId.toLowerCase()}&asOf=${asOf}`,
  );
const stand = (...names: string[]) => standOf(api, ...names.map(numberOf));
const pay = async (name: string, amount: string, paidOn: string) => {
  const { id } = await api.database.db.invoice.findUniqueOrThrow({ where: { number: numberOf(name) } });
  return api.ok('POST', `/v1/invoices/${id}/payments`, { body: { amount, paidOn } });
};

test('C21: what was paid after the day of the file stays paid, in part and in whole', async () => {
  await take(['A', 'B', 'C'], '2026-10-18');
  await pay('A', '40.00', '2026-10-20');
  await pay('B', '100.00', '2026-10-20');
  await pay('C', '30.00', '2026-10-19');
  const again = await take(['A', 'B', 'C'], '2026-10-19');
  expect(again).toMatchObject({ failed: 0, closed: 0 });
  expect(await stand('A', 'B', 'C')).toEqual(['open 60.00', 'paid 0.00', 'open 100.00']);
  // Of today it says what is open now.
  await take(['A', 'B', 'C'], '2026-10-20');
  expect(await stand('A', 'B', 'C')).toEqual(['open 100.00', 'open 100.00', 'open 100.00']);
});

test('C20, C21: what came back after the day of the file was paid on it, and is open', async () => {
  await take(['A', 'B'], '2026-10-17');
  const { id } = await pay('A', '100.00', '2026-10-18');
  await api.ok('POST', `/v1/payments/${id}/reversals`, {
    body: { reason: 'bounced', reversedOn: '2026-10-20' },
  });
  expect(await take(['B'], '2026-10-19')).toMatchObject({ closed: 0, closing: { missing: { count: 0 } } });
  expect(await stand('A', 'B')).toEqual(['open 100.00', 'open 100.00']);
  expect(await take(['B'], '2026-10-20')).toMatchObject({ closed: 1 });
  expect(await stand('A', 'B')).toEqual(['paid 0.00', 'open 100.00']);
});
