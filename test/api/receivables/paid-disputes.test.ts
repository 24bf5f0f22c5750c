import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let serial = 0;
/** A disputed invoice over 100.00, of a customer with an external id. */
async function disputed(): Promise<{ invoice: Json; customer: Json }> {
  const customer = await api.customer({ externalId: `D-${++serial}` });
  const { id } = await api.invoice(customer.id, { number: `DI-${serial}` });
  const invoice = await api.ok('POST', `/v1/invoices/${id}/dispute`, { body: { reason: 'hours' } });
  expect(invoice).toMatchObject({ isDisputed: true, disputeReason: 'hours' });
  return { invoice, customer };
}

type Disputed = Awaited<ReturnType<typeof disputed>>;
const fields = { issuedOn: '2026-01-01', dueOn: '2026-02-01', amount: '100.00' };

const ways: [string, (of: Disputed) => Promise<unknown>, string][] = [
  [
    'a payment that somebody records',
    ({ invoice }) => api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '100.00' } }),
    'paid',
  ],
  [
    'an imported payment',
    ({ invoice, customer }) =>
      runImport(
        api,
        'payments',
        `customer_external_id,reference,paid_on,amount,invoice_number\n${customer.externalId},R-${serial},2026-03-01,100.00,${invoice.number}\n`,
      ),
    'paid',
  ],
  [
    'an invoice file',
    ({ invoice, customer }) =>
      runImport(
        api,
        'invoices',
        `customer_external_id,number,issued_on,due_on,amount,balance\n${customer.externalId},${invoice.number},2026-01-01,2026-02-01,100.00,0.00\n`,
      ),
    'paid',
  ],
  [
    'a file that calls it paid and disputed',
    ({ invoice, customer }) =>
      runImport(
        api,
        'invoices',
        `customer_external_id,number,issued_on,due_on,amount,status,disputed,dispute_reason\n${customer.externalId},${invoice.number},2026-01-01,2026-02-01,100.00,paid,true,hours\n`,
      ),
    'paid',
  ],
  [
    'a sync of invoices',
    ({ invoice, customer }) =>
      api.ok('POST', '/v1/sync/invoices', {
        body: {
          items: [
            { customerExternalId: customer.externalId, number: invoice.number, ...fields, balance: '0.00' },
          ],
        },
      }),
    'paid',
  ],
  [
    'a sync of payments',
    ({ invoice, customer }) =>
      api.ok('POST', '/v1/sync/payments', {
        body: {
          items: [
            {
              customerExternalId: customer.externalId,
              reference: `S-${serial}`,
              paidOn: '2026-03-01',
              amount: '100.00',
              allocations: [{ invoiceNumber: invoice.number, amount: '100.00' }],
            },
          ],
        },
      }),
    'paid',
  ],
  [
    'a credit note',
    async ({ invoice, customer }) => {
      const note = await api.ok('PUT', `/v1/customers/${customer.id}/related-records`, {
        body: { kind: 'credit_note', externalId: `CN-${serial}`, amount: '100.00' },
      });
      return api.ok('POST', `/v1/related-records/${note.id}/applications`, {
        body: { invoiceId: invoice.id },
      });
    },
    'paid',
  ],
  [
    'a write-off',
    ({ invoice }) =>
      api.ok('POST', `/v1/invoices/${invoice.id}/adjustments`, {
        body: { amount: '100.00', cause: 'write_off', reason: 'Not worth chasing' },
      }),
    'paid',
  ],
  ['voiding', ({ invoice }) => api.ok('POST', `/v1/invoices/${invoice.id}/void`, { body: {} }), 'void'],
];

describe('C2: a balance of 0 ends the dispute', () => {
  test.each(ways)('by %s', async (_way, settle, status) => {
    const of = await disputed();
    await settle(of);
    expect(await api.ok('GET', `/v1/invoices/${of.invoice.id}`)).toMatchObject({
      status,
      isDisputed: false,
      disputeReason: null,
    });
    const holds = await api.ok('GET', `/v1/holds?invoiceId=${of.invoice.id}&isOpen=true`);
    expect(holds.items).toEqual([]);
    expect((await api.ok('GET', `/v1/invoices?customerId=${of.customer.id}&isDisputed=true`)).items).toEqual(
      [],
    );
  });

  test('a part payment leaves it', async () => {
    const { invoice } = await disputed();
    await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '99.99' } });
    expect(await api.ok('GET', `/v1/invoices/${invoice.id}`)).toMatchObject({
      status: 'open',
      isDisputed: true,
      disputeReason: 'hours',
    });
  });
});

describe('C1: a record says where it came from', () => {
  const sourceOf = async (name: string) =>
    (await api.ok('GET', `/v1/customers?search=${name}`)).items[0].source;

  test('api, manual, import and sync, of customers', async () => {
    await api.customer({ name: 'By-api' });
    await api.customer({ name: 'By-hand', source: 'manual' });
    await runImport(api, 'customers', 'external_id,name\nSRC-1,By-file\n');
    await api.ok('POST', '/v1/sync/customers', {
      body: { items: [{ externalId: 'SRC-2', name: 'By-sync' }] },
    });
    for (const [name, source] of Object.entries({
      'By-api': 'api',
      'By-hand': 'manual',
      'By-file': 'import',
      'By-sync': 'sync',
    }))
      expect([name, await sourceOf(name)]).toEqual([name, source]);
    // A later file changes what it says, not where it came from.
    await runImport(api, 'customers', 'external_id,name\nSRC-2,By-sync renamed\n');
    expect(await sourceOf('By-sync')).toBe('sync');
    const invented = await api.call('POST', '/v1/customers', {
      body: { name: 'By-lie', currency: 'EUR', source: 'sync' },
    });
    expect([invented.status, invented.body.errors[0].field]).toEqual([422, 'source']);
  });

  test('of contacts and invoices', async () => {
    const customer = await api.customer({ externalId: 'SRC-3' });
    const customerExternalId = 'SRC-3';
    await api.ok('POST', '/v1/sync/contacts', { body: { items: [{ customerExternalId, name: 'Synced' }] } });
    await runImport(api, 'contacts', 'customer_external_id,name\nSRC-3,Filed\n');
    await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Typed', source: 'manual' },
    });
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/contacts`);
    expect(Object.fromEntries(items.map((row: Json) => [row.name, row.source]))).toEqual({
      Synced: 'sync',
      Filed: 'import',
      Typed: 'manual',
    });
    await api.ok('POST', '/v1/sync/invoices', {
      body: { items: [{ customerExternalId, number: 'SRC-I', ...fields }] },
    });
    const listed = await api.ok('GET', `/v1/invoices?customerId=${customer.id}`);
    expect(listed.items[0].source).toBe('sync');
  });
});
