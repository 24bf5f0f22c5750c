import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
let customer: Json;
beforeAll(async () => {
  await api.open();
  customer = await api.customer({ externalId: 'C-1' });
});
afterAll(() => api.close());

const put = (body: object, customerId = customer.id) =>
  api.call('PUT', `/v1/customers/${customerId}/related-records`, { body });
const creditNote = async (externalId: string, amount: string, change: object = {}): Promise<Json> =>
  (await put({ kind: 'credit_note', externalId, amount, ...change })).body;
const invoiceOf = (id: string): Promise<Json> => api.ok('GET', `/v1/invoices/${id}`);

describe('C16: related records', () => {
  test('a record is created once, changed in what the call names, and listed on its customer by kind', async () => {
    const first = await put({
      kind: 'subscription',
      externalId: 'SUB-1',
      status: 'active',
      amount: '49.90',
      occurredOn: '2026-01-01',
      properties: { plan: 'team', seats: 5 },
    });
    expect(first.body).toMatchObject({
      kind: 'subscription',
      status: 'active',
      amount: '49.90',
      currency: 'EUR',
      applied: null,
      applications: [],
    });
    const second = await put({
      kind: 'subscription',
      externalId: 'SUB-1',
      status: 'ended',
      properties: { plan: null },
    });
    expect(second.body).toMatchObject({
      id: first.body.id,
      status: 'ended',
      amount: '49.90',
      properties: { seats: 5 },
    });
    await put({ kind: 'card', externalId: 'SUB-1', status: 'valid' });
    const path = `/v1/customers/${customer.id}/related-records`;
    expect((await api.ok('GET', `${path}?kind=subscription`)).items).toMatchObject([{ id: first.body.id }]);
    expect((await api.ok('GET', path)).items).toHaveLength(2);
    expect(await api.auditActions(first.body.id)).toEqual(['relatedRecord.created', 'relatedRecord.updated']);
  });

  test('kind and external id belong to one customer; other customers are refused', async () => {
    const other = await api.customer();
    await put({ kind: 'document', externalId: 'D-1' });
    const answer = await put({ kind: 'document', externalId: 'D-1' }, other.id);
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ field: 'externalId', message: 'is taken or reserved' }],
    ]);
  });

  test('records come from CSV, are told per row what is wrong, and come again without a change', async () => {
    const file =
      'kind,external_id,customer_external_id,status,occurred_on,ends_on,amount,property.iban\n' +
      'bank_account,BA-1,C-1,verified,2026-01-01,,,DE02\n' +
      'spaceship,X-1,C-1,,,,,\n' +
      'e_mandate,M-1,C-9,,,,,\n' +
      'approval,A-1,C-1,pending,2026-02-01,2026-01-01,,\n' +
      'transaction,T-1,C-1,settled,2026-02-02,,12.50,\n';
    const first = await runImport(api, 'related_records', file);
    expect(first.counts).toEqual([2, 0, 0, 3]);
    expect(first.errors).toEqual([
      expect.stringContaining('3 kind must be one of credit_note, document'),
      '4 customer_external_id is no known customer',
      '5 ends_on must not lie before occurred_on',
    ]);
    expect((await runImport(api, 'related_records', file)).counts).toEqual([0, 0, 2, 3]);
  });
});

describe('C16, C2: credit notes', () => {
  test('a credit note lowers an open invoice exactly; balance 0 makes it paid', async () => {
    const invoice = await api.invoice(customer.id, { amount: '100.00' });
    const note = await creditNote('CN-1', '70.30');
    const apply = (body: object) => api.call('POST', `/v1/related-records/${note.id}/applications`, { body });
    const first = await apply({ invoiceId: invoice.id, amount: '0.10' });
    expect(first.body).toMatchObject({
      creditNote: { applied: '0.10', applications: [{ invoiceId: invoice.id, amount: '0.10' }] },
      invoice: { balance: '99.90', status: 'open' },
    });
    expect((await apply({ invoiceId: invoice.id, amount: '70.21' })).status).toBe(422);
    expect((await apply({ invoiceId: invoice.id })).body).toMatchObject({
      creditNote: { applied: '70.30' },
      invoice: { balance: '29.70' },
    });
    expect((await apply({ invoiceId: invoice.id })).status).toBe(409);
    await creditNote('CN-2', '500.00', { allocations: [{ invoiceNumber: invoice.number, amount: '29.70' }] });
    const detail = await invoiceOf(invoice.id);
    expect(detail).toMatchObject({ status: 'paid', balance: '0.00' });
    expect(detail.balanceChanges.map((move: Json) => [move.kind, move.delta])).toEqual([
      ['issued', '100.00'],
      ['credit', '-0.10'],
      ['credit', '-70.20'],
      ['credit', '-29.70'],
    ]);
  });

  test('applied parts stay: they are never changed, taken back, or exceeded by a smaller credit note', async () => {
    const invoice = await api.invoice(customer.id, { amount: '50' });
    const other = await api.invoice(customer.id, { amount: '50' });
    const part = (amount: string, { number } = invoice) => ({ invoiceNumber: number, amount });
    await creditNote('CN-3', '40', { allocations: [part('30')] });
    const again = (change: object) =>
      put({ kind: 'credit_note', externalId: 'CN-3', amount: '40', ...change });
    expect((await again({ allocations: [part('30')] })).status).toBe(200);
    expect((await again({ allocations: [part('31')] })).status).toBe(422);
    expect((await again({ allocations: [part('10', other)] })).status).toBe(422);
    expect((await again({ allocations: [part('30'), part('10.01', other)] })).status).toBe(422);
    expect((await again({ amount: '29.99' })).status).toBe(422);
    expect((await again({ allocations: [part('30'), part('10', other)] })).status).toBe(200);
    expect((await invoiceOf(invoice.id)).balance).toBe('20.00');
    expect((await invoiceOf(other.id)).balance).toBe('40.00');
  });

  test('two people who apply one credit note at once never apply more than it is worth', async () => {
    const [one, two] = [await api.invoice(customer.id), await api.invoice(customer.id)];
    const note = await creditNote('CN-4', '100');
    const answers = await Promise.all(
      [one, two].map((invoice) =>
        api.call('POST', `/v1/related-records/${note.id}/applications`, {
          body: { invoiceId: invoice.id, amount: '60' },
        }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422]);
    expect((await api.ok('GET', `/v1/related-records/${note.id}`)).applied).toBe('60.00');
  });

  test('a credit wakes the enrollments of the customer and moves its ar version', async () => {
    const invoice = await api.invoice(customer.id);
    const enrollmentId = await api.enrollment(customer.id);
    const version = async () =>
      (await api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } })).arVersion;
    const before = await version();
    api.lifecycle.woken.length = 0;
    await creditNote('CN-5', '10', { allocations: [{ invoiceNumber: invoice.number, amount: '10' }] });
    expect(await version()).toBe(before + 1);
    expect(api.lifecycle.woken).toEqual([enrollmentId]);
  });
});
