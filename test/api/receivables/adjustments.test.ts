import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';
import { feedWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = Date.parse('2026-10-05T08:00:00Z');
});

const DAYS = { issuedOn: '2026-08-15', dueOn: '2026-09-15' };
const adjust = (invoiceId: string, body: object) =>
  api.call('POST', `/v1/invoices/${invoiceId}/adjustments`, {
    body: { reason: 'Agreed on the phone', ...body },
  });
const detail = (id: string): Promise<Json> => api.ok('GET', `/v1/invoices/${id}`);
const world = async (invoice: object = {}) => {
  const customer = await api.customer({ currency: 'USD' });
  const made = await api.invoice(customer.id, { amount: '100.00', ...DAYS, ...invoice });
  return { customer, invoiceId: made.id as string };
};
const promise = (customerId: string, invoiceId: string): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customerId}/promises`, {
    body: { promisedOn: '2026-10-20', invoiceIds: [invoiceId] },
  });

describe('C13: somebody corrects a balance or writes it off', () => {
  test.each(['correction', 'write_off'])('%s lowers it with its cause, day and reason', async (cause) => {
    const { customer, invoiceId } = await world();
    const reply = await adjust(invoiceId, { amount: '30.00', cause, effectiveOn: '2026-10-01' });
    const told = {
      kind: 'adjustment',
      cause,
      delta: '-30.00',
      balance: '70.00',
      effectiveOn: '2026-10-01',
      reason: 'Agreed on the phone',
    };
    expect([reply.status, reply.body]).toMatchObject([
      201,
      { adjustment: told, invoice: { status: 'open', balance: '70.00', amount: '100.00' } },
    ]);
    const shown = await detail(invoiceId);
    expect(shown.balanceChanges).toMatchObject([{ kind: 'issued', reason: null }, told]);
    expect(shown.payments).toEqual([]);
    const { balances } = await api.ok('GET', `/v1/customers/${customer.id}`);
    expect(balances).toMatchObject({ total: '70.00', overdue: '70.00' });
    expect(await api.auditActions(invoiceId)).toEqual(['invoice.created', 'invoice.adjusted']);
  });

  test('C2: the rest written off makes it paid and ends its dispute', async () => {
    const { invoiceId } = await world();
    await api.ok('POST', `/v1/invoices/${invoiceId}/dispute`, { body: { reason: 'hours' } });
    await adjust(invoiceId, { amount: '40.00', cause: 'write_off' });
    expect(await detail(invoiceId)).toMatchObject({ status: 'open', isDisputed: true });
    await adjust(invoiceId, { amount: '60.00', cause: 'write_off' });
    const settled = { status: 'paid', balance: '0.00', isDisputed: false, disputeReason: null };
    expect(await detail(invoiceId)).toMatchObject(settled);
    expect((await api.ok('GET', `/v1/holds?invoiceId=${invoiceId}&isOpen=true`)).items).toEqual([]);
  });

  test('a write-off is no payment: the promise is void, and nothing of it was paid', async () => {
    const { customer, invoiceId } = await world();
    const { id } = await promise(customer.id, invoiceId);
    await adjust(invoiceId, { amount: '99.00', cause: 'write_off' });
    expect(await api.ok('GET', `/v1/promises/${id}`)).toMatchObject({ status: 'open', paidAmount: '0.00' });
    await adjust(invoiceId, { amount: '1.00', cause: 'write_off' });
    expect(await api.ok('GET', `/v1/promises/${id}`)).toMatchObject({ status: 'void', paidAmount: '0.00' });
  });

  test('it comes to the same as a file whose `lowered_by` says so', async () => {
    const customer = await api.customer({ externalId: 'ADJ-1', currency: 'USD' });
    const settled = await Promise.all(
      ['ADJ-API', 'ADJ-CSV'].map(async (number) => {
        const { id } = await api.invoice(customer.id, { number, amount: '100.00', ...DAYS });
        return { id: id as string, promiseId: (await promise(customer.id, id)).id as string };
      }),
    );
    await adjust(settled[0]!.id, { amount: '100.00', cause: 'write_off' });
    await runImport(
      api,
      'invoices',
      'customer_external_id,number,issued_on,due_on,amount,balance,lowered_by\nADJ-1,ADJ-CSV,2026-08-15,2026-09-15,100.00,0.00,write_off\n',
    );
    // What a file moves is decided soon after it.
    await refreshCustomers(api.deps, [customer.id]);
    const told = await Promise.all(
      settled.map(async ({ id, promiseId }) => {
        const { status, balance, balanceChanges } = await detail(id);
        const { cause, delta, effectiveOn } = balanceChanges.at(-1);
        const decided = await api.ok('GET', `/v1/promises/${promiseId}`);
        return { status, balance, cause, delta, effectiveOn, promise: [decided.status, decided.paidAmount] };
      }),
    );
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ cause: 'write_off', delta: '-100.00', promise: ['void', '0.00'] });
  });

  test('a correction takes a write-off back, up to the amount, and opens a paid invoice again', async () => {
    const { customer, invoiceId } = await world();
    await adjust(invoiceId, { amount: '100.00', cause: 'write_off' });
    const raise = { direction: 'raise', cause: 'correction' };
    const more = await adjust(invoiceId, { ...raise, amount: '100.01' });
    expect([more.status, more.body.errors]).toEqual([
      422,
      [
        {
          field: 'amount',
          message: 'must not be more than the 100 USD by which it can rise to its amount of 100.00',
        },
      ],
    ]);
    const { body } = await adjust(invoiceId, { ...raise, amount: '100.00' });
    expect(body.invoice).toMatchObject({ status: 'open', balance: '100.00', amount: '100.00' });
    expect((await adjust(invoiceId, { ...raise, amount: '0.01' })).status).toBe(409);
    const { balances } = await api.ok('GET', `/v1/customers/${customer.id}`);
    expect(balances).toMatchObject({ total: '100.00', overdue: '100.00' });
  });

  test('what was rendered before passes no fence, and enrollments look again', async () => {
    const { customer, invoiceId } = await world();
    const enrollmentId = await api.enrollment(customer.id);
    const version = async () =>
      (await api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } })).arVersion;
    const before = await version();
    await adjust(invoiceId, { amount: '1.00', cause: 'correction' });
    expect(await version()).toBeGreaterThan(before);
    expect(api.lifecycle.woken).toContain(enrollmentId);
  });

  test('O5: it is told as `invoice.adjusted`, and as paid and reopened where it settles and opens', async () => {
    const events = ['invoice.adjusted', 'invoice.paid', 'invoice.reopened'];
    const hook = { url: 'https://erp.example.com/h', events };
    const { id: webhookId } = await api.ok('POST', '/v1/webhooks', { body: hook });
    const { customer, invoiceId } = await world();
    const told = async () => {
      for (let pass = 0; pass < 4; pass += 1) await feedWebhooks(api.deps);
      const rows = await api.database.db.webhookDelivery.findMany({
        where: { webhookId },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ event, data }) => [event, data]);
    };
    await adjust(invoiceId, { amount: '100.00', cause: 'write_off' });
    const of = { invoiceId, customerId: customer.id };
    const lowered = { ...of, cause: 'write_off', delta: '-100', balance: '0', currency: 'USD' };
    const first = await told();
    expect(first).toEqual(
      expect.arrayContaining([
        ['invoice.adjusted', lowered],
        ['invoice.paid', expect.objectContaining(of)],
      ]),
    );
    expect(first).toHaveLength(2);
    await adjust(invoiceId, { amount: '5.00', direction: 'raise', cause: 'correction' });
    expect((await told()).map(([event]) => event).sort()).toEqual([...events.slice(0, 1), ...events].sort());
  });
});

describe('C13: what an adjustment may not say', () => {
  test('every invalid member is named, and nothing is stored', async () => {
    const { invoiceId } = await world();
    const wrong = [
      [{ amount: '100.01', cause: 'write_off' }, ['amount']],
      [{ amount: '0', cause: 'write_off' }, ['amount']],
      [{ amount: '-1.00', cause: 'write_off' }, ['amount']],
      [{ amount: '1.005', cause: 'write_off', effectiveOn: '2026-10-06' }, ['amount', 'effectiveOn']],
      [{ amount: '1.00', cause: 'write_off', effectiveOn: '2026-08-14' }, ['effectiveOn']],
      [{ amount: '1.00', cause: 'payment' }, ['cause']],
      [{ amount: '1.00', cause: 'write_off', direction: 'raise' }, ['direction']],
      [{ amount: '1.00', cause: 'write_off', reason: ' \n' }, ['reason']],
    ] as const;
    for (const [body, fields] of wrong) {
      const { status, body: problem } = await adjust(invoiceId, body);
      expect([status, problem.errors?.map((error: Json) => error.field)]).toEqual([422, fields]);
    }
    const shown = await detail(invoiceId);
    expect([shown.balance, shown.balanceChanges.length]).toEqual(['100.00', 1]);
  });

  test('a paid one has nothing to lower, a void one stays as it is, a whole one cannot rise', async () => {
    const write = { amount: '1.00', cause: 'write_off' };
    const paid = await world();
    await api.ok('POST', `/v1/invoices/${paid.invoiceId}/payments`, { body: { amount: '100.00' } });
    const gone = await world();
    await api.ok('POST', `/v1/invoices/${gone.invoiceId}/void`, { body: {} });
    const whole = await world();
    const raise = { amount: '1.00', cause: 'correction', direction: 'raise' };
    const statuses = [
      await adjust(paid.invoiceId, write),
      await adjust(gone.invoiceId, write),
      await adjust(gone.invoiceId, raise),
      await adjust(whole.invoiceId, raise),
    ].map(({ status }) => status);
    expect(statuses).toEqual([409, 409, 409, 409]);
  });

  test('C19: a residue from before, below a cent, can be written off exactly', async () => {
    const { invoiceId } = await world();
    await api.database.db.invoice.update({ where: { id: invoiceId }, data: { balance: '0.004' } });
    expect((await adjust(invoiceId, { amount: '0.003', cause: 'write_off' })).status).toBe(422);
    const { body } = await adjust(invoiceId, { amount: '0.004', cause: 'write_off' });
    expect(body.invoice).toMatchObject({ status: 'paid', balance: '0.00' });
  });

  test('the same call again answers the same, and lowers once', async () => {
    const { invoiceId } = await world();
    const call = () =>
      api.call('POST', `/v1/invoices/${invoiceId}/adjustments`, {
        body: { amount: '10.00', cause: 'write_off', reason: 'Small' },
        headers: { 'idempotency-key': 'adjust-once' },
      });
    const [first, second] = [await call(), await call()];
    expect(second.body).toEqual(first.body);
    expect(await detail(invoiceId)).toMatchObject({ balance: '90.00' });
  });
});
