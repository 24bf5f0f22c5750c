import type { Actor } from '../../../contracts/actor.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { ReviewBatch } from '../../../contracts/programs/review-batches.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { ReviewBatchRow } from '../../../infra/db/programs/reviews/review-batches.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';

/** A batch as a person's decision finds it: behind the closed gate of its program, locked, and proposed for them. */
export interface LockedBatch {
  tx: Tx;
  now: number;
  actor: Actor;
  batch: ReviewBatchRow;
}

/** What a decision did, and whether something of the batch leaves now. */
export interface BatchAct<T> {
  result: T;
  isLeaving: boolean;
}

/**
 * Carries out a decision of a person about a batch or one of its items (P7): takes the gate that a newer run takes too, so
 * that either supersedes the other whole (P8), locks, refuses what somebody else has decided, applies, brings batch and
 * run to their items, and wakes batch and run after the commit.
 *
 * @throws ProblemError `not_found` when absent, or when the actor sees nothing of it
 * @throws ProblemError `already_acted`, with what happened, when it is decided or superseded; `conflict` while its
 * messages are being written
 */
export async function actOnBatch<A, T>(
  deps: CommandDeps,
  actor: Actor,
  input: {
    batchId: string;
    /** Refuses what is decided or absent, in words of its own, before the batch is looked at. */
    refuseFirst?: (tx: Tx) => Promise<void>;
    apply: (locked: LockedBatch) => Promise<BatchAct<A>>;
    reply: (locked: LockedBatch, act: A) => Promise<T>;
  },
): Promise<T> {
  const { batchId } = input;
  const { store, lifecycle } = deps;
  const { answer, wakes } = await runCommand(deps, actor, async (tx, now) => {
    const { program } = found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch');
    await store.locks.closeGate(tx, { kind: 'program', id: program.id });
    const batch = found(await store.reviewBatches.lock(tx, batchId), 'batch');
    await input.refuseFirst?.(tx);
    refuseDecided(found(await store.reviewViews.findStanding(tx, actor, batchId), 'batch'));
    const locked: LockedBatch = { tx, now, actor, batch };
    const { result, isLeaving } = await input.apply(locked);
    const status = await store.reviewBatches.settle(tx, { batchId, by: actor.userId, now });
    const { runId } = batch;
    // While something of it waits, the run has nothing to look at.
    const run =
      status === 'proposed'
        ? null
        : await store.reviewBatches.noteForRun(tx, { runId, isReopened: false, now });
    return {
      answer: await input.reply(locked, result),
      wakes: { programId: program.id, mailboxId: batch.mailboxId, isLeaving, run },
    };
  });
  const { programId, mailboxId, isLeaving, run } = wakes;
  if (isLeaving) await attempt(lifecycle.wakeBatch({ batchId, programId, mailboxId }));
  if (run?.status === 'open') await attempt(lifecycle.wakeProgramRun(run));
  return answer;
}

/** @throws ProblemError `already_acted` or `conflict` unless something in it waits for a decision */
function refuseDecided({
  status,
  decidedAt: at,
  decidedById,
}: Pick<ReviewBatch, 'status' | 'decidedAt' | 'decidedById'>): void {
  if (status === 'proposed') return;
  if (status === 'preparing')
    throw new ProblemError('conflict', 'The messages of this batch are still being written.');
  const detail = status === 'superseded' ? 'A newer run replaced this batch.' : `The batch was ${status}.`;
  throw new ProblemError('already_acted', detail, [], { happened: { status, at, by: decidedById } });
}

/** @throws ProblemError `conflict`, with what happened last, when the batch is not what the actor saw (P14) */
export async function refuseOtherContent(
  { store }: CommandDeps,
  { tx, actor, batch }: LockedBatch,
  seen: string,
): Promise<void> {
  const contentHash = await store.batchDecisions.readOpenHash(tx, actor, batch.batchId);
  if (contentHash === seen) return;
  const happened = await store.batchDecisions.readLastAct(tx, actor, batch.batchId);
  const detail = 'The batch is not what you saw any more: look at it again.';
  throw new ProblemError('conflict', detail, [], { contentHash, happened });
}
