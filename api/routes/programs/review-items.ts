import { approveReviewItems } from '../../../commands/programs/reviews/approve-review-items.ts';
import { recallBatch } from '../../../commands/programs/reviews/recall-batch.ts';
import { found } from '../../../contracts/problems.ts';
import { reviewItemOperations } from '../../../contracts/programs/review-items.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of single messages that programs hold for a person. */
export const reviewItemRoutes = routesOf(reviewItemOperations, {
  listReviewLines: async ({ deps, actor, params, query }) => {
    found(await deps.store.reviewViews.findStanding(deps.db, actor, params.batchId), 'batch');
    return deps.store.reviewLines.list(deps.db, actor, { ...params, ...query });
  },
  getReviewItem: async ({ deps, actor, params }) => {
    const item = found(await deps.store.reviewItems.find(deps.db, actor, params), 'item');
    return { ...item, before: await deps.store.reviewLines.readBefore(deps.db, item.id) };
  },
  approveReviewItems: ({ deps, actor, params, body }) =>
    approveReviewItems(deps, actor, { ...params, ...body }),
  recallBatch: ({ deps, actor, params, body }) => recallBatch(deps, actor, { ...params, ...body }),
});
