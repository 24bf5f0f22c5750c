import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bringOneForward } from '../../../infra/db/customers/customer-summaries.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import {
  addInvoice,
  ageingCustomers,
  passOfWorker,
  plainRow,
  SEVERITIES,
  storedRows,
  type PlainCustomer,
  type PlainRow,
} from '../../support/worlds/aging-world.ts';

// The clocks of Berlin go forward on 29 March 2026: that day has 23 hours.
const api = new ApiFixture();
let customers: PlainCustomer[] = [];
let agent = '';

beforeAll(async () => {
  api.now = Date.parse('2026-03-28T12:00:00Z');
  await api.open();
  agent = (await api.user('agent')).key;
  customers = await ageingCustomers(api, '2026-03-30');
  await passOfWorker(api);
});
afterAll(() => api.close());

const SORTS = [
  'severity',
  'overdue',
  'days1To30',
  'days31To60',
  'days61To90',
  'days91Plus',
  'total',
] as const;
const FILTERS: Record<string, (row: PlainRow) => boolean> = {
  '': () => true,
  '&severities=high,none': ({ severity }) => severity === 3 || severity === 0,
  '&severities=medium&overdue=positive': ({ severity, overdue }) => severity === 2 && overdue > 0,
  '&overdue=gte:20.5': ({ overdue }) => overdue >= 2_050,
  '&balance=positive': ({ total }) => total > 0,
};

function inOrder(rows: PlainRow[], sort: (typeof SORTS)[number], order: 'asc' | 'desc'): PlainRow[] {
  const keysOf = (row: PlainRow) => (sort === 'severity' ? [row.severity, row.overdue] : [row[sort]]);
  const sign = order === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [one, other] = [
      [...keysOf(a), a.id],
      [...keysOf(b), b.id],
    ];
    const at = one.findIndex((value, index) => value !== other[index]);
    return one[at]! < other[at]! ? -sign : sign;
  });
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);
const shown = ({ id, name, severity, total, overdue, aging }: Json): PlainRow => ({
  id,
  name,
  severity: SEVERITIES.indexOf(severity),
  total: cents(total),
  overdue: cents(overdue),
  days1To30: cents(aging.days1To30),
  days31To60: cents(aging.days31To60),
  days61To90: cents(aging.days61To90),
  days91Plus: cents(aging.days91Plus),
});

const expected = (today: string, key: string): PlainRow[] =>
  customers
    .filter(({ isHidden }) => key !== agent || !isHidden)
    .map((customer) => plainRow(customer, { today, now: api.now }));

