import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import { runs } from '../../support/rows/runs.ts';

const api = new ApiFixture();
let customer: Json;
beforeAll(async () => {
  await api.open();
  customer = await api.customer({ externalId: 'C-1' });
});
afterAll(() => api.close());

const HEAD = 'customer_external_id,reference,paid_on,amount,invoice_number,allocations\n';
const detail = (invoice: Json): Promise<Json> => api.ok('GET', `/v1/invoices/${invoice.id}`);

test('C2, C11: a payment from CSV lowers exactly the invoices it names, and the rest stays on account', async () => {
  const [one, two] = [
    await api.invoice(customer.id, { number: 'P-1', amount: '100.10' }),
    await api.invoice(customer.id, { number: 'P-2', amount: '50' }),
  ];
  const file = `${HEAD}C-1,W-1,2026-02-01,100.10,P-1,\nC-1,W-2,2026-02-02,30,,P-2:20.00|P-1:0.00\nC-1,W-3,2026-02-03,60.00,,P-2:20.05\nC-1,W-4,2026-02-03,7,,\n`;
  const first = await runImport(api, 'payments', file);
  expect(first.counts).toEqual([3, 0, 0, 1]);
  expect(first.errors).toEqual(['3 allocations P-1 is paid']);
  expect(await detail(one)).toMatchObject({
    status: 'paid',
    balance: '0.00',
    payments: [{ amount: '100.10', paidOn: '2026-02-01', reference: 'W-1' }],
    balanceChanges: [{ kind: 'issued' }, { kind: 'payment', delta: '-100.10', effectiveOn: '2026-02-01' }],
  });
  expect(await detail(two)).toMatchObject({
    balance: '29.95',
    payments: [{ amount: '20.05', reference: 'W-3' }],
  });
  expect((await runImport(api, 'payments', file)).counts).toEqual([0, 0, 3, 1]);
  const payments = await api.database.db.payment.findMany({
    where: { customerId: customer.id },
    orderBy: { reference: 'asc' },
  });
  expect(payments.map((row) => [row.reference, row.amount.toFixed()])).toEqual([
    ['W-1', '100.1'],
    ['W-3', '60'],
    ['W-4', '7'],
  ]);
});

test('C2, C11: wrong payments are refused by line, never guessed', async () => {
  await api.invoice(customer.id, { number: 'P-3', amount: '10' });
  await runImport(api, 'payments', `${HEAD}C-1,W-8,2026-02-01,5,P-3,\n`);
  const { errors, counts } = await runImport(
    api,
    'payments',
    `${HEAD}C-1,X-1,2026-02-01,6,,P-3:6\nC-1,X-2,2026-02-01,1,,P-3:2\nC-1,X-3,2026-02-01,1,P-3,P-3:1\nC-1,X-4,2026-03-03,1,P-3,\nC-9,X-5,2026-02-01,1,P-3,\nC-1,X-6,2026-02-01,1,NO,\nC-1,W-8,2026-02-01,6,,\nC-1,W-8,2026-02-01,5,P-3,\nC-1,X-7,2026-02-01,0,,\nC-1,X-8,01.02.2026,1,,\nC-1,X-9,2026-02-01,2,,P-3:1|P-3:1\n`,
  );
  expect(counts).toEqual([0, 0, 0, 11]);
  expect(errors).toEqual([
    '2 allocations P-3 owes only 5.0000',
    '3 allocations add up to 2, more than the amount',
    '4 allocations stands beside an invoice_number; give one of them',
    '5 paid_on must not be later than today, 2026-03-02',
    '6 customer_external_id is no known customer',
    '7 allocations NO is no invoice of this customer',
    '8 amount must stay 5.0000: a recorded payment is not changed',
    '9 amount must stay 5.0000: a recorded payment is not changed',
    '10 amount must be more than 0',
    '11 paid_on must be a day written as YYYY-MM-DD',
    '12 allocations names P-3 twice',
  ]);
});

