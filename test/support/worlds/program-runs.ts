import { changeProgram } from '../../../commands/programs/change-program.ts';
import { rescheduleRuns } from '../../../commands/programs/reschedule-runs.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import type { BatchStatus, ScheduledTouchpointStatus } from '../../../contracts/programs/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import type { ProgramSet } from '../../../infra/db/programs/programs.ts';
import { dayOf } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';
import { byHand } from '../rows/by-hand.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type ProgramFixture,
} from '../rows/program-fixture.ts';
import type { SequenceFixture } from './sequence-fixture.ts';

/** A program with its expected run, on Mondays at 09:00 UTC unless a test says otherwise. */
export async function createProgram(
  f: Pick<SequenceFixture, 'deps' | 'actor' | 'mailboxId' | 'now'>,
  change: Partial<ProgramFixture> = {},
): Promise<string> {
  const { now, actor, deps, mailboxId } = f;
  const programId = await createProgramRow(deps.db, { now, authorId: actor.userId, mailboxId, ...change });
  await deps.db.$transaction((tx) => rescheduleRuns(deps, tx, { programId, now: f.now }));
  return programId;
}

/** Opens a run whose messages a test makes itself. */
export async function openRun(
  db: Database,
  runId: string,
  set: { wakeAt?: null; produced?: number } = {},
): Promise<void> {
  await byHand(db, (tx) => tx.programRun.update({ where: { id: runId }, data: { status: 'open', ...set } }));
}

/** Edits a program as its commands do: whatever is set moves its schedule. */
export async function editProgram(f: SequenceFixture, programId: string, set: ProgramSet): Promise<void> {
  await changeProgram(f.deps, f.actor, {
    programId,
    decide: () =>
      Promise.resolve({
        action: 'program.update',
        kind: 'settings_edited',
        movesSchedule: true,
        movesPlan: true,
        set,
      }),
    reply: () => Promise.resolve(null),
  });
}

/** Ticks at an instant, and moves the clock of the test there. */
export function tickAt(
  f: SequenceFixture,
  programId: string,
  instant: string,
): Promise<{ runId: string | null }> {
  f.now = Date.parse(instant);
  return startDueRun(f.deps, { programId });
}

/** Runs of a program in the order of their moments: `2026-03-09 09:00 skipped outage`, the times in UTC. */
export async function runsOf(db: Database, programId: string): Promise<string[]> {
  const rows = await db.programRun.findMany({ where: { programId }, orderBy: { nominalAt: 'asc' } });
  return rows.map(({ localDate, nominalAt, status, skipReason }) =>
    [dayOf(localDate), nominalAt.toISOString().slice(11, 16), status, skipReason].filter(Boolean).join(' '),
  );
}

/** What a run wrote: a batch of one touchpoint, and a message in it for each status that is named. */
export async function createBatch(
  db: Database,
  input: {
    programId: string;
    runId: string;
    now: number;
    status?: BatchStatus;
    items: readonly ScheduledTouchpointStatus[];
  },
): Promise<{ batchId: string; itemIds: string[]; customerIds: string[] }> {
  const { programId, runId, now, status = 'proposed' } = input;
  const at = new Date(now);
  const offsetDays = (await db.touchpoint.count({ where: { programId } })) + 1;
  const touchpointId = await createTouchpointRow(db, { now, programId, offsetDays });
  const batchId = newId('reviewBatch');
  const run = await db.programRun.findUniqueOrThrow({ where: { id: runId } });
  const common = { programId, touchpointId, runId, createdAt: at };
  await db.reviewBatch.create({
    data: { id: batchId, ...common, sendDate: run.localDate, delivery: 'review', status, openedAt: at },
  });
  const itemIds: string[] = [];
  const customerIds: string[] = [];
  for (const itemStatus of input.items) {
    const { customerId } = await createDebtor(db, { now, invoices: [{ daysOverdue: 10 }] });
    const id = newId('scheduledTouchpoint');
    const subject = { customerId, level: 'account', subjectId: customerId };
    const plan = { plannedOn: run.localDate, plannedAt: run.nominalAt, planVersion: 1 };
    const decision = itemStatus === 'approved' ? 'approved' : null;
    const state = { status: itemStatus, decision, history: [], updatedAt: at };
    await db.scheduledTouchpoint.create({ data: { id, batchId, ...common, ...subject, ...plan, ...state } });
    itemIds.push(id);
    customerIds.push(customerId);
  }
  return { batchId, itemIds, customerIds };
}
