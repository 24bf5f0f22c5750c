import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let count = 0;
const debtor = async (): Promise<Json> => api.customer({ externalId: `W-${(count += 1)}` });
const pay = (customer: Json, amount: string, more: object = {}): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customer.id}/payments`, { body: { amount, allocations: [], ...more } });
const note = (customer: Json, body: object): Promise<Json> =>
  api.ok('PUT', `/v1/customers/${customer.id}/related-records`, {
    body: { kind: 'credit_note', externalId: `CN-${customer.externalId}`, ...body },
  });
const allocate = (payment: Json, body: object): Promise<Answer> =>
  api.call('POST', `/v1/payments/${payment.id}/allocations`, { body });
const file = (kind: string, head: string, row: string) => runImport(api, kind, `${head}\n${row}\n`);
const INVOICES = 'customer_external_id,number,issued_on,due_on,amount,balance,status';
const balances = async (customer: Json): Promise<string[]> => {
  const { total, credit, net } = (await api.ok('GET', `/v1/customers/${customer.id}`)).balances;
  return [total, credit, net];
};

/** Each writer that moves credit, made ready; what it answers is called afterwards. */
const WRITERS: Record<string, (customer: Json) => Promise<() => Promise<unknown>>> = {
  'a payment on account': async (customer) => () => pay(customer, '10'),
  'a payment on account in a file': async ({ externalId }) => {
    const row = `${externalId},F-${externalId},2026-03-01,10`;
    return () => file('payments', 'customer_external_id,reference,paid_on,amount', row);
  },
  'a payment on account of a sync': async ({ externalId: customerExternalId }) => {
    const item = {
      customerExternalId,
      reference: `S-${customerExternalId}`,
      paidOn: '2026-03-01',
      amount: '10',
    };
    return () => api.ok('POST', '/v1/sync/payments', { body: { items: [item] } });
  },
  'a credit note': async (customer) => () => note(customer, { amount: '10' }),
  'its amount': async (customer) => {
    await note(customer, { amount: '10' });
    return () => note(customer, { amount: '12' });
  },
  'its status': async (customer) => {
    await note(customer, { amount: '10' });
    return () => note(customer, { status: 'cancelled' });
  },
  'a credit note in a file': async ({ externalId }) => {
    const head = 'kind,external_id,customer_external_id,amount';
    return () => file('related_records', head, `credit_note,FN-${externalId},${externalId},10`);
  },
  'a credit note of a sync': async ({ externalId: customerExternalId }) => {
    const item = {
      customerExternalId,
      kind: 'credit_note',
      externalId: `SN-${customerExternalId}`,
      amount: '10',
    };
    return () => api.ok('POST', '/v1/sync/related-records', { body: { items: [item] } });
  },
  'a credit row among invoices': async ({ externalId }) => {
    const row = `${externalId},CR-${externalId},2026-01-01,2026-01-01,-10,,`;
    return () => file('invoices', INVOICES, row);
  },
  'what is left of it': async ({ externalId }) => {
    const row = (left: string) => `${externalId},CL-${externalId},2026-01-01,2026-01-01,-10,${left},`;
    await file('invoices', INVOICES, row('-10'));
    return () => file('invoices', INVOICES, row('-4'));
  },
  'a balance below zero': async ({ externalId }) => {
    const row = `${externalId},NB-${externalId},2026-01-01,2026-02-01,100,-10,`;
    return () => file('invoices', INVOICES, row);
  },
  'a part of a payment that goes to an invoice': async (customer) => {
    const [payment, invoice] = [await pay(customer, '10'), await api.invoice(customer.id)];
    return () => allocate(payment, { invoiceId: invoice.id });
  },
  'a part of a credit note that goes to an invoice': async (customer) => {
    const [{ id }, invoice] = [await note(customer, { amount: '10' }), await api.invoice(customer.id)];
    const body = { invoiceId: invoice.id };
    return () => api.ok('POST', `/v1/related-records/${id}/applications`, { body });
  },
  'what came back of a payment on account': async (customer) => {
    const payment = await pay(customer, '10');
    return () => api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body: { reason: 'No funds' } });
  },
  'an invoice in part paid that is void': async (customer) => {
    const invoice = await api.invoice(customer.id);
    await pay(customer, '10', { allocations: [{ invoiceId: invoice.id, amount: '10' }] });
    return () => api.ok('POST', `/v1/invoices/${invoice.id}/void`);
  },
  'a paid invoice that is void in a file': async (customer) => {
    const number = `PV-${customer.externalId}`;
    const invoice = await api.invoice(customer.id, { number });
    await pay(customer, '100', { allocations: [{ invoiceId: invoice.id, amount: '100' }] });
    const row = `${customer.externalId},${number},2026-01-01,2026-02-01,100,0,void`;
    return () => file('invoices', INVOICES, row);
  },
};

describe('C18, D7, P14: who moves credit marks the customer: no message claimed before passes its fence', () => {
  test.each(Object.entries(WRITERS))('%s', async (_name, ready) => {
    const customer = await debtor();
    const enrollmentId = await api.enrollment(customer.id);
    const move = await ready(customer);
    const read = async () => api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } });
    const credit = async () => (await balances(customer))[1];
    const before = [(await read()).arVersion, await credit()] as const;
    api.lifecycle.woken.length = 0;
    await move();
    expect((await read()).arVersion).toBeGreaterThan(before[0]);
    expect(api.lifecycle.woken).toContain(enrollmentId);
    expect(await credit()).not.toBe(before[1]);
  });

  test('what is told of a credit note and does not change what it is worth marks nobody', async () => {
    const customer = await debtor();
    await note(customer, { amount: '10' });
    const read = async () => api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } });
    const { arVersion } = await read();
    await note(customer, { properties: { why: 'Returned goods' } });
    await note(customer, { amount: '10.00' });
    expect((await read()).arVersion).toBe(arVersion);
  });
});

describe('C18: what is on account goes to invoices', () => {
  test('as much as both allow, or as asked; it counts as paid on the day of the payment', async () => {
    const customer = await debtor();
    const payment = await pay(customer, '120', { paidOn: '2026-02-10' });
    const [first, second] = [await api.invoice(customer.id), await api.invoice(customer.id)];
    const { body } = await allocate(payment, { invoiceId: first.id });
    expect([body.payment.onAccount, body.invoice.status, body.invoice.balance]).toEqual([
      '20.00',
      'paid',
      '0.00',
    ]);
    await allocate(payment, { invoiceId: second.id, amount: '15.50' });
    expect(await balances(customer)).toEqual(['84.50', '4.50', '80.00']);
    const detail = await api.ok('GET', `/v1/invoices/${first.id}`);
    const [, moved] = detail.balanceChanges;
    expect([moved.cause, moved.delta, moved.effectiveOn]).toEqual(['payment', '-100.00', '2026-02-10']);
    expect(await api.auditActions(payment.id)).toEqual([
      'payment.recorded',
      'payment.allocated',
      'payment.allocated',
    ]);
  });

  test('a payment from before the invoice counts from when there was something to pay', async () => {
    const customer = await debtor();
    const payment = await pay(customer, '10', { paidOn: '2025-12-01' });
    const invoice = await api.invoice(customer.id);
    await allocate(payment, { invoiceId: invoice.id });
    const { balanceChanges } = await api.ok('GET', `/v1/invoices/${invoice.id}`);
    expect(balanceChanges.at(-1).effectiveOn).toBe('2026-01-01');
    const asOf = async (day: string) =>
      (await api.ok('GET', `/v1/customers/${customer.id}/overview?asOf=${day}`)).credit;
    expect([await asOf('2025-11-30'), await asOf('2025-12-31'), await asOf('2026-01-01')]).toEqual([
      '0.00',
      '10.00',
      '0.00',
    ]);
  });

  test('what does not fit is refused in words, and changes nothing', async () => {
    const [customer, other] = [await debtor(), await debtor()];
    const payment = await pay(customer, '10');
    const invoice = await api.invoice(customer.id);
    const foreign = await api.invoice(other.id);
    const told = async (body: object, of = payment) => {
      const answer = await allocate(of, body);
      return [answer.status, answer.body.errors?.[0]?.message ?? answer.body.detail];
    };
    expect(await told({ invoiceId: invoice.id, amount: '10.01' })).toEqual([
      422,
      'must not be more than 10: 10 of the payment is on account, the invoice owes 100.00',
    ]);
    expect(await told({ invoiceId: invoice.id, amount: '1.005' })).toMatchObject([422, /decimals/]);
    expect(await told({ invoiceId: foreign.id })).toEqual([
      409,
      'Payment and invoice belong to different customers.',
    ]);
    expect((await told({ invoiceId: api.deps.newId('invoice') }))[0]).toBe(404);
    expect(await balances(customer)).toEqual(['100.00', '10.00', '90.00']);
    await api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body: { reason: 'No funds' } });
    expect(await told({ invoiceId: invoice.id })).toEqual([409, 'The payment is reversed.']);
    const second = await pay(customer, '10');
    await allocate(second, { invoiceId: invoice.id });
    expect(await told({ invoiceId: invoice.id }, second)).toEqual([409, 'The payment is allocated in full.']);
    await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    expect(await told({ invoiceId: invoice.id }, second)).toEqual([409, 'The invoice is void.']);
  });

  test('C13: what a void invoice set free counts as paid once, wherever it goes', async () => {
    const customer = await debtor();
    const [first, second] = [await api.invoice(customer.id), await api.invoice(customer.id)];
    const payment = await pay(customer, '60', { allocations: [{ invoiceId: first.id, amount: '60' }] });
    await api.ok('POST', `/v1/invoices/${first.id}/void`);
    expect(await balances(customer)).toEqual(['100.00', '60.00', '40.00']);
    await allocate(payment, { invoiceId: second.id, amount: '45' });
    expect(await balances(customer)).toEqual(['55.00', '15.00', '40.00']);
    const rows = await api.database.db.balanceChange.findMany({
      where: { customerId: customer.id, cause: { in: ['payment', 'import'] } },
      orderBy: { id: 'asc' },
    });
    expect(rows.reduce((sum, { delta }) => sum + Number(delta), 0)).toBe(-60);
    expect((await api.ok('GET', `/v1/invoices/${first.id}`)).balance).toBe('0.00');
  });

  test('C20: two parts of one payment on one invoice come back together', async () => {
    const customer = await debtor();
    const invoice = await api.invoice(customer.id);
    const payment = await pay(customer, '30', { allocations: [{ invoiceId: invoice.id, amount: '10' }] });
    await allocate(payment, { invoiceId: invoice.id });
    await api.ok('POST', `/v1/payments/${payment.id}/reversals`, {
      body: { reason: 'No funds', amount: '25' },
    });
    expect(await balances(customer)).toEqual(['95.00', '0.00', '95.00']);
  });

  test('C13: a credit note that is applied keeps no promise; what was on account keeps one', async () => {
    const promised = async (lower: (customer: Json, invoiceId: string) => Promise<unknown>) => {
      const customer = await debtor();
      const invoice = await api.invoice(customer.id);
      const body = { amount: '100', promisedOn: '2026-03-10', invoiceIds: [invoice.id] };
      const { id } = await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
      await lower(customer, invoice.id);
      return (await api.ok('GET', `/v1/promises/${id}`)).status;
    };
    const byNote = await promised(async (customer, invoiceId) => {
      const { id } = await note(customer, { amount: '100' });
      await api.ok('POST', `/v1/related-records/${id}/applications`, { body: { invoiceId } });
    });
    const byPayment = await promised(async (customer, invoiceId) =>
      allocate(await pay(customer, '100', { paidOn: '2026-03-01' }), { invoiceId }),
    );
    expect([byNote, byPayment]).toEqual(['void', 'kept']);
  });
});

test('C18: credit notes that are gone are applied to nothing', async () => {
  const customer = await debtor();
  const invoice = await api.invoice(customer.id);
  const { id } = await note(customer, { amount: '10', status: 'cancelled' });
  const body = { invoiceId: invoice.id };
  const answer = await api.call('POST', `/v1/related-records/${id}/applications`, { body });
  expect([answer.status, answer.body.detail]).toEqual([
    409,
    'The credit note is used up, or gone: its status is cancelled.',
  ]);
});

test('C18: writers at once end right: nothing is used twice, and what is kept is the sum of the pieces', async () => {
  const customer = await debtor();
  const invoices = await Promise.all(Array.from({ length: 4 }, () => api.invoice(customer.id)));
  const payments = await Promise.all(Array.from({ length: 3 }, () => pay(customer, '90')));
  const { id } = await note(customer, { amount: '70' });
  const calls = invoices.flatMap(({ id: invoiceId }, n) => [
    ...payments.map((payment) => allocate(payment, { invoiceId, amount: '40' })),
    api.call('POST', `/v1/related-records/${id}/applications`, { body: { invoiceId, amount: '30' } }),
    ...(n === 0
      ? [
          api.call('POST', `/v1/payments/${payments[0].id}/reversals`, {
            body: { reason: 'No funds', amount: '50' },
          }),
          api.call('POST', `/v1/invoices/${invoiceId}/void`),
        ]
      : []),
  ]);
  for (const { status } of await Promise.all(calls)) expect([201, 200, 409, 422]).toContain(status);
  const [row] = await api.database.db.$queryRaw<Json[]>`
    SELECT s.credit::text AS kept, s.total::text AS total,
      (SELECT coalesce(sum(p.open), 0)::text FROM open_credit(ARRAY[s.customer_id]) p) AS pieces,
      (SELECT sum(i.balance)::text FROM invoice i WHERE i.customer_id = s.customer_id) AS owed,
      (SELECT min(p.amount - p.reversed - (SELECT coalesce(sum(a.amount - a.reversed), 0)
        FROM payment_allocation a WHERE a.payment_id = p.id)) >= 0 FROM payment p WHERE p.customer_id = s.customer_id) AS ok
    FROM customer_summary s WHERE s.customer_id = ${customer.id} ORDER BY s.customer_id`;
  expect([Number(row.kept), Number(row.total), row.ok]).toEqual([Number(row.pieces), Number(row.owed), true]);
});