async function pages(query: string, key: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let cursor = ''; ;) {
    const page = await api.ok('GET', `/v1/customer-table?limit=5${query}${cursor}`, { key });
    all.push(page);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

/** Every order one way, every filter, and pages both ways: against what is worked out one by one. */
async function compare(today: string): Promise<void> {
  for (const key of [api.adminKey, agent]) {
    const rows = expected(today, key);
    for (const [index, sort] of SORTS.entries()) {
      const order = index % 2 === 0 ? 'desc' : 'asc';
      const page = await api.ok('GET', `/v1/customer-table?limit=200&sort=${sort}&order=${order}`, { key });
      expect([page.asOf, sort, page.items.map(shown)]).toEqual([today, sort, inOrder(rows, sort, order)]);
    }
    for (const [filter, fits] of Object.entries(FILTERS)) {
      const fitting = inOrder(rows.filter(fits), 'severity', 'desc');
      const all = await pages(filter, key);
      expect([filter, all.flatMap(({ items }) => items.map(shown))]).toEqual([filter, fitting]);
      expect([filter, all.map(({ totalCount }) => totalCount)]).toEqual([
        filter,
        all.map(() => fitting.length),
      ]);
    }
    const backwards = await pages('&sort=overdue&order=asc', key);
    expect(backwards.flatMap(({ items }) => items.map(shown))).toEqual(inOrder(rows, 'overdue', 'asc'));
  }
}

/** Compares before the worker has done anything, when half is done, and when all is. @returns what it did in the end */
async function compareThroughout(today: string): Promise<number> {
  await compare(today);
  for (const { id } of customers.slice(customers.length / 2))
    await bringOneForward(api.database.db, id, { today, now: api.now });
  await compare(today);
  const aged = await passOfWorker(api);
  await compare(today);
  expect(await passOfWorker(api)).toBe(0);
  return aged;
}

const at = (instant: string): void => void (api.now = Date.parse(instant));
const move = (zone: string): Promise<Json> => api.ok('PATCH', '/v1/organisation', { body: { zone } });

test('C3: at the midnight before a day of 23 hours, and at the one after, rows are right before, while and after they are brought forward', async () => {
  at('2026-03-28T22:59:59.999Z');
  expect(await passOfWorker(api)).toBe(0);
  await compare('2026-03-28');
  at('2026-03-28T23:00:00Z');
  expect(await compareThroughout('2026-03-29')).toBeGreaterThan(0);
  at('2026-03-29T21:59:59.999Z');
  // What expires by the minute has nothing to do with midnight.
  await compareThroughout('2026-03-29');
  at('2026-03-29T22:00:00Z');
  expect(await compareThroughout('2026-03-30')).toBeGreaterThan(0);
});

test('C3: a signal that expires no longer counts from that instant on, whether the worker has seen it or not', async () => {
  const instants = customers.flatMap(({ signals }) => signals.map(({ expiresAt }) => expiresAt ?? 0));
  const next = Math.min(...instants.filter((instant) => instant > api.now));
  api.now = next - 1;
  await passOfWorker(api);
  await compare('2026-03-30');
  api.now = next;
  await compare('2026-03-30');
  expect(await passOfWorker(api)).toBe(1);
  await compare('2026-03-30');
});

test('C3: after a worker was down for two days rows are right at once, also where somebody wrote meanwhile', async () => {
  at('2026-04-01T05:00:00Z');
  const [behind, other] = customers;
  await addInvoice(api, behind!, { dueOn: '2026-03-31', cents: 777 });
  await addInvoice(api, other!, { dueOn: '2026-04-01', cents: 333 });
  expect(await compareThroughout('2026-04-01')).toBeGreaterThan(0);
});

test('C3: in a new zone rows are those of its day, be it later or earlier than the one they stood at', async () => {
  at('2026-04-01T11:00:00Z');
  await move('Pacific/Kiritimati');
  expect(await compareThroughout('2026-04-02')).toBeGreaterThan(0);
  at('2026-04-01T11:30:00Z');
  await move('Pacific/Pago_Pago');
  expect(await compareThroughout('2026-04-01')).toBeGreaterThan(0);
  at('2026-04-01T10:59:59Z');
  expect(await compareThroughout('2026-03-31')).toBeGreaterThan(0);
  at('2026-04-01T12:00:00Z');
  await move('Europe/Berlin');
  await compareThroughout('2026-04-01');
});

test('C3: as of another day pages go by the sums of that day and the signals of now, whatever is behind', async () => {
  at('2026-04-02T09:00:00Z');
  for (const asOf of ['2026-03-29', '2026-03-01', '2026-05-15']) {
    for (const key of [api.adminKey, agent]) {
      for (const [filter, fits] of Object.entries(FILTERS)) {
        const fitting = inOrder(expected(asOf, key).filter(fits), 'severity', 'desc');
        const all = await pages(`&asOf=${asOf}${filter}`, key);
        expect([asOf, filter, all.flatMap(({ items }) => items.map(shown))]).toEqual([asOf, filter, fitting]);
        expect(all[0]!.totalCount).toBe(fitting.length);
      }
    }
  }
});

test('C3: no request brings rows forward, and all that read them are right: totals, overviews, files, bulk changes, audiences, programs', async () => {
  at('2026-04-03T09:00:00Z');
  const before = await storedRows(api);
  const rows = expected('2026-04-03', api.adminKey);
  const stood = customers.map((customer) => plainRow(customer, { today: '2026-04-01', now: api.now }));
  expect(rows).not.toEqual(stood);
  const overdue = rows.filter((row) => row.overdue >= 2_050);
  const programId = (await api.ok('POST', '/v1/programs', { body: { name: 'Aging' } })).id;

  const { currencies } = await api.ok('GET', '/v1/customer-totals');
  expect(cents(currencies[0].overdue)).toBe(rows.reduce((sum, row) => sum + row.overdue, 0));
  for (const row of rows) expect(shown(await api.ok('GET', `/v1/customers/${row.id}/overview`))).toEqual(row);
  const file = (await api.call('GET', '/v1/exports/customers?overdue=gte:20.5')).body as unknown as string;
  expect(file.trim().split('\n')).toHaveLength(overdue.length + 1);
  const selection = { filter: { overdue: 'gte:20.5' } };
  const action = { type: 'setArOwner', userId: api.adminId };
  const { count } = await api.ok('POST', '/v1/customer-bulk-changes', { body: { selection, action } });
  expect(count).toBe(overdue.length);
  const rule = { kind: 'field', field: 'overdue', op: 'at_least', value: '20.50', currency: 'EUR' };
  const audience = { kind: 'all', nodes: [rule] };
  const preview = await api.ok('POST', '/v1/audiences/preview', { body: { audience } });
  expect(preview.count).toBe(overdue.length);
  const members = await api.ok('POST', '/v1/audiences/members', { body: { audience, limit: 100 } });
  expect(members.items).toHaveLength(overdue.length);
  for (const { id } of rows.slice(0, 4)) {
    const body = { audience, customerId: id };
    const { isMember } = await api.ok('POST', '/v1/audiences/explanation', { body });
    expect(isMember).toBe(overdue.some((row) => row.id === id));
  }
  const grid = await api.ok('GET', `/v1/programs/${programId}/enrollments?limit=100&sort=overdue`);
  expect(grid.items.map((item: Json) => cents(item.overdue))).toEqual(
    inOrder(rows, 'overdue', 'desc').map((row) => row.overdue),
  );
  expect(await storedRows(api)).toEqual(before);
});
