import type { Actor } from '../../../contracts/actor.ts';
import { found } from '../../../contracts/problems.ts';
import { batchChanges } from '../../../contracts/programs/changes.ts';
import type { RejectBatch, RejectedBatch } from '../../../contracts/programs/review-batches.ts';
import { actOnBatch, refuseOtherContent } from './act-on-batch.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';

/**
 * Rejects what waits in a batch: it is cancelled for this cycle (P7), and the next run may propose it again. It covers
 * what the actor can see (U3).
 *
 * @throws ProblemError as `actOnBatch`; `conflict` when a content hash is given and the batch is another by now
 */
export function rejectBatch(
  deps: CommandDeps,
  actor: Actor,
  { batchId, reason, contentHash }: RejectBatch & { batchId: string },
): Promise<RejectedBatch> {
  const { store } = deps;
  return actOnBatch(deps, actor, {
    batchId,
    apply: async (locked) => {
      const { tx, now } = locked;
      if (contentHash !== undefined) await refuseOtherContent(deps, locked, contentHash);
      const rejected = await store.batchDecisions.reject(tx, actor, { batchId, note: reason ?? null, now });
      return { result: { rejected }, isLeaving: false };
    },
    reply: async ({ tx, now, batch }, counts) => {
      const { status } = found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch');
      const [before, after] = [{ status: batch.status }, { status, reason, ...counts }];
      const { programId } = batch;
      const said = { actor, now, entityId: batchId, before, after, data: { programId } };
      await recordChange(deps, tx, batchChanges.rejected, said);
      return { batchId, status, ...counts };
    },
  });
}
