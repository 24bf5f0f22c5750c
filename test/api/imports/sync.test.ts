import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const sync = (kind: string, items: unknown[], options: object = {}) =>
  api.call('POST', `/v1/sync/${kind}`, { body: { items }, ...options });
const outcomes = ({ body }: { body: Json }) => body.items.map((item: Json) => item.outcome);

test('C11: an ERP creates and updates in one call; every item is answered, and a bad one keeps no good one out', async () => {
  const items = [
    { externalId: 'E-1', name: ' Alder  Ltd ', currency: 'EUR', properties: { tier: 1, old: 'x' } },
    { externalId: 'E-2', currency: 'EUR' },
    { externalId: 'E-1', name: 'Twice' },
    { externalId: 'E-3', name: 'Birch', colour: 'green' },
    { externalId: 'E-4', name: 'Cedar', arOwnerEmail: 'nobody@example.com' },
  ];
  const first = await sync('customers', items);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ created: 1, updated: 0, skipped: 0, failed: 4 });
  expect(first.body.items[0]).toMatchObject({ index: 0, outcome: 'created', errors: [] });
  expect(first.body.items.slice(1).map((item: Json) => item.errors[0].field)).toEqual([
    'name',
    'externalId',
    'colour',
    'arOwnerEmail',
  ]);
  const { id } = first.body.items[0];
  expect(await api.ok('GET', `/v1/customers/${id}`)).toMatchObject({
    name: 'Alder Ltd',
    properties: { tier: 1 },
  });
  expect(outcomes(await sync('customers', [items[0]]))).toEqual(['skipped']);
  const change = { externalId: 'E-1', name: 'Alder', properties: { old: null } };
  const second = await sync('customers', [change]);
  expect(second.body.items).toEqual([{ index: 0, outcome: 'updated', id, errors: [] }]);
  expect((await api.ok('GET', `/v1/customers/${id}`)).properties).toEqual({ tier: 1 });
});

test('C11, C6: contacts, invoices, payments and records come the same way, exact and idempotent', async () => {
  const of = { customerExternalId: 'E-1' };
  const contact = { ...of, externalId: 'P-1', name: 'Jo', email: 'jo@alder.example', isPrimary: true };
  const contacts = await sync('contacts', [contact, { ...of, title: 'CFO' }]);
  expect(contacts.body.items).toMatchObject([
    { outcome: 'created', errors: [] },
    { outcome: 'failed', id: null, errors: [{ field: 'externalId' }] },
  ]);
  const invoice = { ...of, number: 'S-1', issuedOn: '2026-01-01', dueOn: '2026-02-01', amount: '100.00' };
  const invoices = await sync('invoices', [invoice, { ...invoice, number: 'S-2', amount: '1,5' }]);
  expect(outcomes(invoices)).toEqual(['created', 'failed']);
  const invoiceId = invoices.body.items[0].id;
  const payment = {
    ...of,
    reference: 'W-1',
    paidOn: '2026-02-02',
    amount: '40.00',
    allocations: [{ invoiceNumber: 'S-1', amount: '39.99' }],
  };
  expect(outcomes(await sync('payments', [payment]))).toEqual(['created']);
  expect(outcomes(await sync('payments', [payment]))).toEqual(['skipped']);
  const credit = {
    ...of,
    kind: 'credit_note',
    externalId: 'CN-1',
    amount: '10.00',
    allocations: [{ invoiceNumber: 'S-1', amount: '10.00' }],
  };
  expect(outcomes(await sync('related-records', [credit]))).toEqual(['created']);
  expect((await api.ok('GET', `/v1/invoices/${invoiceId}`)).balance).toBe('50.01');
  expect(outcomes(await sync('contacts', [contact]))).toEqual(['skipped']);
});

test('C11: up to 500 items are taken, more and none are refused as a whole', async () => {
  const many = Array.from({ length: 501 }, (_, index) => ({
    externalId: `M-${index}`,
    name: `Many ${index}`,
  }));
  expect((await sync('customers', many)).status).toBe(422);
  expect((await sync('customers', [])).status).toBe(422);
  const taken = await sync('customers', many.slice(1));
  expect(taken.body).toMatchObject({ created: 500, failed: 0 });
});

test('C11: the same new items sent three times at once are created once', async () => {
  const items = Array.from({ length: 50 }, (_, index) => ({
    externalId: `R-${index}`,
    name: `Race ${index}`,
  }));
  const answers = await Promise.all([1, 2, 3].map(() => sync('customers', items)));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(answers.reduce((sum, answer) => sum + answer.body.created, 0)).toBe(50);
});

