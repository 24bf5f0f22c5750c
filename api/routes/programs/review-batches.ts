import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { dropReviewItem } from '../../../commands/programs/reviews/drop-review-item.ts';
import { editReviewItem } from '../../../commands/programs/reviews/edit-review-item.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { rejectBatch } from '../../../commands/programs/reviews/reject-batch.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { reviewBatchOperations } from '../../../contracts/programs/review-batches.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what programs hold for a person. */
export const reviewBatchRoutes = routesOf(reviewBatchOperations, {
  listReviewBatches: ({ deps, actor, query }) => deps.store.reviewViews.list(deps.db, actor, query),
  getReviewBatch: async ({ deps, actor, params }) =>
    found(await deps.store.reviewViews.find(deps.db, actor, params.batchId), 'batch'),
  listReviewItems: async ({ deps, actor, params, query }) => {
    found(await deps.store.reviewViews.find(deps.db, actor, params.batchId), 'batch');
    return deps.store.reviewItems.list(deps.db, actor, { ...params, ...query });
  },
  listReviewsByCustomer: async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.reviewItems.listByCustomer(deps.db, actor, { ...query, today });
  },
  approveBatch: ({ deps, actor, params, body }) => approveBatch(deps, actor, { ...params, ...body }),
  rejectBatch: ({ deps, actor, params, body }) => rejectBatch(deps, actor, { ...params, ...body }),
  editReviewItem: ({ deps, actor, params, body }) => editReviewItem(deps, actor, { ...params, ...body }),
  dropReviewItem: ({ deps, actor, params, body }) => dropReviewItem(deps, actor, { ...params, ...body }),
  retryScheduledTouchpoint: ({ deps, actor, params }) => retryTouchpoint(deps, actor, params),
});
