import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planCustomers } from '../../../commands/programs/plan-program.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { dayOf } from '../../../infra/db/rows.ts';
import { replan, runAt, runByHand } from '../../support/worlds/generated-rows.ts';
import {
  plainAutoEnrolled,
  plainPlan,
  plainRun,
  readLedger,
  type Ledger,
  type Moment,
  type PlainRow,
} from '../../support/rows/plain-program.ts';
import {
  createRandomProgram,
  makeMove,
  randomProgram,
  type Move,
  type RandomProgram,
} from '../../support/worlds/random-program.ts';
import { START, useSequences } from '../../support/worlds/sequence-fixture.ts';
import { runs } from '../../support/rows/runs.ts';

const f = useSequences();
const ZONE = 'Europe/Berlin';
const DAY_MS = 86_400_000;

/** The runs of 60 days after an instant, found by looking at every day. */
function momentsAfter(world: RandomProgram, after: number): Moment[] {
  const moments: Moment[] = [];
  const firstMonday = Date.parse('2026-03-02T00:00:00Z');
  for (let day = Math.floor(START / DAY_MS) * DAY_MS; day <= after + 62 * DAY_MS; day += DAY_MS) {
    const runDate = new Date(day).toISOString().slice(0, 10);
    const weekday = ((new Date(day).getUTCDay() + 6) % 7) + 1;
    const week = Math.floor((day - firstMonday) / (7 * DAY_MS));
    if (!world.sendDays.includes(weekday) || week % world.everyWeeks !== 0) continue;
    const at = Date.parse(`${runDate}T${world.sendTime}:00Z`);
    if (at > after && at <= f.now + 60 * DAY_MS) moments.push({ runDate, at, day: localDateOf(at, ZONE) });
  }
  return moments;
}

const textOf = (row: PlainRow) =>
  Object.entries(row)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
const sorted = (rows: readonly PlainRow[]) => rows.map(textOf).sort();

function rowsOfRun({ rows }: Ledger, runId: string): PlainRow[] {
  return rows
    .filter((row) => row.runId === runId)
    .map((row) => ({
      touchpointId: row.touchpointId,
      customerId: row.customerId,
      invoiceId: row.invoiceId,
      subjectId: row.subjectId,
      level: row.level,
      outcome: row.status === 'skipped' ? 'skipped' : 'produced',
      reason: row.reason,
      days: row.daysOverdue,
      rank: row.rank,
    }));
}

async function expectPlan(world: RandomProgram, programId: string, after: number): Promise<void> {
  const ledger = await readLedger(f.deps.db, programId);
  const planned = ledger.rows
    .filter((row) => row.status === 'scheduled')
    .map((row) => `${row.touchpointId} ${row.subjectId} ${dayOf(row.plannedOn)}`);
  const wanted = plainPlan(ledger, momentsAfter(world, after));
  expect(planned.sort()).toEqual([...wanted].map(([key, date]) => `${key} ${date}`).sort());
}

/** Generates with `generate`, and compares every row it wrote with what should be there. */
async function expectRun(
  world: RandomProgram,
  programId: string,
  kind: 'scheduled' | 'manual',
  generate: () => Promise<{ runId: string }>,
): Promise<void> {
  const { db } = f.deps;
  const before = await readLedger(db, programId);
  const { runId } = await generate();
  const run = await db.programRun.findUniqueOrThrow({ where: { id: runId } });
  const day = localDateOf(run.nominalAt.getTime(), ZONE);
  const enrolled = plainAutoEnrolled(before, day);
  const moment = { day, at: f.now, runDate: dayOf(run.localDate) };
  const expected = plainRun(before, moment, { kind, perRun: world.perRun });
  const after = await readLedger(db, programId);
  expect(sorted(rowsOfRun(after, runId))).toEqual(sorted(expected));
  const isNew = ({ customerId }: { customerId: string }) =>
    !before.enrollments.some((one) => one.customerId === customerId);
  expect(
    after.enrollments
      .filter(isNew)
      .map((one) => one.customerId)
      .sort(),
  ).toEqual(enrolled.sort());
  expect(run).toMatchObject({
    produced: expected.filter((row) => row.outcome === 'produced').length,
    skipped: expected.filter((row) => row.outcome === 'skipped').length,
  });
  expectStatuses(before, after, runId);
}

/** Deliveries, batches, and links from what was replaced. */
function expectStatuses(before: Ledger, after: Ledger, runId: string): void {
  const ofRun = after.rows.filter((row) => row.runId === runId && row.status !== 'skipped');
  for (const row of ofRun) {
    const isAuto = after.touchpoints.find((one) => one.id === row.touchpointId)!.delivery === 'auto';
    expect([row.status, row.decision, row.batchId !== null]).toEqual(
      isAuto ? ['approved', 'approved', true] : ['proposed', null, true],
    );
  }
  for (const old of before.rows.filter((row) => row.status === 'proposed')) {
    const now = after.rows.find((row) => row.id === old.id)!;
    const heir = ofRun.find(
      (row) => row.touchpointId === old.touchpointId && row.subjectId === old.subjectId,
    );
    if (heir) expect([now.status, now.supersededById]).toEqual(['superseded', heir.id]);
  }
}

async function makeMoves(programId: string, moves: readonly Move[]): Promise<void> {
  for (const move of moves) await makeMove(f, programId, move);
}

async function live(world: RandomProgram): Promise<void> {
  const { db, store } = f.deps;
  await db.$executeRaw`TRUNCATE customer, program, program_run, program_plan, program_enrollment, review_batch,
    scheduled_touchpoint, hold CASCADE`;
  f.now = START;
  await store.organisation.update(db, { contactPolicy: { perRun: world.perRun } });
  const programId = await createRandomProgram(f, world);
  await replan(f, programId);
  await expectPlan(world, programId, f.now);

  await makeMoves(programId, world.moves[0]!);
  const [first, second] = momentsAfter(world, f.now);
  await expectRun(world, programId, 'scheduled', () =>
    runAt(f, programId, new Date(first!.at).toISOString()),
  );
  await expectPlan(world, programId, first!.at);

  await makeMoves(programId, world.moves[1]!);
  const customers = await db.customer.findMany({ orderBy: { id: 'asc' } });
  const customerIds = customers.map((one) => one.id);
  await db.$transaction((tx) => planCustomers(f.deps, tx, { customerIds, now: f.now }));
  await expectPlan(world, programId, first!.at);

  await makeMoves(programId, world.moves[2]!);
  if (world.second === 'manual') {
    await expectRun(world, programId, 'manual', () => runByHand(f, programId));
  } else {
    await expectRun(world, programId, 'scheduled', () =>
      runAt(f, programId, new Date(second!.at).toISOString()),
    );
    await expectPlan(world, programId, second!.at);
  }
}

test('P4-P10: whatever the ledger, plans and runs are, row by row, what a plain recomputation finds', async () => {
  await fc.assert(fc.asyncProperty(randomProgram, live), runs({ test: 20, proof: 300 }));
});
