import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Viewer } from '../../../contracts/actor.ts';
import { RESULT_GROUPS } from '../../../contracts/sequences/result-figures.ts';
import type { ResultFilter } from '../../../contracts/sequences/results.ts';
import { addDays, startOfDay } from '../../../domain/time/calendar.ts';
import { newId } from '../../../infra/ids.ts';
import { runs } from '../../support/rows/runs.ts';
import { RandomResults, type Happening } from '../../support/worlds/random-results.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';

const api = new RandomResults();
let manager: Viewer;
beforeAll(async () => {
  await api.open();
  await api.begin();
  manager = { userId: (await api.user('manager')).id, role: 'manager', permissions: [] };
  await hideCustomer(api, api.customers[0].id);
}, 60_000);
afterAll(() => api.close());

type Sight = Parameters<typeof api.deps.store.resultFigures.load>[1];

/** What is loaded under filters, by group. */
async function loaded(sight: Sight, groupBy: (typeof RESULT_GROUPS)[number], filter: ResultFilter) {
  const { zone } = await api.ok('GET', '/v1/organisation');
  const period = {
    from: filter.from === undefined ? null : startOfDay(filter.from, zone),
    until: filter.to === undefined ? null : startOfDay(addDays(filter.to, 1), zone),
  };
  const { db, store } = api.deps;
  const { groups, totals } = await store.resultFigures.load(db, sight, {
    groupBy,
    filter,
    now: api.now,
    period,
  });
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return { groups: sorted, totals };
}

/** Compares what is kept with what is counted of customers who are seen, for every grouping under filters. */
async function compare(filters: readonly ResultFilter[]): Promise<void> {
  const { db, store } = api.deps;
  expect((await store.foldResults.fold(db, 'reconciler')).isUpToDate).toBe(true);
  const admin: Viewer = { userId: api.adminId, role: 'admin', permissions: [] };
  for (const viewer of [admin, manager]) {
    const sight = await store.resultSource.sightOf(db, viewer);
    expect(sight.counts).toBe(viewer === admin ? 'everybody' : 'everybody but few');
    for (const filter of filters)
      for (const groupBy of RESULT_GROUPS)
        expect([groupBy, filter, await loaded(sight, groupBy, filter)]).toEqual([
          groupBy,
          filter,
          await loaded({ counts: 'the seen', viewer }, groupBy, filter),
        ]);
  }
}

const happenings = fc.array(fc.tuple(fc.nat(18), fc.nat(40), fc.nat(100), fc.nat(100)), {
  minLength: 60,
  maxLength: 120,
});

test('S20, U3: what is kept by month, by group of money and of enrollments is what its rows come to, under any filters', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, fc.nat(40), fc.nat(80), async (each, before, length) => {
      for (const happening of each) await api.let(happening as Happening);
      const [{ id: sequenceId, stepOf }, labelId] = [api.sequences[0]!, api.labels[0]!];
      const to = addDays(new Date(api.now).toISOString().slice(0, 10), -before);
      const from = addDays(to, -length);
      const userId = api.users.at(-1)!;
      await compare([
        {},
        { from },
        { from, to },
        { sequenceId, from },
        { stepId: stepOf['E']!, sequenceId },
        { labelId, to },
        { labelId: 'none' },
        { userId, from },
        { userId: 'none', sequenceId },
        { sequenceId, version: 2 },
        { version: 1, channel: 'email' },
      ]);
    }),
    runs({ test: 2, proof: 30 }),
  );
}, 600_000);

test('S20, D9: enrollments that a hold of their own or of their sequence pauses are counted as paused, once', async () => {
  const { db } = api.deps;
  const [enrollment] = await db.enrollment.findMany({ where: { isLive: true }, orderBy: { id: 'asc' } });
  const { id: enrollmentId, sequenceId } = enrollment!;
  const hold = (of: {
    scope: string;
    enrollmentId?: string;
    sequenceId?: string;
    expiresAt?: Date;
    kind?: string;
  }) =>
    db.hold.create({
      data: { id: newId('hold'), kind: 'manual', authorId: 'system', startedAt: new Date(api.now), ...of },
    });
  const paused = async () => (await api.results({ sequenceId })).totals.enrollments.paused;
  const live = await db.enrollment.count({ where: { sequenceId, isLive: true } });
  await hold({ scope: 'enrollment', enrollmentId });
  await hold({ scope: 'enrollment', enrollmentId, expiresAt: new Date(api.now + 60_000) });
  await hold({ scope: 'enrollment', enrollmentId, kind: 'switch' });
  expect(await paused()).toBe(1);
  await compare([{}, { sequenceId }]);
  await hold({ scope: 'sequence', sequenceId });
  expect(await paused()).toBe(live);
  await compare([{}, { sequenceId }]);
  await db.hold.updateMany({ where: { kind: 'manual' }, data: { endedAt: new Date(api.now) } });
  expect(await paused()).toBe(0);
  await db.enrollment.update({ where: { id: enrollmentId }, data: { status: 'stopped', isLive: false } });
  await compare([{}, { sequenceId }]);
}, 120_000);
