import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CUSTOMER_SORTS, type CustomerSort } from '../../../contracts/customers/customer-table.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { signal, silence } from '../../support/worlds/signals.ts';

// Twenty-four customers, many of them equal in each column, against a model in memory that knows no SQL. The fixture's
// day is Monday, 2 March 2026.
const api = new ApiFixture();
const CUSTOMERS = 24;
const SEVERITIES = ['none', 'healthy', 'medium', 'high'];

interface Filter {
  query: string;
  fits: (row: Json) => boolean;
}
let rows: Json[] = [];
let filters: Filter[] = [];

const table = (query: string): Promise<Json> => api.ok('GET', `/v1/customer-table?${query}`);

beforeAll(async () => {
  await api.open();
  const owner = await api.user('agent');
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Mixed' } });
  const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'One' } });
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Mixed' } });
  const members = new Set<string>();
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const { id } = await api.customer({
      name: `${n % 2 ? 'NORTH' : 'South'} ${n % 6}`,
      status: n % 3 === 0 ? 'suspended' : 'active',
      currency: n % 4 === 0 ? 'USD' : 'EUR',
      // Every fifth has none, which is not 0.
      score: n % 5 === 4 ? null : n % 5,
      ...(n % 3 !== 1 && { arOwnerId: owner.id }),
      ...(n % 4 > 1 && { salesOwnerId: owner.id }),
    });
    const dueOn = ['2026-03-20', '2026-02-20', '2026-01-20', '2025-12-20', '2025-11-20'][n % 5];
    for (let count = n % 3; count > 0; count -= 1)
      await api.invoice(id, { amount: '50.25', issuedOn: '2025-11-01', dueOn });
    if (n % 7 < 3)
      await api.ok('POST', `/v1/customers/${id}/payments`, {
        body: { amount: `${20 * (n % 7) + 0.25}`, allocations: [] },
      });
    if (n % 2) await api.ok('POST', `/v1/customers/${id}/contacts`, { body: { name: 'Jo' } });
    if (n % 4 === 1)
      await api.ok('POST', `/v1/customers/${id}/communications`, {
        body: { kind: 'call', direction: 'inbound', occurredAt: `2026-02-1${n % 3}T10:00:00Z` },
      });
    if (n % 3 === 2) await api.ok('PUT', `/v1/customers/${id}/labels/${label.id}`);
    if (n % 5 > 2) {
      await api.ok('PUT', `/v1/lists/${list.id}/members/${id}`);
      members.add(id);
    }
    await silence(api, id);
    if (n % 4) await signal(api, id, { severity: SEVERITIES[n % 4]! });
  }
  rows = (await table('limit=200')).items;
  filters = [
    { query: 'search=orTH', fits: (row) => row.name.startsWith('NORTH') },
    { query: `ownerId=${owner.id}`, fits: (row) => row.arOwner !== null || row.salesOwner !== null },
    { query: `arOwnerId=${owner.id}`, fits: (row) => row.arOwner !== null },
    { query: `salesOwnerId=${owner.id}`, fits: (row) => row.salesOwner !== null },
    { query: 'unassigned=ar', fits: (row) => row.arOwner === null },
    { query: 'unassigned=sales', fits: (row) => row.salesOwner === null },
    { query: 'unassigned=both', fits: (row) => row.arOwner === null && row.salesOwner === null },
    { query: `labelIds=${label.id}`, fits: (row) => row.labels.length > 0 },
    { query: `listId=${list.id}`, fits: (row) => members.has(row.id) },
    { query: 'severities=high,none', fits: (row) => ['high', 'none'].includes(row.severity) },
    { query: 'balance=positive', fits: (row) => Number(row.total) > 0 },
    { query: 'balance=lt:100.5', fits: (row) => Number(row.total) < 100.5 },
    { query: 'overdue=gte:50.25', fits: (row) => Number(row.overdue) >= 50.25 },
    { query: 'credit=positive', fits: (row) => Number(row.credit) > 0 },
    { query: 'net=lt:-10.5', fits: (row) => Number(row.net) < -10.5 },
    { query: 'statuses=suspended', fits: (row) => row.status === 'suspended' },
    { query: 'currency=USD', fits: (row) => row.currency === 'USD' },
  ];
});
afterAll(() => api.close());

const VALUES: Record<CustomerSort, (row: Json) => (number | string | null)[]> = {
  severity: (row) => [SEVERITIES.indexOf(row.severity), Number(row.overdue)],
  name: (row) => [row.name.toLowerCase()],
  total: (row) => [Number(row.total)],
  overdue: (row) => [Number(row.overdue)],
  days1To30: (row) => [Number(row.aging.days1To30)],
  days31To60: (row) => [Number(row.aging.days31To60)],
  days61To90: (row) => [Number(row.aging.days61To90)],
  days91Plus: (row) => [Number(row.aging.days91Plus)],
  credit: (row) => [Number(row.credit)],
  net: (row) => [Number(row.net)],
  openInvoiceCount: (row) => [row.openInvoiceCount],
  contactCount: (row) => [row.contactCount],
  // Who has none comes last, whichever way it goes.
  score: (row) => [row.score],
  lastContactAt: (row) => [row.lastContactAt ?? ''],
};

