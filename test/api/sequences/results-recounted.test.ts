import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkResults } from '../../../commands/sequences/repairs.ts';
import { applyRetention } from '../../../commands/upkeep/repairs.ts';
import { PLAIN_KEYS, plainGroups, plainNotes, type PlainGroup } from '../../support/rows/plain-results.ts';
import { runs } from '../../support/rows/runs.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { RandomResults, type Happening } from '../../support/worlds/random-results.ts';
import { figuresOf } from '../../support/worlds/result-world.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';
import { lonePass } from '../../support/worlds/lone-repair.ts';

const api = new RandomResults();
let manager: { id: string; key: string };
beforeAll(async () => {
  await api.open();
  await api.begin();
  manager = await api.user('manager');
  await hideCustomer(api, api.customers[0].id);
}, 60_000);
afterAll(() => api.close());

const isLive = (figure: string) => figure === 'tasks.toDo' || figure.startsWith('enrollments.');

/** A group of a reply as the recomputation has it. */
function shownGroup(numbers: Json): PlainGroup {
  const figures = [...figuresOf(numbers)].filter(([figure]) => !isLive(figure));
  for (const { label, count } of numbers.tasks.outcomes) figures.push([`outcome ${label}`, count]);
  const money = numbers.collected.map(({ currency, amount }: Json) => [
    currency,
    Math.round(Number(amount) * 100),
  ]);
  return { figures: Object.fromEntries(figures), money: Object.fromEntries(money) };
}

/** Groups of a reply that have anything but what is live. */
const shownGroups = (items: Json[]): Record<string, PlainGroup> =>
  Object.fromEntries(
    items
      .map((item) => [String(item.key), shownGroup(item)] as const)
      .filter(([, { figures }]) => Object.values(figures).some((count) => count > 0)),
  );

const happenings = fc.array(fc.tuple(fc.nat(18), fc.nat(40), fc.nat(100), fc.nat(100)), {
  minLength: 20,
  maxLength: 60,
});

/** Compares every grouping for who sees everybody, and for who does not, with loops over what happened. */
async function compareAll(): Promise<void> {
  const { zone } = await api.ok('GET', '/v1/organisation');
  const notes = await plainNotes(api.database.db, zone);
  for (const [key, seen] of [
    [api.adminKey, notes],
    [manager.key, notes.filter(({ customerId }) => customerId !== api.customers[0].id)],
  ] as const) {
    for (const [groupBy, keyOf] of Object.entries(PLAIN_KEYS)) {
      const { items, totals, isUpToDate } = await api.results({ groupBy }, key);
      expect(isUpToDate).toBe(true);
      expect([groupBy, shownGroups(items)]).toEqual([groupBy, plainGroups(seen, keyOf)]);
      expect(shownGroup(totals)).toEqual(plainGroups(seen, () => ['all'])['all'] ?? shownGroup(totals));
    }
    // Filters: of a sequence, a label and a period, by step.
    const [{ id: sequenceId }, labelId] = [api.sequences[0]!, api.labels[0]!];
    const days = notes.map(({ day }) => day).sort();
    const from = days[Math.floor(days.length / 3)] ?? '2026-01-01';
    const some = seen.filter(
      (note) => note.sequenceId === sequenceId && note.labels.includes(labelId) && note.day >= from,
    );
    const { items } = await api.results({ groupBy: 'step', sequenceId, labelId, from }, key);
    expect(shownGroups(items)).toEqual(plainGroups(some, PLAIN_KEYS['step']!));
  }
}

test('S20, U3, U5: whatever happens in whatever order, results are what a recount says, for everybody', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (each) => {
      for (const happening of each) await api.let(happening as Happening);
      await compareAll();
      expect(await checked()).toEqual({ customerIds: [], sums: 0 });
    }),
    runs({ test: 6, proof: 60 }),
  );
}, 600_000);

/** What the reconciler's comparison finds when it looks at everybody. */
async function checked(): Promise<{ customerIds: string[]; sums: number }> {
  await api.database.db.resultCheck.deleteMany();
  const told = { customerIds: [] as string[], sums: 0 };
  for (let isThrough = false; !isThrough;) {
    const look = await api.deps.store.checkResults.checkNext(api.database.db, api.now);
    told.customerIds.push(...look.customerIds);
    told.sums += look.sums;
    ({ isThrough } = look);
  }
  return told;
}

test('S20: every figure of every group opens into exactly the rows that it counts, for who sees less, too', async () => {
  for (const key of [api.adminKey, manager.key]) {
    const { items, totals } = await api.results({ groupBy: 'label' }, key);
    expect(await api.ajar(totals, {}, key)).toEqual([]);
    for (const item of items) expect(await api.ajar(item, item.filter, key)).toEqual([]);
  }
  for (const groupBy of ['user', 'version', 'week']) {
    for (const item of (await api.results({ groupBy }, manager.key)).items)
      expect([groupBy, item.key, await api.ajar(item, item.filter, manager.key)]).toEqual([
        groupBy,
        item.key,
        [],
      ]);
  }
}, 300_000);

test('U5: what retention and erasure take away changes no figure', async () => {
  const before = await api.results({ groupBy: 'step' });
  const retention = { messages: 30, communications: 30, mailEvents: 30, audit: 30 };
  await api.ok('PATCH', '/v1/organisation', { body: { retention } });
  api.now += 400 * 86_400_000;
  await applyRetention.run(lonePass(api));
  const { db } = api.database;
  expect(await db.message.count({ where: { contentHash: { not: null } } })).toBeGreaterThan(0);
  // Everybody is worked out anew, from what is left.
  await db.$executeRaw`INSERT INTO result_mark (customer_id) SELECT id FROM customer`;
  expect((await api.results({ groupBy: 'step' })).items).toEqual(before.items);
}, 120_000);

test('S20, O9: the reconciler finds what is kept and differs from a recount, mends it, and says so', async () => {
  const { db } = api.database;
  const before = await api.results({ groupBy: 'step' });
  const { executionId, customerId } = await db.resultFact.findFirstOrThrow({ where: { sent: true } });
  await db.resultFact.update({ where: { executionId }, data: { sent: false, replied: true } });
  await db.resultSum.updateMany({ where: { labelId: '' }, data: { sent: 7 } });
  await db.resultPayment.deleteMany({ where: { customerId } });
  await db.resultCheck.deleteMany();
  const found = await findings();
  expect(found).toContainEqual(['results_differ', customerId]);
  expect(found).toContainEqual(['result_sums_differ', 'org']);
  expect((await api.results({ groupBy: 'step' })).items).toEqual(before.items);
  expect(await checked()).toEqual({ customerIds: [], sums: 0 });
}, 120_000);

/** What passes of the comparison tell until it is through. */
async function findings(): Promise<[string, string][]> {
  const told: [string, string][] = [];
  const pass = {
    ...lonePass(api),
    found: (kind: string, _entity: string, entityId: string) => void told.push([kind, entityId]),
  };
  for (let after: string | undefined; after !== '';) {
    await checkResults.run(pass);
    ({ after } = await api.database.db.resultCheck.findUniqueOrThrow({ where: { id: 'results' } }));
  }
  return told;
}
