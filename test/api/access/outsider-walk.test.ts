import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { operations } from '../../../contracts/operations.ts';
import type { Operation } from '../../../contracts/operation.ts';
import type { Answer } from '../../support/servers/api-fixture.ts';
import { MARK } from '../../support/worlds/hidden-customer.ts';
import { differenceOf, OUTSIDERS, OutsiderWorld, type Outsider } from '../../support/worlds/outsiders.ts';

const [having, lacking] = [new OutsiderWorld(true), new OutsiderWorld(false)];

/** External ids are unique in the whole organisation: that one is taken cannot be kept from who tries to use it. */
const NAMING_EXTERNAL_IDS = new Set(['createImport', 'syncCustomers']);
/** After them there is little left to ask about, so they come last. */
const isEnding = ({ id, method }: Operation) =>
  method === 'delete' || /^(archive|end|void|pause|remove|reject|revoke|update(User|Organisation))/.test(id);

const asked = operations.filter(({ permission, eventResponse }) => permission !== 'public' && !eventResponse);
const reads = asked.filter(({ method }) => method === 'get');
const writes = asked.filter(({ method }) => method !== 'get');

beforeAll(async () => {
  for (const world of [having, lacking]) await world.open();
}, 120_000);
afterAll(async () => {
  for (const world of [having, lacking]) await world.close();
});

/** What tells an outsider that the customer is there: an operation whose answers differ. */
const differences: string[] = [];
let comparisons = 0;

async function compare(each: Operation, outsider: Outsider, queries: [string, string] = ['', '']) {
  const [there, gone] = [
    await having.ask(each, outsider, queries[0]),
    await lacking.ask(each, outsider, queries[1]),
  ];
  comparisons += 1;
  const name = `${each.id} ${queries[0]} (${outsider})`;
  if (there.status >= 500) differences.push(`${name} answers ${there.status}`);
  const difference = differenceOf(there, gone);
  if (difference !== null) differences.push(`${name}:\n  ${difference}`);
  const text = JSON.stringify({ ...there.body, requestId: '' });
  if (!NAMING_EXTERNAL_IDS.has(each.id) && text.replaceAll(`${MARK}-1`, '').includes(MARK))
    differences.push(`${name} names it`);
}

test.each(OUTSIDERS)(
  'U3: reads answer %s the same with the hidden customer and without it',
  async (outsider) => {
    differences.length = comparisons = 0;
    for (const each of reads) {
      await compare(each, outsider);
      const [there, gone] = [having.queriesOf(each), lacking.queriesOf(each)];
      for (const [n, query] of there.entries()) await compare(each, outsider, [query, gone[n]!]);
    }
    expect(differences).toEqual([]);
    expect(comparisons).toBeGreaterThan(reads.length);
  },
);

test('U3: what is decided or changed by filter comes to the same with the hidden customer and without it', async () => {
  differences.length = comparisons = 0;
  const key = 'an agent outside the group';
  const tell = async (name: string, ask: (world: OutsiderWorld) => Promise<Answer>) => {
    comparisons += 1;
    const [there, gone] = [await ask(having), await ask(lacking)];
    expect([name, there.status]).toEqual([name, expect.any(Number)]);
    const difference = differenceOf(there, gone);
    if (difference !== null) differences.push(`${name}:\n  ${difference}`);
    return there.status;
  };
  const post = (world: OutsiderWorld, path: string, body: object) =>
    world.call('POST', path, { key: world.keys.get(key)!, body });
  const batchOf = async (world: OutsiderWorld) =>
    world.call('GET', `/v1/review-batches/${world.ids['bat']}`, { key: world.keys.get(key)! });
  for (const filter of [{ search: MARK }, { search: MARK[0] }, { balance: 'positive' }, {}]) {
    const body = ({ ids }: OutsiderWorld) => ({
      selection: { filter },
      action: { type: 'addLabels', labelIds: [ids['lbl']] },
    });
    await tell('customers', (world) => post(world, '/v1/customer-bulk-changes', body(world)));
    await tell('invoices', (world) =>
      post(world, '/v1/invoice-bulk-changes', { ...body(world), selection: { filter: {} } }),
    );
  }
  const decide = async (world: OutsiderWorld) => {
    const { contentHash } = (await batchOf(world)).body;
    return post(world, `/v1/review-batches/${world.ids['bat']}/approve`, { contentHash });
  };
  expect(await tell('approve', decide)).toBe(200);
  await tell('batch', batchOf);
  await tell('approve again', decide);
  for (const status of ['proposed', 'approved', 'rejected'])
    await tell(`batches ${status}`, (world) =>
      world.call('GET', `/v1/review-batches?status=${status}`, { key: world.keys.get(key)! }),
    );
  expect(differences).toEqual([]);
});

/** In an order that leaves something to ask about, in parts that fit the time a test has however many writes there will be. */
const ordered = writes
  .filter(({ id }) => !NAMING_EXTERNAL_IDS.has(id))
  .sort((a, b) => Number(isEnding(a)) - Number(isEnding(b)));
const PART = 20;
const parts = ordered.flatMap((each, at) =>
  at % PART === 0 ? [{ first: each.id, part: ordered.slice(at, at + PART) }] : [],
);

test.each(parts)(
  'U3: writes from $first on answer all five the same with the hidden customer and without it',
  async ({ part }) => {
    differences.length = comparisons = 0;
    for (const each of part) for (const outsider of OUTSIDERS) await compare(each, outsider);
    expect(differences).toEqual([]);
    expect(comparisons).toBe(part.length * OUTSIDERS.length);
  },
);

test('U3: every write is asked about, in one part or another', () => {
  expect(parts.flatMap(({ part }) => part)).toEqual(ordered);
  expect(ordered.length * OUTSIDERS.length).toBeGreaterThan(500);
});

test('U3: of an external id of the hidden customer an outsider hears that it is taken or reserved, and no more', async () => {
  for (const each of writes.filter(({ id }) => NAMING_EXTERNAL_IDS.has(id)))
    for (const outsider of OUTSIDERS) {
      const { status, body } = await having.ask(each, outsider);
      if (status === 403) continue;
      expect(status).toBeLessThan(300);
      const errors = body.items?.[0].errors ?? [];
      if (each.id === 'syncCustomers')
        expect(errors).toEqual([{ field: 'externalId', message: 'is taken or reserved' }]);
      expect(body).toMatchObject({ created: 0, updated: 0, skipped: 0, failed: 1 });
    }
});