/** The ids that a page must have: by the columns of the order, equal ones by id. */
function wanted(of: Json[], sort: CustomerSort, order: string): string[] {
  const keyed = of.map((row) => ({ id: row.id as string, key: [...VALUES[sort](row), row.id as string] }));
  const sign = order === 'asc' ? 1 : -1;
  const compare = (a: (number | string | null)[], b: (number | string | null)[]): number => {
    const at = a.findIndex((value, index) => value !== b[index]);
    const [one, other] = [a[at] ?? null, b[at] ?? null];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return one < other ? -sign : sign;
  };
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ id }) => id);
}

const idsOf = (page: Json): string[] => page.items.map((row: Json) => row.id);

test('C4: every filter in every order, both ways, is what a sort in memory says, and so is the count', async () => {
  expect(rows).toHaveLength(CUSTOMERS);
  for (const { query, fits } of filters) {
    const fitting = rows.filter(fits);
    // A filter that takes all or none would show nothing.
    expect([query, fitting.length > 0 && fitting.length < CUSTOMERS]).toEqual([query, true]);
    for (const sort of CUSTOMER_SORTS) {
      for (const order of ['asc', 'desc']) {
        const page = await table(`limit=200&${query}&sort=${sort}&order=${order}`);
        expect([query, sort, order, page.totalCount, idsOf(page)]).toEqual([
          query,
          sort,
          order,
          fitting.length,
          wanted(fitting, sort, order),
        ]);
      }
    }
  }
});

test('C4: every two filters together give who fits both', async () => {
  const nameOf = ({ query }: Filter): string => query.split('=')[0]!;
  for (const [index, one] of filters.entries()) {
    for (const other of filters.slice(index + 1)) {
      if (nameOf(one) === nameOf(other)) continue;
      const fitting = rows.filter((row) => one.fits(row) && other.fits(row));
      const page = await table(`limit=200&${one.query}&${other.query}`);
      expect([one.query, other.query, page.totalCount, idsOf(page)]).toEqual([
        one.query,
        other.query,
        fitting.length,
        wanted(fitting, 'severity', 'desc'),
      ]);
    }
  }
});

test('C4: in every order pages of three, cut between equal customers, bring each once, and each tells the count of all', async () => {
  for (const sort of CUSTOMER_SORTS) {
    for (const order of ['asc', 'desc']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const page = await table(`sort=${sort}&order=${order}&limit=3${cursor}`);
        expect(page.totalCount).toBe(CUSTOMERS);
        seen.push(...idsOf(page));
        if (page.nextCursor === null) break;
        cursor = `&cursor=${page.nextCursor}`;
      }
      expect([sort, order, seen]).toEqual([sort, order, wanted(rows, sort, order)]);
    }
  }
});

test('C4: as of another day, filters on balances and orders go by the sums of that day', async () => {
  const asOf = 'asOf=2026-01-10';
  const then: Json[] = (await table(`limit=200&${asOf}`)).items;
  // What is due on 20 January was not overdue yet.
  expect(then.map((row) => row.overdue)).not.toEqual(rows.map((row) => row.overdue));
  const balances = filters.filter(({ query }) => /^(?:balance|overdue)/.test(query));
  for (const { query, fits } of balances) {
    const fitting = then.filter(fits);
    for (const sort of CUSTOMER_SORTS) {
      const page = await table(`limit=200&${asOf}&${query}&sort=${sort}&order=desc`);
      expect([query, sort, page.totalCount, idsOf(page)]).toEqual([
        query,
        sort,
        fitting.length,
        wanted(fitting, sort, 'desc'),
      ]);
    }
  }
});

test('C3: a request takes two statements, whatever the page, the filters, the order and the day', async () => {
  const { nextCursor } = await table('limit=2');
  const queries = [
    '',
    'limit=1',
    'limit=200',
    `limit=2&cursor=${nextCursor}`,
    'asOf=2026-01-15',
    ...filters.map(({ query }) => query),
    ...CUSTOMER_SORTS.map((sort) => `sort=${sort}`),
    `${filters[0]!.query}&${filters[1]!.query}&${filters[7]!.query}&${filters[9]!.query}&sort=total`,
  ];
  for (const query of queries) {
    const statements = await statementsOf(() => table(query));
    // Key with the zone, page with its count.
    expect([query, statements.length]).toEqual([query, 2]);
  }
});
