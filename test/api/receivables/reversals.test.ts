import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = Date.parse('2026-10-05T08:00:00Z');
});

const bounced = (paymentId: string, body: object = {}) =>
  api.call('POST', `/v1/payments/${paymentId}/reversals`, { body: { reason: 'No funds', ...body } });
const pay = (invoiceId: string, amount: string, paidOn: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, paidOn, reference: 'CHK-9' } });
const detail = (id: string): Promise<Json> => api.ok('GET', `/v1/invoices/${id}`);

describe('C20, case 23: a payment bounces', () => {
  const paid = async () => {
    const customer = await api.customer({ currency: 'USD' });
    const days = { issuedOn: '2026-08-15', dueOn: '2026-09-15' };
    const invoice = await api.invoice(customer.id, { amount: '800.00', ...days });
    const payment = await pay(invoice.id, '800.00', '2026-10-01');
    return { customer, invoice, payment };
  };

  test('the invoice is open again, overdue since its day; payment and reversal stay visible with their days', async () => {
    const { customer, invoice, payment } = await paid();
    expect(await detail(invoice.id)).toMatchObject({ status: 'paid', balance: '0.00' });
    const reversed = await bounced(payment.id, { reference: 'CHK-9-R' });
    expect(reversed.status).toBe(201);
    expect(reversed.body).toMatchObject({ amount: '800.00', reversed: '800.00', paidOn: '2026-10-01' });
    expect(await detail(invoice.id)).toMatchObject({
      status: 'open',
      balance: '800.00',
      payments: [{ paymentId: payment.id, amount: '800.00', reversed: '800.00', paidOn: '2026-10-01' }],
      reversals: [
        {
          paymentId: payment.id,
          amount: '800.00',
          reversedOn: '2026-10-05',
          reason: 'No funds',
          reference: 'CHK-9-R',
        },
      ],
      balanceChanges: [
        { kind: 'issued', cause: 'issued' },
        { kind: 'payment', cause: 'payment', delta: '-800.00', effectiveOn: '2026-10-01' },
        { kind: 'reversal', cause: 'payment', delta: '800.00', balance: '800.00', effectiveOn: '2026-10-05' },
      ],
    });
    const balances = (await api.ok('GET', `/v1/customers/${customer.id}`)).balances;
    expect(balances).toMatchObject({ total: '800.00', overdue: '800.00' });
    expect(await api.auditActions(payment.id)).toEqual(['payment.recorded', 'payment.reversed']);
  });

  test('a second reversal is refused; a part leaves that part owed, and the rest may come back too', async () => {
    const { invoice, payment } = await paid();
    await api.ok('GET', `/v1/payments/${payment.id}`);
    expect((await bounced(payment.id, { amount: '300.00' })).body).toMatchObject({ reversed: '300.00' });
    expect(await detail(invoice.id)).toMatchObject({ status: 'open', balance: '300.00' });
    const more = await bounced(payment.id, { amount: '500.01' });
    expect([more.status, more.body.errors[0].field]).toEqual([422, 'amount']);
    expect((await bounced(payment.id)).body).toMatchObject({ reversed: '800.00' });
    expect((await bounced(payment.id)).status).toBe(409);
    expect((await bounced(payment.id, { amount: '1.00' })).status).toBe(409);
    expect(await detail(invoice.id)).toMatchObject({ balance: '800.00' });
  });

  test('a day to come, before it was paid, no reason and a foreign invoice are refused, and nothing changes', async () => {
    const { invoice, payment } = await paid();
    const other = await api.invoice((await api.customer()).id);
    const wrong = [
      [{ reversedOn: '2026-10-06' }, 'reversedOn'],
      [{ reversedOn: '2026-09-30' }, 'reversedOn'],
      [{ reason: '' }, 'reason'],
      [{ invoiceId: other.id }, 'invoiceId'],
      [{ amount: '0' }, 'amount'],
    ] as const;
    for (const [body, field] of wrong) {
      const { status, body: problem } = await bounced(payment.id, body);
      expect([status, problem.errors.map((error: Json) => error.field)]).toEqual([422, [field]]);
    }
    expect(await detail(invoice.id)).toMatchObject({ status: 'paid', reversals: [] });
  });

  test('what was rendered before passes no fence, and enrollments look again', async () => {
    const { customer, payment } = await paid();
    const enrollmentId = await api.enrollment(customer.id);
    const version = async () =>
      (await api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } })).arVersion;
    const before = await version();
    await bounced(payment.id);
    expect(await version()).toBeGreaterThan(before);
    expect(api.lifecycle.woken).toContain(enrollmentId);
  });

  test('a void invoice stays void, though the money is gone', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { amount: '50.00' });
    const { id } = await pay(invoice.id, '20.00', '2026-10-01');
    await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    expect((await bounced(id)).body).toMatchObject({ reversed: '20.00' });
    expect(await detail(invoice.id)).toMatchObject({ status: 'void', balance: '0.00' });
  });
});

