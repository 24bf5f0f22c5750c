import { z } from 'zod';
import {
  RUN_KINDS,
  RUN_STATUSES,
  type RunKind,
  type RunSkipReason,
  type RunStatus,
} from '../../../../contracts/programs/kinds.ts';
import { addDays, localDateOf } from '../../../../domain/time/calendar.ts';
import type { StoredProgram } from '../../../../domain/programs/definition.ts';
import { nextOccurrences } from '../../../../domain/programs/occurrences.ts';
import type { Occurrence } from '../../../../domain/programs/schedule.ts';
import type { Tx } from '../../client.ts';
import type { ProgramRun } from '../../generated/client.ts';
import { scheduleOf } from '../programs.ts';
import { dayOf, dayToDate } from '../../rows.ts';

/** A run as a command sees it; instants are epoch milliseconds. */
export interface StoredRun {
  runId: string;
  programId: string;
  kind: RunKind;
  /** The program's day, `YYYY-MM-DD`. */
  localDate: string;
  nominalAt: number;
  status: RunStatus;
  requestId: string | null;
  deadlineAt: number | null;
  /** It is due, and begins once its mailbox works again (P2). */
  isWaitingForMailbox: boolean;
  /** When its workflow has looked again at the latest; null: it has nothing to do. */
  wakeAt: number | null;
}

/** A run as Temporal needs it; `name` is the end of its workflow's id. */
export interface RunRef {
  runId: string;
  programId: string;
  name: string;
}

const runOf = (row: ProgramRun): StoredRun => ({
  runId: row.id,
  programId: row.programId,
  kind: z.enum(RUN_KINDS).parse(row.kind),
  localDate: dayOf(row.localDate),
  nominalAt: row.nominalAt.getTime(),
  status: z.enum(RUN_STATUSES).parse(row.status),
  requestId: row.requestId,
  deadlineAt: row.deadlineAt?.getTime() ?? null,
  isWaitingForMailbox: row.status === 'expected' && row.heldReason === 'mailbox_failing',
  wakeAt: row.wakeAt?.getTime() ?? null,
});

/** What wakes the workflow of a run. */
export function refOf(
  run: Pick<StoredRun, 'runId' | 'programId' | 'kind' | 'localDate' | 'requestId'>,
): RunRef {
  const { runId, programId } = run;
  return { runId, programId, name: run.kind === 'manual' ? `manual/${run.requestId}` : run.localDate };
}

/** One run; null when there is none. */
export async function read(db: Tx, runId: string): Promise<StoredRun | null> {
  const row = await db.programRun.findUnique({ where: { id: runId } });
  return row && runOf(row);
}

/** What wakes the workflows of these runs. */
export async function listRefs(db: Tx, runIds: readonly string[]): Promise<RunRef[]> {
  const rows = await db.programRun.findMany({ where: { id: { in: [...runIds] } } });
  return rows.map((row) => refOf(runOf(row)));
}

/** The run that is expected next; null when none is written. */
export async function findExpected(db: Tx, programId: string): Promise<StoredRun | null> {
  const row = await db.programRun.findFirst({
    where: { programId, status: 'expected' },
    orderBy: { nominalAt: 'asc' },
  });
  return row && runOf(row);
}

/** Takes the expected run back: the schedule changed, or no run takes place any more. */
export async function removeExpected(tx: Tx, programId: string): Promise<void> {
  await tx.programRun.deleteMany({ where: { programId, status: 'expected' } });
}

/** The moment of the last scheduled run that took place or was skipped; null when there was none. */
export async function lastScheduledAt(db: Tx, programId: string): Promise<number | null> {
  const { _max } = await db.programRun.aggregate({
    where: { programId, kind: 'scheduled', status: { not: 'expected' } },
    _max: { nominalAt: true },
  });
  return _max.nominalAt?.getTime() ?? null;
}

/** The days from one on that have had their scheduled run: there is one a day. */
export async function usedDates(db: Tx, input: { programId: string; from: string }): Promise<Set<string>> {
  const rows = await db.programRun.findMany({
    where: {
      programId: input.programId,
      kind: 'scheduled',
      status: { not: 'expected' },
      localDate: { gte: dayToDate(input.from) },
    },
    select: { localDate: true },
  });
  return new Set(rows.map((row) => dayOf(row.localDate)));
}

/**
 * The next runs of a program strictly after an instant, the earliest first. A day that has had its scheduled run has no
 * second one, however its schedule was changed since.
 */
export async function findNext(
  db: Tx,
  { program, after, count }: { program: StoredProgram; after: number; count: number },
): Promise<Occurrence[]> {
  // The run of the day before may still be to come, where a clock change has left its time out.
  const from = addDays(localDateOf(after, program.zone), -1);
  const used = await usedDates(db, { programId: program.id, from });
  const found = nextOccurrences(scheduleOf(program), { after, count: count + used.size });
  return found.filter(({ localDate }) => !used.has(localDate)).slice(0, count);
}

/** A run that begins its life; the engine is the author of scheduled ones. */
export interface NewRun extends Pick<Occurrence, 'localDate'> {
  runId: string;
  programId: string;
  kind: RunKind;
  nominalAt: number;
  scheduleVersion: number;
  status: 'expected' | 'generating' | 'skipped';
  skipReason?: RunSkipReason;
  requestId: string | null;
  deadlineAt: number | null;
  createdById: string;
  now: number;
}

