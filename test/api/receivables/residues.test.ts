import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = Date.parse('2026-10-05T08:00:00Z');
});

const owing = async (amount = '100.00') => {
  const { id: customerId } = await api.customer({ currency: 'USD' });
  const { id: invoiceId } = await api.invoice(customerId, {
    amount,
    issuedOn: '2026-08-15',
    dueOn: '2026-09-15',
  });
  return { customerId: customerId as string, invoiceId: invoiceId as string };
};
/** A balance of before, when more decimals than the currency has were taken. */
const leave = (invoiceId: string, balance: string, change: object = {}) =>
  api.database.db.invoice.update({ where: { id: invoiceId }, data: { balance, ...change } });
const pay = (invoiceId: string, amount: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount } });

describe('C19: what is less than the smallest unit counts as nothing', () => {
  test('C13: a promise is kept by all but that', async () => {
    const { customerId, invoiceId } = await owing();
    await leave(invoiceId, '100.004');
    const path = `/v1/customers/${customerId}/promises`;
    const body = { promisedOn: '2026-10-20', invoiceIds: [invoiceId] };
    const { id } = await api.ok('POST', path, { body });
    await pay(invoiceId, '99.99');
    expect((await api.ok('GET', `/v1/promises/${id}`)).status).toBe('open');
    await pay(invoiceId, '0.01');
    expect((await api.ok('GET', `/v1/promises/${id}`)).status).toBe('kept');
  });

  test('C13: a promise over nothing but that is void, and not broken', async () => {
    const { customerId, invoiceId } = await owing();
    const path = `/v1/customers/${customerId}/promises`;
    const body = { promisedOn: '2026-10-06', invoiceIds: [invoiceId] };
    const { id } = await api.ok('POST', path, { body });
    await leave(invoiceId, '0.004');
    api.now = Date.parse('2026-10-08T08:00:00Z');
    await refreshCustomers(api.deps, [customerId]);
    expect((await api.ok('GET', `/v1/promises/${id}`)).status).toBe('void');
  });

  test('C5: the overview shows neither its dispute nor its due date', async () => {
    const { customerId, invoiceId } = await owing();
    const { id: later } = await api.invoice(customerId, { issuedOn: '2026-08-15', dueOn: '2026-10-01' });
    await leave(invoiceId, '0.004', { isDisputed: true });
    const overview = await api.ok('GET', `/v1/customers/${customerId}/overview`);
    expect(overview).toMatchObject({ disputed: '0.00', oldestDueOn: '2026-10-01' });
    await leave(later, '0.004');
    expect((await api.ok('GET', `/v1/customers/${customerId}/overview`)).oldestDueOn).toBeNull();
  });

  test('D8: it keeps no time of a customer from being kept back', async () => {
    const { customerId, invoiceId } = await owing();
    const other = await api.invoice(customerId, { issuedOn: '2026-08-15', dueOn: '2026-09-20' });
    await api.ok('POST', `/v1/invoices/${other.id}/dispute`, { body: { reason: 'hours' } });
    const histories = async () => {
      const [row] = await api.database.db.$queryRaw<{ told: { isOpen: boolean }[] | null }[]>`
        SELECT invoice_histories(${customerId}, ${new Date(api.now + 1)}) AS told`;
      return row?.told?.map(({ isOpen }) => isOpen).sort() ?? null;
    };
    // Something can be asked for all the time: there is nothing to say.
    expect(await histories()).toBeNull();
    await leave(invoiceId, '0.004');
    expect(await histories()).toEqual([false, true]);
  });
});