test('O8: a repeated Idempotency-Key answers the first reply and stores nothing again', async () => {
  const headers = { 'Idempotency-Key': 'sync-1' };
  const first = await sync('customers', [{ externalId: 'K-1', name: 'Key' }], { headers });
  const again = await sync('customers', [{ externalId: 'K-1', name: 'Key' }], { headers });
  expect(again.body).toEqual(first.body);
  expect((await sync('customers', [{ externalId: 'K-1', name: 'Other' }], { headers })).status).toBe(409);
});

test('U4: a sync leaves one audit entry with its counts, and each record it changed names the same request', async () => {
  const items = [
    { externalId: 'audited-1', name: 'One' },
    { externalId: 'audited-2', name: 'Two' },
  ];
  const { items: done } = await api.ok('POST', '/v1/sync/customers', { body: { items } });
  const [entry] = (await api.ok('GET', '/v1/audit?entity=sync&entityId=customers')).items;
  expect(entry).toMatchObject({ action: 'sync.customers', after: { created: 2, failed: 0 } });
  const changes = await api.database.db.change.findMany({
    where: { entityId: { in: done.map((item: Json) => item.id) } },
    orderBy: { seq: 'asc' },
  });
  expect(changes.map(({ origin, originId }) => [origin, originId])).toEqual(
    Array.from({ length: 2 }, () => ['sync', entry.requestId]),
  );
});

test('C20: payments come back as in files: by reference or by their invoice, each item answered at its place', async () => {
  const of = { customerExternalId: 'E-1' };
  const numbers = ['S-20', 'S-21'];
  await sync(
    'invoices',
    numbers.map((number) => ({
      ...of,
      number,
      issuedOn: '2026-01-01',
      dueOn: '2026-02-01',
      amount: '80.00',
    })),
  );
  const paid = (reference: string, invoiceNumber: string) => ({
    ...of,
    reference,
    paidOn: '2026-02-01',
    amount: '80.00',
    allocations: [{ invoiceNumber, amount: '80.00' }],
  });
  const back = { ...of, paidOn: '2026-02-05', amount: '-80.00', reason: 'No funds' };
  const items = [
    { ...back, reference: 'B-20', reverses: 'W-20' },
    paid('W-20', 'S-20'),
    { ...back, reference: 'B-?', reverses: 'W-none' },
    paid('W-21', 'S-21'),
    { ...back, reference: 'B-21', invoiceNumber: 'S-21', amount: '-30.00' },
  ];
  const first = await sync('payments', items);
  expect(outcomes(first)).toEqual(['created', 'created', 'failed', 'created', 'created']);
  const ids = first.body.items.map(({ id }: Json) => id?.slice(0, 3));
  expect(ids).toEqual(['prv', 'pay', undefined, 'pay', 'prv']);
  const standOf = async (number: string) => {
    const { status, balance } = await api.database.db.invoice.findUniqueOrThrow({ where: { number } });
    return `${status} ${balance.toFixed(2)}`;
  };
  expect(await Promise.all(numbers.map(standOf))).toEqual(['open 80.00', 'open 30.00']);
  const again = await sync('payments', items);
  expect(outcomes(again)).toEqual(['skipped', 'skipped', 'failed', 'skipped', 'skipped']);
  expect(again.body.items.map(({ id }: Json) => id)).toEqual(first.body.items.map(({ id }: Json) => id));
  const wrong = await sync('payments', [
    { ...back, reference: 'X-1', allocations: [{ invoiceNumber: 'S-20', amount: '1' }] },
    { ...back, reference: 'X-2', amount: '80.00', reverses: 'W-20' },
    { ...back, reference: 'X-3', amount: '0' },
    { ...back, reference: 'X-4', amount: '-0.00' },
    { ...back, reference: 'X-5', amount: '1.00', invoiceNumber: 'S-20' },
  ]);
  expect(wrong.body.items.map(({ errors: [error] }: Json) => error.field)).toEqual([
    'allocations',
    'reverses',
    'amount',
    'amount',
    'invoiceNumber',
  ]);
});

test('C13: a balance that fell is dated by the day on which the ERP says that it was paid', async () => {
  const invoice = {
    customerExternalId: 'E-1',
    number: 'S-30',
    issuedOn: '2026-01-01',
    dueOn: '2026-02-01',
    amount: '80.00',
  };
  await sync('invoices', [invoice]);
  const paid = { ...invoice, balance: '10.00', paidOn: '2026-02-11' };
  const { body } = await sync('invoices', [paid]);
  expect(body.items[0].outcome).toBe('updated');
  const { balanceChanges } = await api.ok('GET', `/v1/invoices/${body.items[0].id}`);
  expect(balanceChanges.at(-1)).toMatchObject({ cause: 'import', effectiveOn: '2026-02-11' });
  const late = await sync('invoices', [{ ...paid, balance: '5.00', paidOn: '2026-12-24' }]);
  expect(late.body.items[0].errors[0].field).toBe('paidOn');
});