/** Inserts a run. */
export async function insert(tx: Tx, { runId, now, ...run }: NewRun): Promise<StoredRun> {
  const at = new Date(now);
  const isRunning = run.status === 'generating';
  const row = await tx.programRun.create({
    data: {
      ...run,
      id: runId,
      localDate: dayToDate(run.localDate),
      nominalAt: new Date(run.nominalAt),
      deadlineAt: run.deadlineAt === null ? null : new Date(run.deadlineAt),
      produced: 0,
      skipped: 0,
      createdAt: at,
      startedAt: isRunning ? at : null,
      wakeAt: isRunning ? at : null,
      endedAt: run.status === 'skipped' ? at : null,
    },
  });
  return runOf(row);
}

/** Ends an expected run that does not take place, with the reason. */
export async function skip(
  tx: Tx,
  input: { runId: string; reason: RunSkipReason; now: number },
): Promise<void> {
  const { runId, reason, now } = input;
  await tx.programRun.update({
    where: { id: runId },
    data: { status: 'skipped', skipReason: reason, heldReason: null, endedAt: new Date(now) },
  });
}

/** Begins an expected run: its workflow generates it next. */
export async function begin(tx: Tx, { runId, now }: { runId: string; now: number }): Promise<void> {
  const at = new Date(now);
  await tx.programRun.update({
    where: { id: runId },
    data: { status: 'generating', heldReason: null, startedAt: at, wakeAt: at },
  });
}

/** Shows that an expected run, which is due, waits for its mailbox. */
export async function waitForMailbox(tx: Tx, runId: string): Promise<void> {
  await tx.programRun.updateMany({
    where: { id: runId, status: 'expected' },
    data: { heldReason: 'mailbox_failing' },
  });
}

/** Makes a run the newest of its program: only the newest may write what it generates. */
export async function setCurrent(
  tx: Tx,
  { runId, programId }: { runId: string; programId: string },
): Promise<void> {
  await tx.program.update({ where: { id: programId }, data: { currentRunId: runId } });
}

/** Moves the deadline of whatever waits for a decision: to the next scheduled run, or null when there is none. */
export async function moveDeadlines(
  tx: Tx,
  { programId, deadlineAt }: { programId: string; deadlineAt: number | null },
): Promise<void> {
  const data = { deadlineAt: deadlineAt === null ? null : new Date(deadlineAt) };
  await tx.programRun.updateMany({
    where: { programId, status: { in: ['generating', 'preparing', 'open'] } },
    data,
  });
  await tx.reviewBatch.updateMany({
    where: { programId, status: { in: ['preparing', 'proposed'] } },
    data,
  });
}

/** Whether a run can take place: `failing` for a while, or until a person signs it in (I6), so that a scheduled one waits; `none` that could be tried. */
export type MailboxHealth = 'working' | 'failing' | 'none';

/** How the mailbox of a program is, or the organisation's where it has none of its own (P2). */
export async function readMailboxHealth(db: Tx, programId: string): Promise<'working' | 'failing' | 'none'> {
  const rows = await db.$queryRaw<{ status: string; isTried: boolean }[]>`
    SELECT m.status, m.status IN ('failing', 'reconnect') OR m.probe_at IS NOT NULL AS "isTried"
    FROM program p LEFT JOIN organisation o ON TRUE
    JOIN mailbox m ON m.id = mailbox_heir(coalesce(p.mailbox_id, o.default_mailbox_id))
    WHERE p.id = ${programId}`;
  const [mailbox] = rows;
  if (mailbox?.status === 'working') return 'working';
  return mailbox?.isTried ? 'failing' : 'none';
}

/** Notes which version of the schedule Temporal shows. False: there is a newer one by now. */
export async function markShown(
  db: Tx,
  { programId, scheduleVersion }: { programId: string; scheduleVersion: number },
): Promise<boolean> {
  const { count } = await db.program.updateMany({
    where: { id: programId, scheduleVersion },
    data: { shownScheduleVersion: scheduleVersion },
  });
  return count === 1;
}

/**
 * Brings the status of a run to its batches, and notes that its workflow looks: a run is open while one of them waits for
 * a decision, also one that came back to review; then it is completed, or superseded when all of them were.
 *
 * @param input.lookAgainAt when it is looked at again if nothing is heard of it; while it is open, at its deadline
 * @returns null: no such run
 */
export async function look(
  db: Tx,
  { runId, lookAgainAt, now }: { runId: string; lookAgainAt: number; now: number },
): Promise<Pick<StoredRun, 'status' | 'wakeAt'> | null> {
  const at = new Date(now);
  const soon = new Date(lookAgainAt);
  const rows = await db.$queryRaw`
    WITH batches AS (
      SELECT count(*) FILTER (WHERE status IN ('preparing', 'proposed')) AS waiting,
        count(*) FILTER (WHERE status <> 'superseded') AS kept
      FROM review_batch WHERE run_id = ${runId}),
    next AS (
      SELECT r.id, CASE
        WHEN r.status NOT IN ('open', 'completed') THEN r.status
        WHEN batches.waiting > 0 THEN 'open'
        WHEN r.status = 'completed' OR batches.kept > 0 THEN 'completed'
        ELSE 'superseded' END AS status
      FROM program_run r, batches WHERE r.id = ${runId})
    UPDATE program_run r SET status = next.status,
      ended_at = CASE WHEN next.status = r.status THEN r.ended_at WHEN next.status = 'open' THEN NULL
        ELSE ${at}::timestamptz END,
      wake_at = CASE WHEN next.status IN ('generating', 'preparing') THEN ${soon}::timestamptz
        WHEN next.status = 'open' AND r.deadline_at IS NOT NULL THEN greatest(r.deadline_at, ${soon}::timestamptz) END
    FROM next WHERE r.id = next.id RETURNING r.status, r.wake_at AS "wakeAt"`;
  const schema = z.object({
    status: z.enum(RUN_STATUSES),
    wakeAt: z
      .date()
      .nullable()
      .transform((date) => date?.getTime() ?? null),
  });
  return z.array(schema).parse(rows)[0] ?? null;
}
