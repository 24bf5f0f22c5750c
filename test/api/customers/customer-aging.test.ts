import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runs } from '../../support/rows/runs.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-02T08:00:00Z');
const dayOf = (offset: number): string => new Date(START + offset * DAY_MS).toISOString().slice(0, 10);

/** What one invoice went through, in cents and in days from the start. */
interface Story {
  amount: number;
  dueIn: number;
  payments: { share: number; after: number }[];
  isVoided: boolean;
}

const stories = fc.array(
  fc.record({
    amount: fc.integer({ min: 1, max: 1_000_000 }),
    dueIn: fc.integer({ min: -130, max: 30 }),
    payments: fc.array(
      fc.record({
        share: fc.double({ min: 0.05, max: 1, noNaN: true }),
        after: fc.integer({ min: 0, max: 60 }),
      }),
      {
        maxLength: 3,
      },
    ),
    isVoided: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The movements of an invoice as this file knows them: cents by day. */
type Ledger = { dueIn: number; moves: { on: number; cents: number }[] };

const money = (cents: number): string => (cents / 100).toFixed(2);
const bucketOf = (age: number): string =>
  age < 1
    ? 'notYetDue'
    : age <= 30
      ? 'days1To30'
      : age <= 60
        ? 'days31To60'
        : age <= 90
          ? 'days61To90'
          : 'days91Plus';

function expected(ledgers: Ledger[], day: number) {
  const aging: Record<string, number> = {
    notYetDue: 0,
    days1To30: 0,
    days31To60: 0,
    days61To90: 0,
    days91Plus: 0,
  };
  for (const { dueIn, moves } of ledgers) {
    const balance = moves.filter(({ on }) => on <= day).reduce((sum, { cents }) => sum + cents, 0);
    aging[bucketOf(day - dueIn)]! += balance;
  }
  const total = Object.values(aging).reduce((sum, cents) => sum + cents, 0);
  const shown = Object.fromEntries(Object.entries(aging).map(([name, cents]) => [name, money(cents)]));
  return { total: money(total), overdue: money(total - aging['notYetDue']!), aging: shown };
}

/** Plays the invoices of one customer through the API and keeps its own books. */
async function play(customerId: string, all: Story[]): Promise<Ledger[]> {
  const ledgers: Ledger[] = [];
  for (const { amount, dueIn, payments, isVoided } of all) {
    const issuedOn = Math.min(dueIn, 0) - 10;
    const invoice = await api.invoice(customerId, {
      amount: money(amount),
      issuedOn: dayOf(issuedOn),
      dueOn: dayOf(dueIn),
    });
    const ledger: Ledger = { dueIn, moves: [{ on: issuedOn, cents: amount }] };
    let left = amount;
    for (const { share, after } of [...payments].sort((a, b) => a.after - b.after)) {
      const cents = Math.min(left, Math.max(1, Math.round(amount * share)));
      if (cents === 0) break;
      const on = Math.min(issuedOn + after, 0);
      await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
        body: { amount: money(cents), paidOn: dayOf(on) },
      });
      ledger.moves.push({ on, cents: -cents });
      left -= cents;
    }
    if (isVoided && left > 0) {
      await api.ok('POST', `/v1/invoices/${invoice.id}/void`, { body: {} });
      ledger.moves.push({ on: 0, cents: -left });
    }
    ledgers.push(ledger);
  }
  return ledgers;
}

test('C3: balances and buckets are those of an independent sum, today, on later days and on any day of the past', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(
      stories,
      fc.array(fc.integer({ min: -120, max: 100 }), { minLength: 3, maxLength: 3 }),
      async (all, days) => {
        api.now = START;
        const name = `Customer ${(made += 1)}.`;
        const { id } = await api.customer({ name });
        const ledgers = await play(id, all);
        const search = encodeURIComponent(name);
        const read = async (query: string): Promise<Json> =>
          (await api.ok('GET', `/v1/customer-table?search=${search}${query}`)).items[0];
        expect(await read('')).toMatchObject(expected(ledgers, 0));
        for (const day of days)
          expect(await read(`&asOf=${dayOf(day)}`)).toMatchObject(expected(ledgers, day));
        const later = Math.abs(days[0] ?? 0);
        api.now = START + later * DAY_MS;
        expect(await read('')).toMatchObject(expected(ledgers, later));
        // A row that was brought forward follows what is written afterwards.
        await api.invoice(id, {
          amount: '1.00',
          issuedOn: dayOf(0),
          dueOn: dayOf(later - 40) < dayOf(0) ? dayOf(0) : dayOf(later - 40),
        });
        expect(Number((await read('')).total)).toBeCloseTo(Number(expected(ledgers, later).total) + 1, 4);
      },
    ),
    runs({ test: 6, proof: 150 }),
  );
});

test('C3: twenty payments at once of several invoices of one customer leave the exact sum', async () => {
  api.now = START;
  const { id } = await api.customer({ name: 'Race' });
  const invoices = [await api.invoice(id), await api.invoice(id), await api.invoice(id)];
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      api.ok('POST', `/v1/invoices/${invoices[n % 3].id}/payments`, { body: { amount: '1.01' } }),
    ),
  );
  const { items } = await api.ok('GET', '/v1/customer-table?search=race');
  expect(items[0]).toMatchObject({ total: '279.80', overdue: '279.80', openInvoiceCount: 3 });
});

