import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays } from '../../../domain/time/calendar.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import {
  owed,
  statusOf,
  sumsOf,
  textOf,
  unitsOf,
  type LedgerInvoice,
  type Units,
} from '../../support/rows/receivables-ledger.ts';
import { runs } from '../../support/rows/runs.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const TODAY = '2026-03-02';
/** Each has hundredths (C2), and so have all amounts. */
const CURRENCIES = ['EUR', 'USD', 'KWD'];
const HUNDREDTH = 100;
const INVOICES = 'customer_external_id,number,issued_on,due_on,amount\n';
const PAYMENTS = 'customer_external_id,reference,paid_on,amount,allocations\n';

/** One thing that happens. `share` is the part of a balance in percent. */
interface Event {
  kind: keyof typeof HAPPEN;
  who: number;
  pick: number;
  units: number;
  share: number;
  daysPastDue: number;
}

/** A customer here, and the same in the ledger. */
interface Account {
  id: string;
  externalId: string;
  currency: string;
  invoices: (LedgerInvoice & { id: string })[];
}

let counter = 0;
const next = (prefix: string): string => `${prefix}-${(counter += 1)}`;

/** Issues an invoice in one of three ways and enters it in the ledger. */
async function issue(account: Account, event: Event, way: 'api' | 'csv' | 'sync'): Promise<void> {
  const number = next('N');
  const amount = BigInt(event.units);
  const dueOn = addDays(TODAY, -event.daysPastDue);
  const facts = { number, issuedOn: '2025-01-01', dueOn, amount: textOf(amount) };
  const row = `${account.externalId},${number},2025-01-01,${dueOn},${facts.amount}\n`;
  if (way === 'api') await api.invoice(account.id, facts);
  else if (way === 'csv')
    expect((await runImport(api, 'invoices', INVOICES + row)).counts).toEqual([1, 0, 0, 0]);
  else await sync('invoices', { customerExternalId: account.externalId, ...facts });
  const { id } = await api.database.db.invoice.findUniqueOrThrow({ where: { number } });
  const { daysPastDue } = event;
  account.invoices.push({
    id,
    number,
    amount,
    lowered: [],
    isVoid: false,
    isDisputed: false,
    daysPastDue,
  });
}

async function sync(kind: string, item: object): Promise<void> {
  const { items } = await api.ok('POST', `/v1/sync/${kind}`, { body: { items: [item] } });
  expect(items).toMatchObject([{ outcome: 'created', errors: [] }]);
}

const openOnes = (account: Account) => account.invoices.filter((invoice) => statusOf(invoice) === 'open');
const partOf = (balance: Units, share: number): Units => ((balance * BigInt(share)) / 10_000n) * 100n || 100n;
const post = (invoice: { id: string }, action: string, body: object = { reason: 'A test' }) =>
  api.call('POST', `/v1/invoices/${invoice.id}/${action}`, { body });

/** The chosen open invoice; without one nothing happens. */
function withOpen(
  happen: (
    invoice: Account['invoices'][number],
    event: Event,
    account: Account,
  ) => Promise<void | { status: number }>,
) {
  return async (account: Account, event: Event): Promise<void> => {
    const open = openOnes(account);
    if (open.length > 0) await happen(open[event.pick % open.length]!, event, account);
  };
}

const HAPPEN = {
  issued: (account: Account, event: Event) => issue(account, event, 'api'),
  issuedByFile: (account: Account, event: Event) => issue(account, event, 'csv'),
  issuedBySync: (account: Account, event: Event) => issue(account, event, 'sync'),
  partPaid: withOpen(async (invoice, { share }) => {
    const part = partOf(owed(invoice), share);
    expect((await post(invoice, 'payments', { amount: textOf(part) })).status).toBe(201);
    invoice.lowered.push(part);
  }),
  overpaid: withOpen(async (invoice, { units }) => {
    const amount = textOf(owed(invoice) + BigInt(units));
    expect((await post(invoice, 'payments', { amount })).status).toBe(422);
  }),
  paidInOtherCurrency: withOpen(async (invoice, _event, account) => {
    const currency = account.currency === 'EUR' ? 'GBP' : 'EUR';
    expect((await post(invoice, 'payments', { amount: textOf(owed(invoice)), currency })).status).toBe(422);
  }),
  paidByFile: async (account: Account, { share, units }: Event) => {
    const paid = openOnes(account).slice(-2);
    const parts = paid.map((invoice) => partOf(owed(invoice), share));
    const onAccount = parts.reduce((total, part) => total + part, BigInt(units));
    const allocations = paid.map(({ number }, index) => `${number}:${textOf(parts[index]!)}`).join('|');
    const row = `${account.externalId},${next('P')},${TODAY},${textOf(onAccount)},${allocations}\n`;
    for (const counts of [
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ])
      expect((await runImport(api, 'payments', PAYMENTS + row)).counts).toEqual(counts);
    paid.forEach((invoice, index) => invoice.lowered.push(parts[index]!));
  },
  creditedBySync: withOpen(async (invoice, { share }, account) => {
    const part = partOf(owed(invoice), share);
    const allocations = [{ invoiceNumber: invoice.number, amount: textOf(part) }];
    const note = { kind: 'credit_note', externalId: next('K'), amount: textOf(part), allocations };
    await sync('related-records', { customerExternalId: account.externalId, ...note });
    invoice.lowered.push(part);
  }),
  creditApplied: withOpen(async (invoice, { units }, account) => {
    const body = { kind: 'credit_note', externalId: next('K'), amount: textOf(BigInt(units)) };
    const note = await api.ok('PUT', `/v1/customers/${account.id}/related-records`, { body });
    const path = `/v1/related-records/${note.id}/applications`;
    await api.ok('POST', path, { body: { invoiceId: invoice.id } });
    const balance = owed(invoice);
    invoice.lowered.push(balance < BigInt(units) ? balance : BigInt(units));
  }),
  raisedByFile: withOpen(async (invoice, { units }, account) => {
    const amount = invoice.amount + BigInt(units);
    const dueOn = addDays(TODAY, -invoice.daysPastDue);
    const row = `${account.externalId},${invoice.number},2025-01-01,${dueOn},${textOf(amount)}\n`;
    expect((await runImport(api, 'invoices', INVOICES + row)).counts).toEqual([0, 1, 0, 0]);
    invoice.amount = amount;
  }),
  voided: withOpen(async (invoice) => {
    expect((await post(invoice, 'void')).status).toBe(200);
    Object.assign(invoice, { isVoid: true, isDisputed: false });
  }),
  disputed: withOpen(async (invoice) => {
    expect((await post(invoice, 'dispute')).status).toBe(invoice.isDisputed ? 409 : 200);
    invoice.isDisputed = true;
  }),
  undisputed: withOpen(async (invoice) => {
    expect((await post(invoice, 'undispute')).status).toBe(invoice.isDisputed ? 200 : 409);
    invoice.isDisputed = false;
  }),
};

