import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { runs } from '../../support/rows/runs.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const pay = (invoiceId: string, amount: string, change: object = {}) =>
  api.call('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount, ...change } });
const read = (invoiceId: string) => api.ok('GET', `/v1/invoices/${invoiceId}`);

/** Money in ten-thousandths: the independent arithmetic of this file. */
const units = (text: string): bigint => {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(2, '0')}`);
};
const decimal = (value: bigint): string => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`;

test('C2: part payments lower the balance; balance 0 makes the invoice paid', async () => {
  const customer = await api.customer();
  const enrollmentId = await api.enrollment(customer.id);
  const invoice = await api.invoice(customer.id, { amount: '100.10' });
  expect(invoice).toMatchObject({ status: 'open', balance: '100.10', currency: 'EUR' });
  const first = (await pay(invoice.id, '40.05', { reference: 'Wire 1' })).body;
  expect(first.invoice).toMatchObject({ status: 'open', balance: '60.05' });
  const last = (await pay(invoice.id, '60.05')).body;
  expect(last.invoice).toMatchObject({ status: 'paid', balance: '0.00' });
  const detail = await read(invoice.id);
  expect(detail.payments.map((payment: { amount: string }) => payment.amount)).toEqual(['40.05', '60.05']);
  expect(detail.balanceChanges).toMatchObject([
    { kind: 'issued', delta: '100.10', balance: '100.10' },
    { kind: 'payment', delta: '-40.05', balance: '60.05', paymentId: first.id },
    { kind: 'payment', delta: '-60.05', balance: '0.00', paymentId: last.id },
  ]);
  expect(api.lifecycle.woken.filter((id) => id === enrollmentId).length).toBeGreaterThanOrEqual(2);
  expect(await api.auditActions(first.id)).toEqual(['payment.recorded']);
});

test('C2: more than the balance, another currency, a day to come or a closed invoice is refused and changes nothing', async () => {
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id, { amount: '10.00' });
  const before = [
    await read(invoice.id),
    await api.database.db.change.count(),
    await api.database.db.audit.count(),
  ];
  const version = () => api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } });
  const { arVersion } = await version();
  expect((await pay(invoice.id, '10.0001')).body.errors[0]).toMatchObject({ field: 'amount' });
  expect((await pay(invoice.id, '1', { currency: 'USD' })).body.errors[0]).toMatchObject({
    field: 'currency',
  });
  expect((await pay(invoice.id, '1', { paidOn: '2026-03-03' })).body.errors[0]).toMatchObject({
    field: 'paidOn',
  });
  for (const amount of ['0', '0.00', '-1', '1e3', '1.00001', '01', '', ' 1', 'NaN', '١']) {
    expect((await pay(invoice.id, amount)).status).toBe(422);
  }
  expect([
    await read(invoice.id),
    await api.database.db.change.count(),
    await api.database.db.audit.count(),
  ]).toEqual(before);
  expect((await version()).arVersion).toBe(arVersion);
  await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
  expect((await pay(invoice.id, '1')).status).toBe(409);
});

test('C2: payments are exact, against an independent sum', async () => {
  const customer = await api.customer();
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(amounts, fc.bigInt({ min: 0n, max: 10n ** 15n }), async (parts, rest) => {
      const total = parts.reduce((sum, part) => sum + part, rest);
      const invoice = await api.invoice(customer.id, { amount: decimal(total) });
      let left = total;
      for (const part of parts) {
        left -= part;
        const answer = await pay(invoice.id, decimal(part));
        expect(units(answer.body.invoice.balance)).toBe(left);
      }
      const detail = await read(invoice.id);
      expect(detail.status).toBe(rest === 0n ? 'paid' : 'open');
      const moved = detail.balanceChanges.map((change: { delta: string }) => units(change.delta));
      expect(moved.reduce((sum: bigint, delta: bigint) => sum + delta, 0n)).toBe(rest);
    }),
    runs({ test: 6, proof: 200 }),
  );
});

test('C2: ten payments at once never take more than the balance', async () => {
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id, { amount: '50.00' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => pay(invoice.id, '10.00')));
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(5);
  expect(answers.every((answer) => [201, 409].includes(answer.status))).toBe(true);
  expect(await read(invoice.id)).toMatchObject({ status: 'paid', balance: '0.00' });
});

