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
const UNITS: Record<string, number> = { EUR: 0.01, JPY: 1 };

type Deed =
  | { kind: 'pay' | 'writeOff'; share: number; on: number }
  | { kind: 'bounce'; on: number }
  | { kind: 'moveDue'; to: number }
  | { kind: 'void' };

const past = fc.integer({ min: -130, max: 0 });
const share = fc.double({ min: 0.05, max: 1, noNaN: true });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('pay' as const), share, on: past }),
  fc.record({ kind: fc.constant('writeOff' as const), share, on: past }),
  fc.record({ kind: fc.constant('bounce' as const), on: past }),
  fc.record({ kind: fc.constant('moveDue' as const), to: fc.integer({ min: -120, max: 40 }) }),
  fc.record({ kind: fc.constant('void' as const) }),
);
const stories = fc.array(
  fc.record({
    amount: fc.integer({ min: 2, max: 9_000 }),
    issued: past,
    dueAfter: fc.integer({ min: 0, max: 40 }),
    deeds: fc.array(deed, { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Plays the deeds in the order of the list, whatever their days. */
async function play(customerId: string, currency: string, all: readonly Json[]) {
  const decimals = currency === 'JPY' ? 0 : 2;
  for (const { amount, issued, dueAfter, deeds } of all) {
    const days = { issuedOn: dayOf(issued), dueOn: dayOf(issued + dueAfter) };
    const { id } = await api.invoice(customerId, { amount: amount.toFixed(decimals), ...days });
    const payments: string[] = [];
    for (const each of deeds as Deed[]) {
      const { balance, status } = await api.ok('GET', `/v1/invoices/${id}`);
      if (each.kind === 'moveDue') {
        await api.database.db.invoice.update({ where: { id }, data: { dueOn: new Date(dayOf(each.to)) } });
      } else if (each.kind === 'bounce') {
        const paymentId = payments.pop();
        if (paymentId === undefined || status === 'void') continue;
        const paidOn = (await api.ok('GET', `/v1/payments/${paymentId}`)).paidOn as string;
        const reversedOn = paidOn > dayOf(each.on) ? paidOn : dayOf(each.on);
        await api.ok('POST', `/v1/payments/${paymentId}/reversals`, { body: { reversedOn } });
      } else if (status !== 'open') {
        continue;
      } else if (each.kind === 'void') {
        await api.call('POST', `/v1/invoices/${id}/void`, { body: {} });
      } else {
        const part = Math.max(UNITS[currency]!, Number(balance) * each.share).toFixed(decimals);
        if (each.kind === 'writeOff') {
          const why = { cause: 'write_off', reason: 'Agreed', effectiveOn: dayOf(each.on) };
          await api.call('POST', `/v1/invoices/${id}/adjustments`, { body: { amount: part, ...why } });
        } else {
          const body = { amount: part, paidOn: dayOf(each.on) };
          const reply = await api.call('POST', `/v1/invoices/${id}/payments`, { body });
          const { payments: known } = await api.ok('GET', `/v1/invoices/${id}`);
          if (reply.status < 300) payments.push(known.at(-1).paymentId);
        }
      }
    }
  }
}

const COLUMNS = [
  'total',
  'overdue',
  'days1To30',
  'days31To60',
  'days61To90',
  'days91Plus',
  'openInvoiceCount',
] as const;
type Sums = Record<(typeof COLUMNS)[number], number>;

/** Every customer as of a day, added up anew from what moved until then and from when it is due now. */
async function recalculated(ids: readonly string[], day: string): Promise<Map<string, Sums>> {
  const invoices = await api.database.db.invoice.findMany({
    include: { changes: true },
    orderBy: { id: 'asc' },
  });
  const rows = new Map(ids.map((id) => [id, Object.fromEntries(COLUMNS.map((each) => [each, 0])) as Sums]));
  for (const { customerId, currency, dueOn, changes } of invoices) {
    const row = rows.get(customerId);
    const cents = changes
      .filter(({ effectiveOn }) => effectiveOn.toISOString().slice(0, 10) <= day)
      .reduce((sum, { delta }) => sum + Math.round(Number(delta) * 100), 0);
    if (!row || cents / 100 < UNITS[currency]!) continue;
    const age = (Date.parse(day) - dueOn.getTime()) / DAY_MS;
    row.total += cents;
    row.openInvoiceCount += 1;
    if (age < 1) continue;
    row.overdue += cents;
    row[age <= 30 ? 'days1To30' : age <= 60 ? 'days31To60' : age <= 90 ? 'days61To90' : 'days91Plus'] +=
      cents;
  }
  return rows;
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);
const sumsOf = (row: Json): Omit<Sums, 'openInvoiceCount'> => ({
  total: cents(row.total),
  overdue: cents(row.overdue),
  days1To30: cents(row.aging.days1To30),
  days31To60: cents(row.aging.days31To60),
  days61To90: cents(row.aging.days61To90),
  days91Plus: cents(row.aging.days91Plus),
});

/** That every point of a trend is what all invoices add up to anew on its day. */
async function trendIsOf(ids: readonly string[], currencyOf: ReadonlyMap<string, string>): Promise<void> {
  const asked = `from=${dayOf(-70)}&to=${dayOf(0)}&interval=week`;
  const { points } = await api.ok('GET', `/v1/receivables-trend?${asked}`);
  for (const { day, currencies } of points as Json[]) {
    const wanted = await recalculated(ids, day);
    for (const currency of new Set(currencyOf.values())) {
      const mine = [...wanted].filter(([one]) => currencyOf.get(one) === currency).map(([, sums]) => sums);
      const { openInvoiceCount: _n, ...sums } = Object.fromEntries(
        COLUMNS.map((column) => [column, mine.reduce((sum, row) => sum + row[column], 0)]),
      );
      const told = (currencies as Json[]).find((each) => each.currency === currency);
      expect([day, told ? sumsOf(told) : null]).toEqual([day, sums['total'] === 0 ? null : sums]);
    }
  }
}

test('C3, C4: of any day, totals, rows and every order are what all invoices add up to anew, whatever was dated back, voided, written off, bounced or due on another day', async () => {
  api.now = START;
  const ids: string[] = [];
  const currencyOf = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('EUR', 'JPY'),
      stories,
      fc.tuple(fc.integer({ min: -130, max: -1 }), fc.integer({ min: 1, max: 100 })),
      async (currency, all, days) => {
        const { id } = await api.customer({ name: `Any day ${ids.length}`, currency });
        ids.push(id);
        currencyOf.set(id, currency);
        await play(id, currency, all);
        await trendIsOf(ids, currencyOf);
        for (const offset of [...days, ...all.map(({ issued }) => issued - 1)]) {
          const day = dayOf(offset);
          const wanted = await recalculated(ids, day);
          const { currencies } = await api.ok('GET', `/v1/customer-totals?asOf=${day}`);
          for (const each of currencies as Json[]) {
            const mine = [...wanted]
              .filter(([one]) => currencyOf.get(one) === each.currency)
              .map(([, sums]) => sums);
            const { openInvoiceCount: _n, ...sums } = Object.fromEntries(
              COLUMNS.map((column) => [column, mine.reduce((sum, row) => sum + row[column], 0)]),
            );
            expect([day, each.currency, sumsOf(each)]).toEqual([day, each.currency, sums]);
          }
          for (const column of COLUMNS) {
            const { items } = await api.ok('GET', `/v1/customer-table?limit=200&asOf=${day}&sort=${column}`);
            const order = [...wanted].sort(([a, x], [b, y]) => y[column] - x[column] || (a < b ? 1 : -1));
            const told = (items as Json[]).map((row) => [
              row.id,
              { ...sumsOf(row), openInvoiceCount: row.openInvoiceCount },
            ]);
            expect([day, column, told]).toEqual([day, column, order]);
          }
        }
      },
    ),
    runs({ test: 5, proof: 60 }),
  );
});

test('C4: a payment dated before its invoice makes nothing owed before that, nor less afterwards', async () => {
  api.now = START;
  const { id } = await api.customer({ name: 'Deposit' });
  const invoice = await api.invoice(id, { amount: '100.00', issuedOn: dayOf(-10), dueOn: dayOf(-8) });
  await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
    body: { amount: '40.00', paidOn: dayOf(-20) },
  });
  const totalOn = async (offset: number): Promise<string | undefined> => {
    const query = `asOf=${dayOf(offset)}&sort=total&balance=gte:0&search=Deposit`;
    return (await api.ok('GET', `/v1/customer-table?${query}`)).items[0]?.total;
  };
  expect(await Promise.all([-21, -15, -9, -1].map(totalOn))).toEqual(['0.00', '0.00', '60.00', '60.00']);
});
