import type { StepExecutionStatus } from '../../../contracts/enrollments/kinds.ts';
import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { jsonOf } from '../rows.ts';
import { fenceOf } from '../sending/fence.ts';
import { VANISHED } from '../../../domain/sending/vanished.ts';

/** Keeps why a step execution needs a repair; the words stay in PostgreSQL (O6). */
export async function setError(
  tx: RawTx,
  { stepExecutionId, code, detail }: { stepExecutionId: string; code: string; detail: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET error_code = ${code}, error_detail = ${detail} WHERE id = ${stepExecutionId}`;
}

/** Pins what a language model wrote (M4), unless a person wrote something meanwhile or the step has ended. */
export async function setText(
  db: RawTx,
  { stepExecutionId, ...text }: WrittenText & { stepExecutionId: string },
): Promise<void> {
  await db.$executeRaw`
    UPDATE step_execution SET pinned = coalesce(pinned, '{}') || ${JSON.stringify({ ...text, origin: 'written' })}::jsonb
    WHERE id = ${stepExecutionId} AND status IN ('planned', 'ready', 'sending')
      AND pinned->>'origin' IS DISTINCT FROM 'edited'`;
}

/** A text as a language model wrote it, and what it depends on. */
export interface WrittenText {
  subject: string;
  body: string;
  bodyText: string;
  prompt: string;
  factsHash: string;
  writtenFrom: string;
}

/** What a person last did to a step, for the 409 of the next one (Q3). */
export interface LastAct {
  enrollmentId: string;
  status: string;
  action: string | null;
  at: string | null;
  by: { id: string; name: string | null } | null;
}

/** Reads it; null: no such execution. */
export async function readLastAct(db: Tx, stepExecutionId: string): Promise<LastAct | null> {
  const row = await db.stepExecution.findUnique({ where: { id: stepExecutionId } });
  if (!row) return null;
  const user = row.actedById
    ? await db.user.findUnique({ where: { id: row.actedById }, select: { name: true } })
    : null;
  return {
    enrollmentId: row.enrollmentId,
    status: row.status,
    action: row.action,
    at: row.actedAt?.toISOString() ?? null,
    by: row.actedById ? { id: row.actedById, name: user?.name ?? null } : null,
  };
}

/** What an action of a person changes on a step execution; members left out stay, null empties. */
export interface ActionSet {
  status?: StepExecutionStatus;
  endedAt?: number;
  sendRequestedAt?: number | null;
  heldReason?: null;
  heldUntil?: null;
  errorCode?: null;
  errorDetail?: null;
  outcome?: string | null;
  note?: string | null;
  assigneeId?: string | null;
  pinned?: unknown;
  forceReason?: string | null;
}

/** Writes the action of a person. */
export async function act(
  tx: Tx,
  input: { stepExecutionId: string; actorId: string; action: string; now: number; set: ActionSet },
): Promise<void> {
  const { endedAt, sendRequestedAt, pinned, ...rest } = input.set;
  await tx.stepExecution.update({
    where: { id: input.stepExecutionId },
    data: {
      ...rest,
      ...(endedAt !== undefined && { endedAt: new Date(endedAt) }),
      ...(sendRequestedAt !== undefined && {
        sendRequestedAt: sendRequestedAt === null ? null : new Date(sendRequestedAt),
      }),
      ...(pinned !== undefined && { pinned: jsonOf(pinned) }),
      actedById: input.actorId,
      actedAt: new Date(input.now),
      action: input.action,
    },
  });
}

/** Errors and uncertainties of an enrollment's steps in words, by step execution id. */
export async function readDetails(db: Tx, enrollmentId: string): Promise<Map<string, string | null>> {
  const rows = await db.stepExecution.findMany({
    where: { enrollmentId },
    select: { id: true, errorDetail: true },
  });
  return new Map(rows.map((row) => [row.id, row.errorDetail]));
}

/** The fence of a step's message: its enrollment is live, and its sequence lets steps out. */
export const passFence = fenceOf({
  from: 'enrollment e, sequence s',
  still: `e.id = m.enrollment_id AND e.is_live AND s.id = e.sequence_id
    AND (s.status = 'active' OR (s.status = 'archived' AND s.closing = 'finish'))
    AND (s.end_at IS NULL OR s.end_at > c.now)`,
  holds: 'h.enrollment_id = e.id OR h.sequence_id = s.id',
});

/** Shows that the message of a step is claimed. */
export async function setSending(
  tx: RawTx,
  { stepExecutionId, slotAt, now }: { stepExecutionId: string; slotAt: number | null; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET status = 'sending', ready_at = coalesce(ready_at, ${new Date(now)}::timestamptz),
      held_reason = NULL, held_until = NULL, error_code = NULL, error_detail = NULL,
      slot_at = ${slotAt === null ? null : new Date(slotAt)}
    WHERE id = ${stepExecutionId}`;
}

/** Shows that hand-overs of steps are in doubt (D1). */
export async function showUncertain(tx: RawTx, stepExecutionIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}
    WHERE id = ANY(${[...stepExecutionIds]}::text[]) AND status = 'sending'`;
}

/** Takes unmarked claims of enrollments away, so that nothing of theirs passes the fence until it is claimed anew. */
export async function takeClaimsAway(tx: RawTx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    WITH taken AS (
      UPDATE message SET status = 'cancelled'
      WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND status = 'claimed' RETURNING source_id)
    UPDATE step_execution x
    SET status = CASE WHEN x.is_manual OR x.send_requested_at IS NOT NULL THEN 'ready' ELSE 'planned' END
    FROM taken WHERE x.id = taken.source_id AND x.status = 'sending'`;
}
