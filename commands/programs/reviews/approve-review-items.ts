import type { Actor } from '../../../contracts/actor.ts';
import type { ApprovedReviewItems, ApproveReviewItems } from '../../../contracts/programs/review-items.ts';
import type { ItemStanding } from '../../../infra/db/programs/reviews/review-lines.ts';
import type { CommandDeps } from '../../deps.ts';
import { actOnBatch } from './act-on-batch.ts';
import { approveChosen, type Approved, recordApproval } from './approve-batch.ts';

type Refused = ApprovedReviewItems['refused'][number];

/**
 * Approves messages of a batch by name, each for exactly the content the actor saw (P7, P14): one that is another by now,
 * or that somebody has decided, is refused by itself, and the rest goes on as in {@link approveBatch}.
 *
 * @throws ProblemError as `actOnBatch`
 */
export function approveReviewItems(
  deps: CommandDeps,
  actor: Actor,
  { batchId, items }: ApproveReviewItems & { batchId: string },
): Promise<ApprovedReviewItems> {
  return actOnBatch<Approved & { refused: Refused[] }, ApprovedReviewItems>(deps, actor, {
    batchId,
    apply: async (locked) => {
      const itemIds = items.map(({ itemId }) => itemId);
      const standings = await deps.store.reviewLines.readStandings(locked.tx, actor, { batchId, itemIds });
      const refused = items.flatMap(({ itemId, contentHash }): Refused[] => {
        const refusal = refusalOf(standings.get(itemId), contentHash);
        return refusal ? [{ itemId, ...refusal }] : [];
      });
      const isRefused = new Set(refused.map(({ itemId }) => itemId));
      const among = itemIds.filter((itemId) => !isRefused.has(itemId));
      const outcome = await approveChosen(deps, locked, { among });
      return { result: { ...outcome, refused }, isLeaving: outcome.approved > 0 };
    },
    reply: async (locked, { refused, ...outcome }) => {
      const status = await recordApproval(deps, locked, outcome);
      return { batchId, status, ...outcome, refused };
    },
  });
}

function refusalOf(item: ItemStanding | undefined, seen: string): Omit<Refused, 'itemId'> | null {
  if (!item) return { why: 'not_there', contentHash: null, happened: null };
  const { status, seenHash: contentHash } = item;
  if (status !== 'proposed') {
    const { decision: action, decidedById: by } = item;
    const at = item.decidedAt ?? item.endedAt;
    return { why: 'decided', contentHash, happened: { status, action, at, by } };
  }
  if (contentHash === seen) return null;
  const { editedAt, editedById, returnedAt } = item;
  const isEdit = editedAt !== null && editedAt >= (returnedAt ?? '');
  const at = isEdit ? editedAt : returnedAt;
  const action = isEdit ? 'edited' : 'returned';
  const happened = at === null ? null : { status, action, at, by: isEdit ? editedById : 'system' };
  return { why: 'changed', contentHash, happened };
}