describe('C20: one payment of several invoices', () => {
  test('lowers each by its part, keeps the rest on account, and comes back on account first', async () => {
    const customer = await api.customer();
    const [one, two] = [
      await api.invoice(customer.id, { amount: '100.00' }),
      await api.invoice(customer.id, { amount: '200.00' }),
    ];
    const path = `/v1/customers/${customer.id}/payments`;
    const allocations = [
      { invoiceId: one.id, amount: '100.00' },
      { invoiceId: two.id, amount: '150.00' },
    ];
    const payment = await api.ok('POST', path, {
      body: { amount: '300.00', reference: 'WIRE-1', allocations },
    });
    expect(payment).toMatchObject({ amount: '300.00', reversed: '0.00', allocations, reversals: [] });
    expect([await detail(one.id), await detail(two.id)]).toMatchObject([
      { status: 'paid', balance: '0.00' },
      { status: 'open', balance: '50.00' },
    ]);
    await bounced(payment.id, { amount: '60.00' });
    expect(await detail(two.id)).toMatchObject({ balance: '60.00' });
    await bounced(payment.id, { invoiceId: one.id });
    expect(await detail(one.id)).toMatchObject({ status: 'open', balance: '100.00' });
    expect(await detail(two.id)).toMatchObject({ balance: '60.00' });
    expect((await bounced(payment.id, { invoiceId: one.id })).status).toBe(409);
  });

  test('more than there is, an invoice twice, of others or closed, is refused with its place', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { amount: '100.00' });
    const other = await api.invoice((await api.customer()).id);
    const record = (amount: string, allocations: object[]) =>
      api.call('POST', `/v1/customers/${customer.id}/payments`, { body: { amount, allocations } });
    const fields = async (amount: string, allocations: object[]) =>
      (await record(amount, allocations)).body.errors.map((error: Json) => error.field);
    const part = { invoiceId: invoice.id, amount: '60.00' };
    expect(await fields('50', [part])).toEqual(['allocations']);
    expect(await fields('200', [part, part])).toEqual(['allocations[1].invoiceId']);
    expect(await fields('200', [{ invoiceId: other.id, amount: '1' }])).toEqual(['allocations[0].invoiceId']);
    expect(await fields('200', [{ ...part, amount: '100.01' }])).toEqual(['allocations[0].amount']);
    await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    expect((await record('60', [part])).status).toBe(409);
    expect(await api.database.db.payment.count({ where: { customerId: customer.id } })).toBe(0);
  });
});

describe('C13, C20: promises that a payment had kept are judged anew', () => {
  const promised = async (promisedOn: string) => {
    api.now = Date.parse('2026-09-20T08:00:00Z');
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { amount: '80.00', dueOn: '2026-09-15' });
    const promise = await api.ok('POST', `/v1/customers/${customer.id}/promises`, {
      body: { promisedOn, invoiceIds: [invoice.id] },
    });
    const payment = await pay(invoice.id, '80.00', '2026-09-20');
    const read = () => api.ok('GET', `/v1/promises/${promise.id}`);
    expect(await read()).toMatchObject({ status: 'kept', paidAmount: '80.00' });
    const holds = async () =>
      (await api.ok('GET', `/v1/holds?invoiceId=${invoice.id}&isOpen=true`)).items as Json[];
    return { customer, invoice, payment, read, holds, promiseId: promise.id as string };
  };
  const told = async (promiseId: string) =>
    (await api.database.db.change.findMany({ where: { entityId: promiseId }, orderBy: { seq: 'asc' } })).map(
      ({ kind }) => kind,
    );

  test('broken where its day is over; a payment in time that is entered late keeps it again', async () => {
    const { invoice, payment, read, promiseId } = await promised('2026-09-30');
    api.now = Date.parse('2026-10-05T08:00:00Z');
    await bounced(payment.id);
    expect(await read()).toMatchObject({ status: 'broken', paidAmount: '0.00' });
    await pay(invoice.id, '80.00', '2026-09-29');
    expect(await read()).toMatchObject({ status: 'kept', paidAmount: '80.00' });
    expect(await told(promiseId)).toEqual(['made', 'kept', 'broken', 'kept']);
  });

  test('open with its hold until its day, where that is still to come', async () => {
    const { payment, read, holds, promiseId } = await promised('2026-10-20');
    expect(await holds()).toEqual([]);
    api.now = Date.parse('2026-10-05T08:00:00Z');
    await bounced(payment.id);
    expect(await read()).toMatchObject({ status: 'open', paidAmount: '0.00', decidedAt: null });
    expect(await holds()).toHaveLength(1);
    expect(await told(promiseId)).toEqual(['made', 'kept', 'reopened']);
  });

  test('one that other payments kept stays kept', async () => {
    const { customer, payment, read } = await promised('2026-09-30');
    const other = await api.invoice(customer.id, { amount: '10.00' });
    api.now = Date.parse('2026-10-05T08:00:00Z');
    const { id } = await pay(other.id, '10.00', '2026-10-01');
    await bounced(id);
    expect(await read()).toMatchObject({ status: 'kept' });
    await bounced(payment.id, { amount: '0.01' });
    expect(await read()).toMatchObject({ status: 'broken', paidAmount: '79.99' });
  });

  test('C12: payer behaviour knows nothing of money that came back', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { amount: '80.00', dueOn: '2026-10-03' });
    const { id } = await pay(invoice.id, '80.00', '2026-10-04');
    const texts = async () =>
      (await api.ok('GET', `/v1/customers/${customer.id}/signals?isActive=true`)).items.map(
        ({ rule }: Json) => rule,
      );
    expect(await texts()).toEqual(['healthy']);
    await bounced(id);
    await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    await refreshCustomers(api.deps, [customer.id]);
    expect(await texts()).toEqual(['no_data']);
  });
});
