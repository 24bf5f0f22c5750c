import { z } from 'zod';
import { amountSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import {
  BATCH_STATUSES,
  REVIEW_ATTENTIONS,
  REVIEW_REFUSALS,
  REVIEW_SORTS,
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_REASONS,
} from './kinds.ts';
import {
  approvedBatchSchema,
  contentHashSchema,
  itemFields,
  reviewItemSchema,
  wordsFields,
} from './review-batches.ts';

/** One message of a batch without its words: what a person needs to choose which to look at. */
export const reviewLineSchema = z
  .strictObject({
    ...itemFields,
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    attention: z.array(z.enum(REVIEW_ATTENTIONS)).meta({
      description:
        'Why to look at it first: it came back, a person edited it, or it cannot be written (`errorCode`).',
    }),
    editedById: z.string().nullable(),
    editedAt: instantSchema.nullable(),
  })
  .meta({ id: 'ReviewLine', description: 'One message of a batch in short form, without its words.' });
export type ReviewLine = z.infer<typeof reviewLineSchema>;

/** Filters of a batch in short form. */
export const listReviewLinesQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES).optional(),
  attention: z.enum(REVIEW_ATTENTIONS).optional(),
  sort: z.enum(REVIEW_SORTS).default('overdue').meta({
    description:
      '`overdue`: the most overdue first; `amount`: the largest first, whatever its currency; `attention`: what to look at first, then by amount.',
  }),
});
export type ListReviewLinesQuery = z.infer<typeof listReviewLinesQuerySchema>;

/** One message of a batch with what it said before it came back. */
export const reviewItemDetailSchema = z
  .strictObject({
    ...reviewItemSchema.shape,
    before: z
      .strictObject({
        subject: z.string(),
        amount: amountSchema,
        credit: amountSchema,
        net: amountSchema,
        ...wordsFields,
      })
      .nullable()
      .meta({ description: 'What it said before it came back, and about what; null: it has not.' }),
  })
  .meta({ id: 'ReviewItemDetail' });
export type ReviewItemDetail = z.infer<typeof reviewItemDetailSchema>;

/** Most items that one approval names. */
const MAX_NAMED = 10_000;

/** An approval of items by name, each as it was seen. */
export const approveReviewItemsSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          itemId: idSchema('scheduledTouchpoint'),
          contentHash: contentHashSchema.meta({ description: '`contentHash` of the item as you saw it.' }),
        }),
      )
      .min(1)
      .max(MAX_NAMED),
  })
  .superRefine(({ items }, context) => {
    const seen = new Set<string>();
    for (const [index, { itemId }] of items.entries()) {
      if (seen.has(itemId))
        context.addIssue({
          code: 'custom',
          path: ['items', index, 'itemId'],
          message: 'is named twice',
          input: itemId,
        });
      seen.add(itemId);
    }
  })
  .meta({ id: 'ApproveReviewItems' });
export type ApproveReviewItems = z.infer<typeof approveReviewItemsSchema>;

/** What an approval by name came to. */
export const approvedReviewItemsSchema = z
  .strictObject({
    ...approvedBatchSchema.omit({ left: true }).shape,
    refused: z
      .array(
        z.strictObject({
          itemId: idSchema('scheduledTouchpoint'),
          why: z.enum(REVIEW_REFUSALS),
          contentHash: z.string().nullable().meta({ description: 'As it is now: look, then approve that.' }),
          happened: z
            .strictObject({
              status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
              action: z.string().nullable(),
              at: instantSchema.nullable(),
              by: z.string().nullable(),
            })
            .nullable()
            .meta({ description: 'What was done to it since, where it is there.' }),
        }),
      )
      .meta({
        description:
          'Not approved, each by itself: `changed`: it is not what you saw; `decided`: it does not wait any more; `not_there`: not in this batch, or not visible to you.',
      }),
  })
  .meta({ id: 'ApprovedReviewItems' });
export type ApprovedReviewItems = z.infer<typeof approvedReviewItemsSchema>;

/** Why a batch is called back. */
export const recallBatchSchema = z
  .strictObject({ reason: lineSchema(500).optional() })
  .meta({ id: 'RecallBatch', example: { reason: 'Wrong bank account in the footer' } });
export type RecallBatch = z.infer<typeof recallBatchSchema>;

/** What could be called back. */
export const recalledBatchSchema = z
  .strictObject({
    batchId: idSchema('reviewBatch'),
    status: z.enum(BATCH_STATUSES),
    recalled: z.int().meta({ description: 'They wait for a decision again, word for word as approved.' }),
    inFlight: z
      .array(
        z.strictObject({
          itemId: idSchema('scheduledTouchpoint'),
          messageId: idSchema('message'),
          outcome: z.enum(['handed_over', 'sent', 'refused', 'uncertain', 'put_off']),
        }),
      )
      .meta({ description: 'Their hand-over to a mail server had begun: with the outcome.' }),
    gone: z.int().meta({ description: 'They had left before.' }),
  })
  .meta({ id: 'RecalledBatch' });
export type RecalledBatch = z.infer<typeof recalledBatchSchema>;
