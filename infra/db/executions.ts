import type { Tx } from './client.ts';

/** Keeps why a step execution needs a repair; the words stay in PostgreSQL (O6). */
export async function setError(
  tx: Tx,
  { stepExecutionId, code, detail }: { stepExecutionId: string; code: string; detail: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET error_code = ${code}, error_detail = ${detail} WHERE id = ${stepExecutionId}`;
}

/** Marks a hand-over whose owner vanished (D1): the ledger row and what a person sees in the queue. */
export async function markUncertain(
  tx: Tx,
  { stepExecutionId, token }: { stepExecutionId: string; token: string },
): Promise<void> {
  await tx.$executeRaw`
    WITH uncertain AS (
      UPDATE message SET status = 'uncertain'
      WHERE source_kind = 'step_execution' AND source_id = ${stepExecutionId} AND token = ${token}
        AND status = 'handed_over' RETURNING id, token),
    logged AS (
      UPDATE message_attempt a SET result = 'uncertain' FROM uncertain u
      WHERE a.message_id = u.id AND a.token = u.token)
    UPDATE step_execution SET status = 'uncertain', error_code = 'uncertain',
      error_detail = 'The process ended after the hand-over: the server may have it.'
    WHERE id = ${stepExecutionId} AND EXISTS (SELECT 1 FROM uncertain)`;
}
