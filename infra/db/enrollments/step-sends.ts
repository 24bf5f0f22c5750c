import { VANISHED } from '../../../domain/sending/vanished.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Piece, RawTx } from '../raw-transaction.ts';
import { fenceOf } from '../sending/fence.ts';
import { ENDING_WITH_MAIN } from '../sending/open-copies.ts';

/** The fence of a step's message: its enrollment is live, and its sequence lets steps out. A manual one was asked for. */
export const passFence = fenceOf({
  from: 'enrollment e, sequence s',
  still: `e.id = m.enrollment_id AND e.is_live AND s.id = e.sequence_id
    AND (s.status = 'active' OR (s.status = 'archived' AND s.closing = 'finish'))
    AND (s.end_at IS NULL OR s.end_at > c.now)`,
  holds: 'h.enrollment_id = e.id OR h.sequence_id = s.id',
  isOwn: `EXISTS (SELECT FROM step_execution x
    WHERE x.id = m.source_id AND x.is_manual AND x.send_requested_at IS NOT NULL)`,
});

/** Shows that the message of a step is claimed: a part of the statement of its claim. */
export const sending = ({
  stepExecutionId,
  now,
}: {
  stepExecutionId: string;
  now: number;
}): Piece => Prisma.sql`
  UPDATE step_execution SET status = 'sending', ready_at = coalesce(ready_at, ${new Date(now)}::timestamptz),
    held_reason = NULL, held_until = NULL, error_code = NULL, error_detail = NULL, slot_at = NULL
  WHERE id = ${stepExecutionId}`;

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
  /** BCP 47, what it was asked to be written in. */
  language: string;
  prompt: string;
  factsHash: string;
  writtenFrom: string;
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
      WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND status = 'claimed' RETURNING id, source_id),
    copies AS (${ENDING_WITH_MAIN})
    UPDATE step_execution x
    SET status = CASE WHEN x.is_manual OR x.send_requested_at IS NOT NULL THEN 'ready' ELSE 'planned' END
    FROM taken WHERE x.id = taken.source_id AND x.status = 'sending'`;
}

/** Whether a step leaves by mail, and no person asked to send it now, as its row says. */
export async function isUnaskedMail(db: Tx, stepExecutionId: string): Promise<boolean> {
  const select = { type: true, sendRequestedAt: true };
  const row = await db.stepExecution.findUnique({ where: { id: stepExecutionId }, select });
  return row?.type === 'email' && row.sendRequestedAt === null;
}
