import { MockActivityEnvironment } from '@temporalio/testing';
import { createEnrollRows } from '../activities/enrollments/enroll-rows.ts';
import { inParallel } from '../commands/wakes.ts';
import { newId } from '../infra/ids.ts';
import { createCustomers, createSequence } from './population.ts';
import { processorTime, timeEach, type ProcessorTime } from './processor-time.ts';
import { openRig, type Rig } from './rig.ts';
import { countStatements } from './statements.ts';
import { mean, type Row } from './table.ts';

/** A round is so many rows; rounds alternate, the first one and its opposite swapped each time. */
const ROUNDS = 4;
/** Starts before anything is measured: the server's caches and the connections. */
const WARM_UP = 200;
const PARTS = ['node', 'postgres', 'temporal'];

/** What a round took, and what each of its enrollments did: processor time by part, and statements. */
interface Round {
  ms: number;
  used: ProcessorTime;
  statements: number;
}

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
    const rounds = { bare: [] as Round[], bulk: [] as Round[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const order = round % 2 === 0 ? (['bare', 'bulk'] as const) : (['bulk', 'bare'] as const);
      for (const kind of order) {
        rounds[kind].push(await (kind === 'bare' ? bareRound : bulkRound)(rig, sequenceId, perRound));
      }
    }
    const rateOf = ({ ms }: Round): number => (perRound * 1000) / ms;
    const rowOf = (bulk: string, all: Round[]): Row => ({
      bulk,
      'starts/s': mean(all.map(rateOf)),
      rounds: all.map((round) => rateOf(round).toFixed(0)).join(' '),
      ...Object.fromEntries(
        PARTS.map((part) => [`${part} ms each`, mean(all.map(({ used }) => used[part]!))]),
      ),
      'statements a round': mean(all.map(({ statements }) => statements)),
    });
    const ratio = mean(rounds.bulk.map(rateOf)) / mean(rounds.bare.map(rateOf));
    return [
      rowOf('bare starts, 32 callers', rounds.bare),
      { ...rowOf('enrollRows', rounds.bulk), ratio, goal: 0.95 },
    ];
  } finally {
    await rig.close();
  }
}

async function measured(rig: Rig, count: number, work: () => Promise<void>): Promise<Round> {
  const before = processorTime(rig.pids);
  const statements = countStatements();
  const startedAt = performance.now();
  try {
    await work();
    const ms = performance.now() - startedAt;
    const used = timeEach(before, processorTime(rig.pids), count);
    return { ms, used, statements: statements.total() };
  } finally {
    statements.stop();
  }
}

async function bareRound(rig: Rig, sequenceId: string, count: number): Promise<Round> {
  const { lifecycle } = rig.deps;
  const { mailboxId } = await rig.db.sequence.findUniqueOrThrow({ where: { id: sequenceId } });
  return measured(rig, count, () =>
    inParallel(Array.from({ length: count }), () =>
      lifecycle.startEnrollment({
        enrollmentId: newId('enrollment'),
        sequenceId,
        customerId: newId('customer'),
        mailboxId,
      }),
    ),
  );
}

/** The rows are in the database, as the command that received the file leaves them. */
async function bulkRound(rig: Rig, sequenceId: string, count: number): Promise<Round> {
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
  const round = await measured(rig, count, async () => {
    await new MockActivityEnvironment().run(createEnrollRows(deps), { bulkId });
  });
  const started = await db.enrollment.count({ where: { bulkId, startedAt: { not: null } } });
  if (started !== count) throw new Error(`${started} of ${count} rows were enrolled and started`);
  return round;
}
