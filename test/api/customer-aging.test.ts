import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiFixture, type Json } from '../support/api-fixture.ts';

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
    { numRuns: 25 },
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
