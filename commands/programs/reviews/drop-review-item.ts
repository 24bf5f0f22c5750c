import type { Actor } from '../../../contracts/actor.ts';
import type { DropReviewItem, ReviewItem } from '../../../contracts/programs/review-batches.ts';
import { actOnReviewItem } from './act-on-review-item.ts';
import type { CommandDeps } from '../../deps.ts';

/**
 * Takes one proposed message out of its batch: it is cancelled for this cycle (P7).
 *
 * @throws ProblemError as `actOnReviewItem`
 */
export function dropReviewItem(
  deps: CommandDeps,
  actor: Actor,
  { batchId, itemId, reason }: DropReviewItem & { batchId: string; itemId: string },
): Promise<ReviewItem> {
  return actOnReviewItem(deps, actor, {
    batchId,
    itemId,
    kind: 'dropped',
    decide: ({ now }) => {
      const decided = { decision: 'dropped', decidedById: actor.userId, decidedAt: now } as const;
      const set = { status: 'cancelled', reason: 'dropped', ...decided, endedAt: now } as const;
      return Promise.resolve({ scheduledTouchpointId: itemId, set, note: reason });
    },
  });
}
