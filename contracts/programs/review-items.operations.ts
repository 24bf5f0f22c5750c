import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  approvedReviewItemsSchema,
  approveReviewItemsSchema,
  listReviewLinesQuerySchema,
  recallBatchSchema,
  recalledBatchSchema,
  reviewItemDetailSchema,
  reviewLineSchema,
} from './review-items.ts';

const tag = 'Reviews';
const batch = z.strictObject({ batchId: idSchema('reviewBatch') });
const problems = ['already_acted', 'conflict'] as const;
/** Ten thousand ids with their hashes. */
const NAMED_LIMIT_BYTES = 3_000_000;

/** Operations on single messages of a batch: read in short form, approved by name, called back (P7, P14). */
export const reviewItemOperations = [
  operation({
    id: 'listReviewLines',
    method: 'get',
    path: '/v1/review-batches/{batchId}/lines',
    tag,
    summary: 'List the messages of a batch without their words',
    permission: 'programs.read',
    params: batch,
    query: listReviewLinesQuerySchema,
    response: pageSchema('ReviewLinePage', reviewLineSchema),
    status: 200,
  }),
  operation({
    id: 'getReviewItem',
    method: 'get',
    path: '/v1/review-batches/{batchId}/items/{itemId}',
    tag,
    summary: 'Get a message of a batch, with what it said before it came back',
    permission: 'programs.read',
    params: z.strictObject({ ...batch.shape, itemId: idSchema('scheduledTouchpoint') }),
    response: reviewItemDetailSchema,
    status: 200,
  }),
  operation({
    id: 'approveReviewItems',
    method: 'post',
    path: '/v1/review-batches/{batchId}/approve-items',
    tag,
    summary: 'Approve messages of a batch by name, each as you saw it',
    description:
      'One that is not what you saw, or that somebody else has decided, is refused by itself and said; the rest is approved, comes back or is skipped as by `approveBatch`.',
    permission: 'reviews.decide',
    params: batch,
    body: approveReviewItemsSchema,
    bodyLimitBytes: NAMED_LIMIT_BYTES,
    response: approvedReviewItemsSchema,
    status: 200,
    isIdempotent: true,
    problems,
  }),
  operation({
    id: 'recallBatch',
    method: 'post',
    path: '/v1/review-batches/{batchId}/recall',
    tag,
    summary: 'Call back what of an approved batch was not handed over: it waits for a decision again',
    permission: 'reviews.decide',
    params: batch,
    body: recallBatchSchema.optional(),
    response: recalledBatchSchema,
    status: 200,
    isIdempotent: true,
    problems,
  }),
] as const;