/** Everything that the product says of an account is what its ledger adds up to. */
async function compare(account: Account): Promise<void> {
  const { db } = api.database;
  const stored = await db.invoice.findMany({
    where: { customerId: account.id },
    orderBy: { id: 'asc' },
    include: { changes: { orderBy: { id: 'asc' } } },
  });
  const ours = [...account.invoices].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(
    stored.map(({ number, status, balance, isDisputed, currency, changes: moves }) => ({
      number,
      status,
      isDisputed,
      currency,
      balance: unitsOf(balance.toFixed()),
      moved: moves.reduce((total, { delta }) => total + unitsOf(delta.toFixed()), 0n),
      last: unitsOf(moves.at(-1)!.balance.toFixed()),
    })),
  ).toEqual(
    ours.map((invoice) => ({
      number: invoice.number,
      status: statusOf(invoice),
      isDisputed: invoice.isDisputed,
      currency: account.currency,
      balance: owed(invoice),
      moved: owed(invoice),
      last: owed(invoice),
    })),
  );
  const { total, overdue, aging, openInvoiceCount, disputed } = await api.ok(
    'GET',
    `/v1/customers/${account.id}/overview`,
  );
  const shown = Object.entries({ total, overdue, disputed, ...aging } as Record<string, string>);
  const units = Object.fromEntries(shown.map(([name, text]) => [name, unitsOf(text)]));
  expect({ ...units, openInvoiceCount }).toEqual(sumsOf(account.invoices));
  const { balances } = await api.ok('GET', `/v1/customers/${account.id}`);
  expect(unitsOf(balances.total)).toBe(sumsOf(account.invoices).total);
}

/** Sums over customers stand by currency, each apart. */
async function compareTotals(accounts: readonly Account[], search: string): Promise<void> {
  const { currencies }: Json = await api.ok('GET', `/v1/customer-totals?search=${search}`);
  const shown = currencies.map((each: Json) => [
    each.currency,
    unitsOf(each.total),
    unitsOf(each.overdue),
  ]) as [string, Units, Units][];
  const wanted = accounts.map(({ currency, invoices }) => {
    const { total, overdue } = sumsOf(invoices);
    return [currency, total, overdue] as [string, Units, Units];
  });
  const byCurrency = (a: [string, ...unknown[]], b: [string, ...unknown[]]) => (a[0] < b[0] ? -1 : 1);
  expect(shown.sort(byCurrency)).toEqual(wanted.sort(byCurrency));
}

test('C2, C3: whatever happens to invoices, every balance, status and sum is what a ledger adds up to', async () => {
  const event: fc.Arbitrary<Event> = fc.record({
    kind: fc.constantFrom(...(Object.keys(HAPPEN) as (keyof typeof HAPPEN)[])),
    who: fc.nat({ max: CURRENCIES.length - 1 }),
    pick: fc.nat({ max: 20 }),
    units: fc
      .oneof(fc.integer({ min: 1, max: 500_000 }), fc.constantFrom(1, 3_333, 9_999_999_999))
      .map((hundredths) => hundredths * HUNDREDTH),
    share: fc.constantFrom(1, 33, 50, 99, 100),
    daysPastDue: fc.constantFrom(-30, 0, 1, 30, 31, 60, 61, 90, 91, 400),
  });
  const first = CURRENCIES.map((_, who): Event => ({
    kind: 'issued',
    who,
    pick: 0,
    units: 1_000_100,
    share: 1,
    daysPastDue: who,
  }));
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 6, maxLength: 18 }), async (events) => {
      const world = next('World');
      const accounts: Account[] = [];
      for (const currency of CURRENCIES) {
        const externalId = `${world}-${currency}`;
        const { id } = await api.customer({ name: `${world}. ${currency}`, externalId, currency });
        accounts.push({ id, externalId, currency, invoices: [] });
      }
      for (const each of [...first, ...events]) {
        const account = accounts[each.who]!;
        await HAPPEN[each.kind](account, each);
        await compare(account);
      }
      await compareTotals(accounts, `${world}.`);
    }),
    runs({ test: 3, proof: 60 }),
  );
});