test('C1: balances stand in the currency of the customer, by the day of the organisation', async () => {
  const customer = await api.customer({ currency: 'USD' });
  await api.invoice(customer.id, { amount: '10.00', dueOn: '2026-03-01' });
  await api.invoice(customer.id, { amount: '5.50', dueOn: '2026-03-02' });
  await api.invoice(customer.id, { amount: '99.00', balance: '0' });
  const balances = {
    currency: 'USD',
    total: '15.50',
    overdue: '10.00',
    notYetDue: '5.50',
    credit: '0.00',
    net: '15.50',
    otherCredit: [],
    openInvoiceCount: 2,
  };
  expect((await api.ok('GET', `/v1/customers/${customer.id}`)).balances).toEqual(balances);
  const overdue = await api.ok('GET', `/v1/invoices?customerId=${customer.id}&group=overdue`);
  expect(overdue.items).toHaveLength(1);
  // 23:30 UTC on 2 March is 3 March in Berlin.
  api.now += 15.5 * 60 * 60 * 1000;
  expect((await api.ok('GET', `/v1/customers/${customer.id}`)).balances.overdue).toBe('15.50');
  api.now -= 15.5 * 60 * 60 * 1000;
  const wrong = { number: 'X-1', issuedOn: '2026-01-01', dueOn: '2026-01-02', amount: '1', currency: 'EUR' };
  const refused = await api.call('POST', `/v1/customers/${customer.id}/invoices`, { body: wrong });
  expect(refused.body.errors).toEqual([{ field: 'currency', message: expect.stringContaining('USD') }]);
});

test('C2: a number is unique; due before issued and balance above amount are refused', async () => {
  const customer = await api.customer();
  await api.invoice(customer.id, { number: 'UNIQ-1' });
  const create = (change: object) =>
    api.call('POST', `/v1/customers/${customer.id}/invoices`, {
      body: { number: 'N', issuedOn: '2026-01-05', dueOn: '2026-01-06', amount: '1', ...change },
    });
  expect((await create({ number: 'UNIQ-1' })).status).toBe(409);
  expect((await create({ dueOn: '2026-01-04' })).body.errors[0].field).toBe('dueOn');
  expect((await create({ balance: '2' })).body.errors[0].field).toBe('balance');
  expect((await create({ issuedOn: '2026-02-30' })).body.errors[0].field).toBe('issuedOn');
});

test('D8: a dispute holds the invoice until it ends, with its history and a wake-up', async () => {
  const customer = await api.customer();
  const enrollmentId = await api.enrollment(customer.id);
  const invoice = await api.invoice(customer.id);
  const path = `/v1/invoices/${invoice.id}`;
  const disputed = await api.ok('POST', `${path}/dispute`, { body: { reason: 'Goods missing' } });
  expect(disputed).toMatchObject({ isDisputed: true, disputeReason: 'Goods missing' });
  const holds = () =>
    api.database.db.hold.findMany({ where: { invoiceId: invoice.id }, orderBy: { id: 'asc' } });
  expect(await holds()).toMatchObject([
    { scope: 'invoice', kind: 'dispute', endedAt: null, authorId: api.adminId },
  ]);
  expect((await api.call('POST', `${path}/dispute`, { body: { reason: 'again' } })).status).toBe(409);
  expect(await api.ok('POST', `${path}/undispute`)).toMatchObject({ isDisputed: false, disputeReason: null });
  expect((await holds())[0]).toMatchObject({ endedAt: new Date(api.now), endedById: api.adminId });
  expect((await api.call('POST', `${path}/undispute`)).status).toBe(409);
  expect(await api.auditActions(invoice.id)).toEqual([
    'invoice.created',
    'invoice.disputed',
    'invoice.undisputed',
  ]);
  expect(api.lifecycle.woken).toContain(enrollmentId);
});

test('C2: void closes an open invoice for good', async () => {
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id, { amount: '7.00' });
  await pay(invoice.id, '2.00');
  expect(await api.ok('POST', `/v1/invoices/${invoice.id}/void`)).toMatchObject({
    status: 'void',
    balance: '0.00',
  });
  expect((await read(invoice.id)).balanceChanges.at(-1)).toMatchObject({
    kind: 'void',
    delta: '-5.00',
    balance: '0.00',
  });
  expect((await api.call('POST', `/v1/invoices/${invoice.id}/void`)).status).toBe(409);
});