test('C3: invoices that arrive while others are paid and the day turns are added exactly once', async () => {
  api.now = START;
  const { id } = await api.customer({ name: 'Rush' });
  const known = [await api.invoice(id), await api.invoice(id), await api.invoice(id)];
  await api.ok('GET', '/v1/customer-table');
  const arrive = (n: number) =>
    api.invoice(id, { issuedOn: dayOf(-60), dueOn: dayOf(n % 3 === 0 ? 0 : -30 + (n % 2)), amount: '10.01' });
  const pay = (n: number) =>
    api.ok('POST', `/v1/invoices/${known[n % 3].id}/payments`, { body: { amount: '1.01' } });
  // Those due on the day that ends become overdue, and some pass from one bucket to the next.
  api.now = START + DAY_MS;
  await Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      n % 8 === 7 ? api.ok('GET', '/v1/customer-table') : n % 2 === 0 ? arrive(n) : pay(n),
    ),
  );
  const read = async () => (await api.ok('GET', '/v1/customer-table?search=rush')).items[0];
  const row = await read();
  expect(row).toMatchObject({ total: '411.03', overdue: '411.03', openInvoiceCount: 15 });
  await api.database.db.$executeRaw`SELECT refresh_customer_balances(ARRAY[${id}])`;
  expect(await read()).toEqual(row);
});

test('C3: one statement that brings invoices of several customers, open and closed ones, adds to each its own', async () => {
  api.now = START;
  const ids = [await api.customer({ name: 'Batch one' }), await api.customer({ name: 'Batch two' })].map(
    ({ id }) => id,
  );
  const at = new Date(START);
  await api.database.db.invoice.createMany({
    data: Array.from({ length: 12 }, (_, n) => ({
      id: `inv-batch-${n}`,
      customerId: ids[n % 2],
      currency: 'EUR',
      number: `BATCH-${n}`,
      status: n % 6 === 5 ? 'paid' : 'open',
      issuedOn: at,
      dueOn: new Date(dayOf(-n * 10)),
      amount: '7.0003',
      balance: n % 6 === 5 ? '0' : '7.0003',
      isDisputed: false,
      source: 'test',
      createdAt: at,
      updatedAt: at,
    })),
  });
  const sums = async () =>
    (await api.ok('GET', '/v1/customer-table?search=batch&sort=name')).items.map((row: Json) => [
      row.openInvoiceCount,
      row.total,
      row.overdue,
      row.aging.days91Plus,
    ]);
  expect(await sums()).toEqual([
    [6, '42.0018', '35.0015', '7.0003'],
    [4, '28.0012', '28.0012', '0.00'],
  ]);
  await api.database.db.$executeRaw`SELECT refresh_customer_balances(${ids}::text[])`;
  expect(await sums()).toEqual([
    [6, '42.0018', '35.0015', '7.0003'],
    [4, '28.0012', '28.0012', '0.00'],
  ]);
});

test('C4: of any day, what is closed, voided, issued since or too small to be owed stands where its row belongs', async () => {
  api.now = START;
  const { id } = await api.customer({ name: 'Back and forth' });
  const late = (after: number, amount: string) =>
    api.invoice(id, { issuedOn: dayOf(-after), dueOn: dayOf(-45), amount });
  const [paid, voided, small] = [
    await late(60, '900.00'),
    await late(60, '800.00'),
    await late(60, '700.00'),
  ];
  // Issued after it was due, as other systems have it.
  const since = await api.invoice(id, { issuedOn: dayOf(-2), dueOn: dayOf(0), amount: '600.00' });
  await api.database.db.invoice.update({
    where: { id: since.id },
    data: { dueOn: new Date(dayOf(-45)) },
  });
  await api.ok('POST', `/v1/invoices/${paid.id}/payments`, { body: { amount: '900.00', paidOn: dayOf(-1) } });
  await api.ok('POST', `/v1/invoices/${voided.id}/void`, { body: {} });
  await api.ok('POST', `/v1/invoices/${small.id}/payments`, {
    body: { amount: '699.99', paidOn: dayOf(-1) },
  });
  await api.database.db.invoice.update({ where: { id: small.id }, data: { balance: '0.004' } });
  const columns: Record<string, (row: Json) => number> = {
    total: (row) => Number(row.total),
    overdue: (row) => Number(row.overdue),
    days1To30: (row) => Number(row.aging.days1To30),
    days31To60: (row) => Number(row.aging.days31To60),
    days61To90: (row) => Number(row.aging.days61To90),
    days91Plus: (row) => Number(row.aging.days91Plus),
    openInvoiceCount: (row) => row.openInvoiceCount,
    net: (row) => Number(row.net),
  };
  const table = (query: string): Promise<Json> => api.ok('GET', `/v1/customer-table?limit=200&${query}`);
  for (const day of [-3, -50, -20, 40]) {
    const asOf = `asOf=${dayOf(day)}`;
    const rows: Json[] = (await table(`${asOf}&sort=name`)).items;
    const own = rows.find((row) => row.name === 'Back and forth');
    if (day === -3)
      expect(own).toMatchObject({ total: '2399.994', overdue: '2399.994', openInvoiceCount: 3 });
    for (const [sort, of] of Object.entries(columns)) {
      const { items }: { items: Json[] } = await table(`${asOf}&sort=${sort}`);
      const wanted = [...rows].sort((a, b) => of(b) - of(a) || (a.id < b.id ? 1 : -1));
      expect([day, sort, items]).toEqual([day, sort, wanted]);
    }
    const some = rows.filter((row) => Number(row.total) >= 600 && Number(row.overdue) > 0);
    const page = await table(`${asOf}&balance=gte:600&overdue=positive&sort=name`);
    expect([day, page.totalCount, page.items]).toEqual([day, some.length, some]);
  }
});
