import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const START = Date.parse('2026-03-02T08:00:00Z');

describe('promises to pay', () => {
  const api = new ApiFixture();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  const at = (instant: string) => {
    api.now = Date.parse(instant);
  };
  const promise = async (change: object = {}, invoice: object = {}) => {
    const customer = await api.customer();
    const { id: invoiceId } = await api.invoice(customer.id, {
      amount: '100.00',
      dueOn: '2026-02-20',
      ...invoice,
    });
    const body = { promisedOn: '2026-03-10', invoiceIds: [invoiceId], ...change };
    const made = await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
    return { customer, invoiceId, promiseId: made.id as string, made };
  };
  const read = (promiseId: string) => api.ok('GET', `/v1/promises/${promiseId}`);
  const pay = (invoiceId: string, amount: string, paidOn?: string) =>
    api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, ...(paidOn && { paidOn }) } });
  const feed = async (promiseId: string) => {
    const rows = await api.database.db.change.findMany({
      where: { entityId: promiseId },
      orderBy: { seq: 'asc' },
    });
    return rows.map((row) => `${row.entity}.${row.kind}`);
  };
  const holdsOf = async (invoiceId: string) =>
    (await api.ok('GET', `/v1/holds?invoiceId=${invoiceId}&isOpen=true`)).items;

  it('C13: a promise holds its invoices back until its day is over in the organisation’s zone', async () => {
    const { made, invoiceId } = await promise({ note: 'After their pay run' });
    expect(made).toMatchObject({ amount: '100.00', paidAmount: '0.00', status: 'open', currency: 'EUR' });
    // Midnight in Berlin.
    const hold = { scope: 'invoice', kind: 'promise', expiresAt: '2026-03-10T23:00:00.000Z', isOpen: true };
    expect(await holdsOf(invoiceId)).toMatchObject([hold]);
    at('2026-03-10T22:59:59Z');
    expect(await holdsOf(invoiceId)).toHaveLength(1);
    at('2026-03-10T23:00:00Z');
    expect(await holdsOf(invoiceId)).toEqual([]);
  });

  it('C13: the payment that reaches the amount keeps it, in its own transaction, and ends the hold', async () => {
    const { invoiceId, promiseId } = await promise({ amount: '80.00' });
    at('2026-03-05T08:00:00Z');
    await pay(invoiceId, '79.99');
    expect(await read(promiseId)).toMatchObject({ status: 'open', paidAmount: '79.99' });
    await pay(invoiceId, '0.01');
    expect(await read(promiseId)).toMatchObject({ status: 'kept', paidAmount: '80.00' });
    expect(await holdsOf(invoiceId)).toEqual([]);
    expect(await feed(promiseId)).toEqual(['promise.made', 'promise.kept']);
  });

  it('C13: when the day has passed it is broken at night: a signal and `promise.broken`', async () => {
    const { customer, promiseId } = await promise();
    at('2026-03-10T22:00:00Z');
    await refreshCustomers(api.deps, [customer.id]);
    expect((await read(promiseId)).status).toBe('open');
    at('2026-03-11T00:05:00Z');
    await refreshCustomers(api.deps, [customer.id]);
    await refreshCustomers(api.deps, [customer.id]);
    expect((await read(promiseId)).status).toBe('broken');
    expect(await feed(promiseId)).toEqual(['promise.made', 'promise.broken']);
    const { items } = await api.ok('GET', `/v1/customers/${customer.id}/signals?isActive=true`);
    expect(items).toMatchObject([
      { rule: 'broken_promise', severity: 'high', text: 'A promise to pay by 2026-03-10 was broken.' },
    ]);
  });

  it('C13: a payment by the day that is entered late makes a broken one kept; a late payment does not', async () => {
    const late = await promise();
    const entered = await promise();
    at('2026-03-12T08:00:00Z');
    await refreshCustomers(api.deps, [late.customer.id, entered.customer.id]);
    await pay(late.invoiceId, '60.00', '2026-03-11');
    expect(await read(late.promiseId)).toMatchObject({ status: 'broken', paidAmount: '0.00' });
    await pay(entered.invoiceId, '100.00', '2026-03-10');
    expect((await read(entered.promiseId)).status).toBe('kept');
    await pay(late.invoiceId, '40.00');
    const { items } = await api.ok('GET', `/v1/customers/${late.customer.id}/signals?isActive=true`);
    expect(items.map((signal: { rule: string }) => signal.rule)).not.toContain('broken_promise');
  });

  it('C13: an invoice that is voided leaves nothing to keep', async () => {
    const { invoiceId, promiseId } = await promise();
    await api.ok('POST', `/v1/invoices/${invoiceId}/void`);
    expect((await read(promiseId)).status).toBe('void');
    expect(await holdsOf(invoiceId)).toEqual([]);
  });

  it('C13: withdrawn, its invoices are asked for again; one invoice has one open promise', async () => {
    const { customer, invoiceId, promiseId } = await promise();
    const body = { promisedOn: '2026-03-20', invoiceIds: [invoiceId] };
    const again = () => api.call('POST', `/v1/customers/${customer.id}/promises`, { body });
    expect((await again()).status).toBe(409);
    api.now += 1_000;
    await api.ok('POST', `/v1/promises/${promiseId}/withdraw`);
    expect(await holdsOf(invoiceId)).toEqual([]);
    expect((await api.call('POST', `/v1/promises/${promiseId}/withdraw`)).status).toBe(409);
    expect((await again()).status).toBe(201);
    const { items } = await api.ok('GET', `/v1/promises?customerId=${customer.id}`);
    expect(items.map((each: { status: string }) => each.status)).toEqual(['open', 'withdrawn']);
    expect((await api.ok('GET', `/v1/promises?invoiceId=${invoiceId}&status=open`)).items).toHaveLength(1);
  });

  it('C13: a missed night leaves no promise open: the reconciler looks at those whose day has passed', async () => {
    const { promiseId, customer } = await promise();
    await refreshCustomers(api.deps, [customer.id]);
    at('2026-03-10T22:59:59Z');
    await reconcile(api.deps);
    expect((await read(promiseId)).status).toBe('open');
    at('2026-03-10T23:00:00Z');
    await reconcile(api.deps);
    expect((await read(promiseId)).status).toBe('broken');
    const { items } = await api.ok('GET', `/v1/actions?customerId=${customer.id}`);
    expect(items).toMatchObject([{ kind: 'call', severity: 'high' }]);
  });

  it('C13: one whose day has passed is in nobody’s way before the night: broken, not withdrawn, and a new one is noted', async () => {
    const { customer, invoiceId, promiseId } = await promise();
    const withdrawn = await promise();
    at('2026-03-11T00:05:00Z');
    const refused = await api.call('POST', `/v1/promises/${withdrawn.promiseId}/withdraw`);
    expect([refused.status, refused.body.detail]).toEqual([409, 'The promise is broken already.']);
    const body = { promisedOn: '2026-03-20', invoiceIds: [invoiceId] };
    await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
    expect((await read(promiseId)).status).toBe('broken');
    expect(await feed(promiseId)).toEqual(['promise.made', 'promise.broken']);
  });

  it('C13: over several invoices, part payments of any of them add up; kept, all holds end', async () => {
    const first = await promise({ amount: '50.00' });
    const { id: second } = await api.invoice(first.customer.id, { amount: '100.00' });
    const { id: third } = await api.invoice(first.customer.id, { amount: '100.00' });
    const body = { promisedOn: '2026-03-10', amount: '150.00', invoiceIds: [second, third] };
    const { id } = await api.ok('POST', `/v1/customers/${first.customer.id}/promises`, { body });
    api.now += 1_000;
    await pay(second, '90.00');
    await pay(first.invoiceId, '40.00');
    expect(await read(id)).toMatchObject({ status: 'open', paidAmount: '90.00' });
    expect(await read(first.promiseId)).toMatchObject({ status: 'open', paidAmount: '40.00' });
    await pay(third, '60.00');
    expect(await read(id)).toMatchObject({
      status: 'kept',
      paidAmount: '150.00',
      invoices: [{ status: 'open' }, { status: 'open' }],
    });
    expect([await holdsOf(second), await holdsOf(third)]).toEqual([[], []]);
    expect(await holdsOf(first.invoiceId)).toHaveLength(1);
  });

  it('C13: the day of a clock change is over an hour earlier', async () => {
    const { invoiceId } = await promise({ promisedOn: '2026-03-29' });
    expect(await holdsOf(invoiceId)).toMatchObject([{ expiresAt: '2026-03-29T22:00:00.000Z' }]);
  });

  it('C13: two people who note it at once make one promise', async () => {
    const customer = await api.customer();
    const { id } = await api.invoice(customer.id);
    const body = { promisedOn: '2026-03-20', invoiceIds: [id] };
    const calls = Array.from({ length: 6 }, () =>
      api.call('POST', `/v1/customers/${customer.id}/promises`, { body }),
    );
    const statuses = (await Promise.all(calls)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('C13: a day that has passed, more than is open, and invoices of others are refused, all at once', async () => {
    const customer = await api.customer();
    const other = await api.customer();
    const own = await api.invoice(customer.id, { amount: '10.00' });
    const foreign = await api.invoice(other.id);
    const body = { promisedOn: '2026-03-01', amount: '10.01', invoiceIds: [own.id, foreign.id] };
    const answer = await api.call('POST', `/v1/customers/${customer.id}/promises`, { body });
    expect(answer.status).toBe(422);
    const fields = answer.body.errors.map((problem: { field: string }) => problem.field);
    expect(fields).toEqual(['promisedOn', 'invoiceIds[1]', 'amount']);
    expect(answer.body.errors[2].message).toBe('must not be more than what is open, 10.00');
  });
});
