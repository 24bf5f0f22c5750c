import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { dropReviewItem } from '../../../commands/programs/reviews/drop-review-item.ts';
import { editReviewItem } from '../../../commands/programs/reviews/edit-review-item.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { rejectBatch } from '../../../commands/programs/reviews/reject-batch.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { reviewOperations } from '../../../contracts/programs/reviews.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { handle, operationOf } from '../../handle.ts';

const op = <I extends (typeof reviewOperations)[number]['id']>(id: I) => operationOf(reviewOperations, id);

/** Routes of what programs hold for a person. */
export const reviewRoutes = [
  handle(op('listReviewBatches'), ({ deps, actor, query }) =>
    deps.store.reviewViews.list(deps.db, actor, query),
  ),
  handle(op('getReviewBatch'), async ({ deps, actor, params }) =>
    found(await deps.store.reviewViews.find(deps.db, actor, params.batchId), 'batch'),
  ),
  handle(op('listReviewItems'), async ({ deps, actor, params, query }) => {
    found(await deps.store.reviewViews.find(deps.db, actor, params.batchId), 'batch');
    return deps.store.reviewItems.list(deps.db, actor, { ...params, ...query });
  }),
  handle(op('listReviewsByCustomer'), async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.reviewItems.listByCustomer(deps.db, actor, { ...query, today });
  }),
  handle(op('approveBatch'), ({ deps, actor, params, body }) =>
    approveBatch(deps, actor, { ...params, ...body }),
  ),
  handle(op('rejectBatch'), ({ deps, actor, params, body }) =>
    rejectBatch(deps, actor, { ...params, ...body }),
  ),
  handle(op('editReviewItem'), ({ deps, actor, params, body }) =>
    editReviewItem(deps, actor, { ...params, ...body }),
  ),
  handle(op('dropReviewItem'), ({ deps, actor, params, body }) =>
    dropReviewItem(deps, actor, { ...params, ...body }),
  ),
  handle(op('retryScheduledTouchpoint'), ({ deps, actor, params }) => retryTouchpoint(deps, actor, params)),
];
