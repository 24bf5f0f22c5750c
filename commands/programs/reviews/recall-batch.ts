import type { Actor } from '../../../contracts/actor.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { batchChanges } from '../../../contracts/programs/changes.ts';
import type { RecallBatch, RecalledBatch } from '../../../contracts/programs/review-items.ts';
import type { ReviewBatch } from '../../../contracts/programs/review-batches.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { LeavingItem } from '../../../infra/db/programs/reviews/batch-recalls.ts';
import type { ReviewBatchRow, RunToWake } from '../../../infra/db/programs/reviews/review-batches.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { awaitOutcomes } from '../../sending/await-outcomes.ts';
import { callWaiting } from '../../sending/call-waiting.ts';
import { attempt } from '../../wakes.ts';

type Reply = Omit<RecalledBatch, 'inFlight'>;

/** What was called back, what could not be, and whom to wake. */
interface Recall {
  reply: Reply;
  leaving: LeavingItem[];
  wakes: { programId: string; freed: string[]; run: RunToWake | null };
}

/**
 * Calls back what of an approved batch was not handed over (P7): once this answers, none of it leaves before somebody has
 * decided again. Words and recipients stay as they were approved. What a mail server has or may have is named with its
 * outcome; what a server put off meanwhile is called back too. It covers what the actor can see (U3).
 *
 * @throws ProblemError `not_found` when absent, or when the actor sees nothing of it; `conflict` where its messages leave
 * unseen or its program or touchpoint is archived; `already_acted` when nothing of it was approved
 */
export async function recallBatch(
  deps: CommandDeps,
  actor: Actor,
  { batchId, reason }: RecallBatch & { batchId: string },
): Promise<RecalledBatch> {
  const asked = { batchId, note: reason ?? null };
  const { reply, leaving, isReplay } = await recall(deps, actor, asked);
  const outcomes = await awaitOutcomes(deps, leaving);
  const inFlight = leaving.map(({ itemId, messageId }, index) => ({
    itemId,
    messageId,
    outcome: outcomes[index]!.outcome,
  }));
  const putOff = inFlight.flatMap(({ itemId, outcome }) => (outcome === 'put_off' ? [itemId] : []));
  if (putOff.length === 0 || isReplay) return { ...reply, inFlight };
  // The server put them off: nothing of them has left, and they are not to be tried again.
  const again = await recall(deps, { ...actor, idempotency: null }, { ...asked, among: putOff });
  const still = inFlight.filter(({ outcome }) => outcome !== 'put_off');
  // Whoever tried one of them once more was faster.
  const retried = again.leaving.flatMap(({ itemId, messageId, status: outcome }) =>
    putOff.includes(itemId) ? [{ itemId, messageId, outcome }] : [],
  );
  const recalled = reply.recalled + again.reply.recalled;
  return { ...again.reply, recalled, inFlight: [...still, ...retried] };
}

async function recall(
  deps: CommandDeps,
  actor: Actor,
  { batchId, note, among }: { batchId: string; note: string | null; among?: readonly string[] },
): Promise<Recall & { isReplay: boolean }> {
  const { store, lifecycle } = deps;
  let isReplay = true;
  const recalled = await runCommand(deps, actor, async (tx, now): Promise<Recall> => {
    isReplay = false;
    const { program } = found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch');
    const programId = program.id;
    await store.locks.closeGate(tx, { kind: 'program', id: programId });
    const batch = found(await store.reviewBatches.lock(tx, batchId), 'batch');
    await refuseUnreviewed(deps, tx, batch);
    const ids = await store.batchRecalls.bringBack(tx, actor, { batchId, among, note, now });
    const leaving = await store.batchRecalls.findLeaving(tx, actor, batchId);
    const gone = await store.batchRecalls.countGone(tx, actor, batchId);
    // A second look has nothing to refuse: what the first one called back is called back.
    if (!among && ids.length + leaving.length + gone === 0)
      refuseEmpty(found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch'));
    await store.reviewBatches.settle(tx, { batchId, by: actor.userId, now });
    const { runId } = batch;
    const isReopened = ids.length > 0;
    const run = await store.reviewBatches.noteForRun(tx, { runId, isReopened, now });
    const { status } = found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch');
    const counts = { recalled: ids.length, inFlight: leaving.length, gone };
    await recordChange(deps, tx, batchChanges.recalled, {
      actor,
      now,
      entityId: batchId,
      before: { status: batch.status },
      after: { status, ...(note !== null && { reason: note }), ...counts },
      data: { programId },
    });
    const freed = await store.leavingLines.leave(tx, { kind: 'touchpoint', ids, ends: true });
    return {
      reply: { batchId, status, recalled: ids.length, gone },
      leaving,
      wakes: { programId, freed, run },
    };
  });
  const { programId, freed, run } = recalled.wakes;
  await attempt(lifecycle.wakeBatch({ batchId, programId }));
  if (run?.status === 'open') await attempt(lifecycle.wakeProgramRun(run));
  await attempt(callWaiting(deps, freed));
  return { ...recalled, isReplay };
}

/** Nobody decides what nobody was to see, nor for what is archived (P11). */
async function refuseUnreviewed({ store }: CommandDeps, tx: Tx, batch: ReviewBatchRow): Promise<void> {
  const { programId, touchpointId, delivery } = batch;
  const refuse = (detail: string): never => {
    throw new ProblemError('conflict', `${detail} Cancel its messages one by one, or stop the program.`);
  };
  if (delivery !== 'review') refuse('The messages of this batch leave without review.');
  const program = await store.programs.read(tx, programId);
  const touchpoint = await store.touchpoints.read(tx, touchpointId);
  if (program?.status === 'archived') refuse('Its program is archived.');
  if (touchpoint?.archivedAt !== null) refuse('Its touchpoint is archived.');
}

/** @throws ProblemError `already_acted`, with how it stands for whoever asks (U3) */
function refuseEmpty({
  status,
  decidedAt: at,
  decidedById: by,
}: Pick<ReviewBatch, 'status' | 'decidedAt' | 'decidedById'>): never {
  throw new ProblemError('already_acted', 'Nothing of this batch was approved.', [], {
    happened: { status, at, by },
  });
}