test('C2: a payment that was on account is allocated later; one recorded by hand is found again', async () => {
  const invoice = await api.invoice(customer.id, { number: 'P-4', amount: '40' });
  await runImport(api, 'payments', `${HEAD}C-1,L-1,2026-02-01,25,,\n`);
  expect((await detail(invoice)).balance).toBe('40.00');
  expect((await runImport(api, 'payments', `${HEAD}C-1,L-1,2026-02-01,25,,P-4:15\n`)).counts).toEqual([
    0, 1, 0, 0,
  ]);
  expect((await detail(invoice)).balance).toBe('25.00');
  await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
    body: { amount: '5', paidOn: '2026-02-09', reference: 'H-1' },
  });
  expect((await runImport(api, 'payments', `${HEAD}C-1,H-1,2026-02-09,5,P-4,\n`)).counts).toEqual([
    0, 0, 1, 0,
  ]);
  expect((await detail(invoice)).balance).toBe('20.00');
});

test('C2: two imports of the same payments at once count each payment once', async () => {
  const invoice = await api.invoice(customer.id, { number: 'P-5', amount: '40' });
  const file = `${HEAD}C-1,R-1,2026-02-01,10,P-5,\n`;
  const results = await Promise.all([1, 2, 3].map(() => runImport(api, 'payments', file)));
  expect(results.map((result) => result.counts[0]).sort()).toEqual([0, 0, 1]);
  expect((await detail(invoice)).balance).toBe('30.00');
});

test('C2: whatever payments, credits and voids come, the balance is the amount less all of them, to the cent', async () => {
  const cents = fc.integer({ min: 1, max: 4_000 }).map((value) => new Decimal(value).div(100).toFixed(2));
  const event = fc.record({ kind: fc.constantFrom('pay', 'import', 'credit', 'void'), amount: cents });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      round += 1;
      const number = `Q-${round}`;
      const invoice = await api.invoice(customer.id, { number, amount: '60.00' });
      let owed = new Decimal(60);
      let isVoid = false;
      for (const [index, { kind, amount }] of events.entries()) {
        const ref = `${number}-${index}`;
        const fits = !isVoid && !owed.isZero() && owed.greaterThanOrEqualTo(amount);
        // C18: what a row pays beyond what the invoice that it names owes is on account.
        const isBeyond = kind === 'import' && !isVoid && owed.lessThan(amount);
        await happen(kind, { invoice, amount, ref });
        if (kind === 'void' && !isVoid && !owed.isZero()) [isVoid, owed] = [true, new Decimal(0)];
        else if (isBeyond) owed = new Decimal(0);
        else if (kind !== 'void' && fits) owed = owed.minus(amount);
      }
      const after = await detail(invoice);
      const moved = Decimal.sum(0, ...after.balanceChanges.map((move: Json) => move.delta));
      expect([after.balance, moved.toFixed(2)]).toEqual([owed.toFixed(2), owed.toFixed(2)]);
      expect(after.status).toBe(isVoid ? 'void' : owed.isZero() ? 'paid' : 'open');
    }),
    runs({ test: 5, proof: 150 }),
  );
});

async function happen(
  kind: string,
  { invoice, amount, ref }: { invoice: Json; amount: string; ref: string },
) {
  switch (kind) {
    case 'pay':
      return api.call('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount } });
    case 'import':
      return runImport(api, 'payments', `${HEAD}C-1,${ref},2026-02-01,${amount},${invoice.number},\n`);
    case 'credit': {
      const allocations = [{ invoiceNumber: invoice.number, amount }];
      const body = { kind: 'credit_note', externalId: ref, amount, allocations };
      return api.call('PUT', `/v1/customers/${customer.id}/related-records`, { body });
    }
    default:
      return api.call('POST', `/v1/invoices/${invoice.id}/void`);
  }
}
