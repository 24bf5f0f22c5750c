import type { Actor } from '../../../contracts/actor.ts';
import { ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import type { EditReviewItem, ReviewItem } from '../../../contracts/programs/review-batches.ts';
import { editTouchpoint } from '../../../domain/programs/edit-touchpoint.ts';
import { seenHashOf } from '../../../domain/programs/seen-hash.ts';
import { languageOf } from '../../../domain/rendering/language.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import { actOnReviewItem } from './act-on-review-item.ts';
import type { CommandDeps } from '../../deps.ts';
import { contentHashOf } from '../touchpoints/write-touchpoints.ts';

/**
 * Edits a proposed message (P7): it goes out word for word as soon as it is approved, unless its facts move before (P14).
 *
 * @throws ProblemError as `actOnReviewItem`; `conflict`, with who edited it, when it is not what the actor saw;
 * `validation` for template tags, for addresses that cannot be used and for suppressed ones
 */
export function editReviewItem(
  deps: CommandDeps,
  actor: Actor,
  { batchId, itemId, contentHash, ...edit }: EditReviewItem & { batchId: string; itemId: string },
): Promise<ReviewItem> {
  return actOnReviewItem(deps, actor, {
    batchId,
    itemId,
    kind: 'edited',
    decide: async ({ tx, now }, row) => {
      refuseOther(row, contentHash);
      const { content: before, facts, messageId } = row;
      if (!before || !facts || messageId === null)
        throw new ProblemError('conflict', 'The message is still being written.');
      const named = [...(edit.to ?? []), ...(edit.cc ?? []), ...(edit.bcc ?? [])];
      const edited = editTouchpoint({
        edit,
        content: before,
        basis: facts,
        wayOut: {
          unsubscribeUrl: deps.links.unsubscribeUrl(messageId),
          language: languageOf(await deps.store.customers.localesOf(tx, row.customerId)),
        },
        suppressed:
          named.length === 0 ? [] : await deps.store.sendFacts.findSuppressed(tx, { addresses: named, now }),
        hash: deps.hash,
      });
      if (!edited.ok) {
        refuseInvalid(edited.problems);
        throw new Error('a refused edit names its problems');
      }
      const { content, basis } = edited;
      const set = { content, facts: basis, contentHash: contentHashOf(deps, content, basis) };
      const by = { editedById: actor.userId, editedAt: now };
      return { scheduledTouchpointId: itemId, set: { ...set, ...by }, why: 'edited' };
    },
  });
}

/** @throws ProblemError `conflict`, with what happened, when the message is another by now */
function refuseOther(row: ScheduledTouchpoint, seen: string): void {
  const { editedAt, editedById, returnedAt } = row;
  const contentHash = seenHashOf(row);
  if (contentHash === seen) return;
  const isEdit = editedAt !== null && editedAt >= (returnedAt ?? 0);
  const at = isEdit ? editedAt : returnedAt;
  const happened = at !== null && {
    action: isEdit ? 'edited' : 'returned',
    at: new Date(at).toISOString(),
    by: isEdit ? editedById : 'system',
  };
  throw new ProblemError('conflict', 'The message is not what you saw any more: look at it again.', [], {
    contentHash,
    happened: happened || null,
  });
}
