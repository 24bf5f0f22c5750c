import { MockActivityEnvironment } from '@temporalio/testing';
import { createEnrollRows } from '../activities/enrollments/enroll-rows.ts';
import { inParallel } from '../commands/wakes.ts';
import { newId } from '../infra/ids.ts';
import { createCustomers, createSequence } from './population.ts';
import { openRig, type Rig } from './rig.ts';
import { mean, type Row } from './table.ts';

/** A round is so many rows; rounds alternate, the first one and its opposite swapped each time. */
const ROUNDS = 4;
/** Starts before anything is measured: the server's caches and the connections. */
const WARM_UP = 200;

/**
 * Enrolling rows as a bulk enrollment does (match, rows, workflow starts) beside bare starts of the same workflow type
 * with the same options from the same number of callers. No worker consumes enrollments in either.
 */
export async function measureBulk({ size }: { size: number }): Promise<Row[]> {
  const rig = await openRig();
  try {
    const timing = { kind: 'delay' as const, amount: 1, unit: 'days' as const, atTime: null };
    const sequenceId = await createSequence(rig, 'Bulk', [timing, timing, timing]);
    const perRound = Math.ceil(size / ROUNDS);
    await bareRound(rig, sequenceId, WARM_UP);
    await bulkRound(rig, sequenceId, WARM_UP);
    const rates = { bare: [] as number[], bulk: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const order = round % 2 === 0 ? (['bare', 'bulk'] as const) : (['bulk', 'bare'] as const);
      for (const kind of order) {
        const ms = await (kind === 'bare' ? bareRound : bulkRound)(rig, sequenceId, perRound);
        rates[kind].push((perRound * 1000) / ms);
      }
    }
    const rowOf = (bulk: string, values: number[]): Row => ({
      bulk,
      'starts/s': mean(values),
      rounds: values.map((value) => value.toFixed(0)).join(' '),
    });
    const ratio = mean(rates.bulk) / mean(rates.bare);
    return [
      rowOf('bare starts, 32 callers', rates.bare),
      { ...rowOf('enrollRows', rates.bulk), ratio, goal: 0.8 },
    ];
  } finally {
    await rig.close();
  }
}

async function bareRound({ deps }: Rig, sequenceId: string, count: number): Promise<number> {
  const startedAt = performance.now();
  await inParallel(Array.from({ length: count }), () =>
    deps.lifecycle.startEnrollment({
      enrollmentId: newId('enrollment'),
      sequenceId,
      customerId: newId('customer'),
    }),
  );
  return performance.now() - startedAt;
}

/** The rows are in the database, as the command that received the file leaves them. */
async function bulkRound(rig: Rig, sequenceId: string, count: number): Promise<number> {
  const { db, deps } = rig;
  const customers = await createCustomers(rig, count);
  const user = await db.user.findFirstOrThrow();
  const bulkId = newId('bulkEnrollment');
  const { bulkEnrollments } = deps.store;
  const rows = customers.map(({ externalId }, index) => ({
    line: index + 1,
    value: externalId,
    startDate: null,
    reason: null,
  }));
  await db.$transaction(async (tx) => {
    await bulkEnrollments.insert(tx, {
      id: bulkId,
      sequenceId,
      startDate: null,
      createdById: user.id,
      now: Date.now(),
    });
    await bulkEnrollments.insertBulkRows(tx, bulkId, rows);
    await bulkEnrollments.startRunning(tx, bulkId, count);
  });
  const startedAt = performance.now();
  await new MockActivityEnvironment().run(createEnrollRows(deps), { bulkId });
  const took = performance.now() - startedAt;
  const started = await db.enrollment.count({ where: { bulkId, startedAt: { not: null } } });
  if (started !== count) throw new Error(`${started} of ${count} rows were enrolled and started`);
  return took;
}
