import type { Actor } from '../../../contracts/actor.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { scheduledTouchpointChanges } from '../../../contracts/programs/changes.ts';
import type { ReviewItem } from '../../../contracts/programs/review-batches.ts';
import { seenHashOf } from '../../../domain/programs/seen-hash.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import { actOnBatch, type LockedBatch } from './act-on-batch.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';

/** What a person does to one proposed message. */
export interface ReviewItemAct {
  batchId: string;
  itemId: string;
  /** For audit and the change feed. */
  kind: 'edited' | 'dropped';
  /** Refuses, or says what becomes of it. */
  decide: (locked: LockedBatch, row: ScheduledTouchpoint) => Promise<ScheduledTouchpointChange>;
}

/**
 * Carries out what a person does to one message of a batch (P7).
 *
 * @throws ProblemError as `actOnBatch`; `not_found` when it is not in the batch, or of a hidden customer
 * @throws ProblemError `already_acted`, with what happened, unless it is proposed
 */
export function actOnReviewItem(
  deps: CommandDeps,
  actor: Actor,
  { batchId, itemId, kind, decide }: ReviewItemAct,
): Promise<ReviewItem> {
  const { store } = deps;
  return actOnBatch(deps, actor, {
    batchId,
    refuseFirst: async (tx) => {
      refuseActed(found(await store.reviewItems.find(tx, actor, { batchId, itemId }), 'item'));
    },
    apply: async (locked) => {
      const { tx, now } = locked;
      const row = found(await store.scheduledTouchpoints.read(tx, itemId), 'item');
      const change = await decide(locked, row);
      await store.scheduledTouchpoints.set(tx, { ...change, from: 'proposed', by: actor.userId, now });
      return { result: { row, note: change.note }, isLeaving: false };
    },
    reply: async ({ tx, now }, { row, note }) => {
      const written = found(await store.scheduledTouchpoints.read(tx, itemId), 'item');
      // The words, where they were changed.
      const changed = (content: ScheduledTouchpoint['content']) => (kind === 'edited' ? { content } : {});
      const after = found(await store.reviewItems.find(tx, actor, { batchId, itemId }), 'item');
      const { customerId } = row;
      await recordChange(deps, tx, scheduledTouchpointChanges[kind], {
        actor,
        now,
        entityId: itemId,
        before: { customerId, status: row.status, contentHash: seenHashOf(row), ...changed(row.content) },
        after: {
          customerId,
          status: after.status,
          contentHash: after.contentHash,
          ...changed(written.content),
          note,
        },
        customerId,
        data: { batchId },
      });
      return after;
    },
  });
}

/** @throws ProblemError `already_acted`, with who did what and when, unless it waits for a decision */
function refuseActed({ status, decision, decidedAt, decidedById, reason }: ReviewItem): void {
  if (status === 'proposed') return;
  const happened = { status, action: decision, reason, at: decidedAt, by: decidedById };
  throw new ProblemError('already_acted', `The message is ${status}.`, [], { happened });
}
