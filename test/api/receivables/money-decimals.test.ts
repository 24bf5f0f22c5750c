import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const day = { issuedOn: '2026-01-01', dueOn: '2026-02-01' };
let count = 0;
const numbered = () => `DEC-${(count += 1)}`;

describe('C2, case 2a: no more decimals than the currency has, everywhere money enters', () => {
  test.each([
    ['USD', '100.004', '100.00', '100.0000'],
    ['JPY', '100.5', '100', '100.00'],
    ['KWD', '1.2345', '1.234', '1.2340'],
  ])('%s: %s is refused, %s and %s are taken', async (currency, bad, good, zeros) => {
    const customer = await api.customer({ currency });
    const invoices = `/v1/customers/${customer.id}/invoices`;
    const create = (body: object) =>
      api.call('POST', invoices, { body: { number: numbered(), ...day, ...body } });
    const fields = ({ status, body }: { status: number; body: Json }) => [
      status,
      (body.errors ?? []).map((error: Json) => error.field),
    ];
    expect(fields(await create({ amount: bad }))).toEqual([422, ['amount']]);
    expect(fields(await create({ amount: '1000', balance: bad }))).toEqual([422, ['balance']]);
    for (const amount of [good, zeros]) expect((await create({ amount })).status).toBe(201);
    const invoice = (await create({ amount: '10000' })).body;
    const post = async (path: string, body: object) => fields(await api.call('POST', path, { body }));
    const invoiceIds = [invoice.id];
    expect(await post(`/v1/invoices/${invoice.id}/payments`, { amount: bad })).toEqual([422, ['amount']]);
    expect(
      await post(`/v1/customers/${customer.id}/promises`, {
        amount: bad,
        promisedOn: '2026-03-09',
        invoiceIds,
      }),
    ).toEqual([422, ['amount']]);
    const allocations = [{ invoiceId: invoice.id, amount: bad }];
    expect(await post(`/v1/customers/${customer.id}/payments`, { amount: '9000', allocations })).toEqual([
      422,
      ['allocations[0].amount'],
    ]);
    const records = `/v1/customers/${customer.id}/related-records`;
    const note = (externalId: string, amount: string) =>
      api.call('PUT', records, { body: { kind: 'credit_note', externalId, amount } });
    expect(fields(await note('CN-1', bad))).toEqual([422, ['amount']]);
    const { id } = (await note(`CN-${currency}`, '900')).body;
    expect(
      await post(`/v1/related-records/${id}/applications`, { invoiceId: invoice.id, amount: bad }),
    ).toEqual([422, ['amount']]);
    const { id: paymentId } = await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
      body: { amount: zeros },
    });
    expect(await post(`/v1/payments/${paymentId}/reversals`, { amount: bad, reason: 'No funds' })).toEqual([
      422,
      expect.arrayContaining(['amount']),
    ]);
  });

  test('a file may declare `round`; without it the row fails with its line', async () => {
    await api.customer({ externalId: 'C-USD', currency: 'USD' });
    const csv =
      'customer_external_id,number,issued_on,due_on,amount\nC-USD,R-1,2026-01-01,2026-02-01,100.004\n';
    expect((await runImport(api, 'invoices', csv, '&decimalMark=point')).errors).toEqual([
      '2 amount has more decimals than USD, which has 2: correct it, or declare `round`',
    ]);
    expect((await runImport(api, 'invoices', csv, '&decimalMark=point&round=half_up')).counts).toEqual([
      1, 0, 0, 0,
    ]);
  });

  test('a record in a currency of its own has the decimals of that one', async () => {
    const customer = await api.customer({ currency: 'JPY' });
    const put = (currency: string) =>
      api.call('PUT', `/v1/customers/${customer.id}/related-records`, {
        body: { kind: 'transaction', externalId: `T-${currency}`, amount: '1.50', currency },
      });
    expect((await put('USD')).status).toBe(200);
    expect((await put('JPY')).status).toBe(422);
  });
});
