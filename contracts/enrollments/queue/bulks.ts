import { z } from 'zod';
import { instantSchema } from '../../fields.ts';
import { idSchema } from '../../ids.ts';
import { pageQuery } from '../../paging.ts';
import { QUEUE_REFUSALS } from '../kinds.ts';
import {
  assignStepSchema,
  cancelStepSchema,
  completeStepSchema,
  queueFilterSchema,
  sendStepSchema,
} from '../queue.ts';

/** Most ids one call names; a filter has no limit. */
const MAX_IDS = 10_000;

/** What is done to each row: as the act on one row. */
export const queueBulkActionSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('complete'), ...completeStepSchema.shape }),
    z.strictObject({ type: z.literal('send'), ...sendStepSchema.shape }),
    z.strictObject({ type: z.literal('cancel'), ...cancelStepSchema.shape }),
    z.strictObject({ type: z.literal('assign'), ...assignStepSchema.shape }),
  ])
  .meta({ id: 'QueueBulkAction' });
export type QueueBulkAction = z.infer<typeof queueBulkActionSchema>;

/** Which rows: these, or all that a filter gives now. */
export const queueSelectionSchema = z.union([
  z.strictObject({ stepExecutionIds: z.array(idSchema('stepExecution')).min(1).max(MAX_IDS) }),
  z.strictObject({ filter: queueFilterSchema }),
]);
export type QueueSelection = z.infer<typeof queueSelectionSchema>;

/** An act on many rows that is to be counted. */
export const createQueueBulkSchema = z
  .strictObject({ selection: queueSelectionSchema, action: queueBulkActionSchema })
  .meta({
    id: 'CreateQueueBulk',
    example: {
      selection: { filter: { type: 'call' } },
      action: { type: 'complete', outcome: 'left voicemail' },
    },
  });
export type CreateQueueBulk = z.infer<typeof createQueueBulkSchema>;

const count = z.int().min(0);

/** An act on many rows: what it would do, or how far it has come. */
export const queueBulkSchema = z
  .strictObject({
    token: idSchema('queueBulk').meta({
      description: 'Stands for exactly these rows and this act; applies it once, for its author.',
    }),
    status: z.enum(['counted', 'running', 'completed']),
    count: count.meta({ description: 'Rows that were selected and the caller may see.' }),
    going: count.meta({ description: 'Rows it would go for when they were counted.' }),
    hidden: count.optional().meta({
      description:
        'What was named by id and is left out: hidden, or not there, at the first call or by now. Absent for a filter, where it would tell what the filter hides.',
    }),
    done: count,
    pending: count.meta({ description: 'Still to be done.' }),
    refusals: z
      .array(z.strictObject({ reason: z.enum(QUEUE_REFUSALS), count }))
      .meta({ description: 'For how many rows it does not go, or did not, by reason.' }),
    expiresAt: instantSchema,
    appliedAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'QueueBulk' });
export type QueueBulk = z.infer<typeof queueBulkSchema>;

/** One row of it. */
export const queueBulkRowSchema = z
  .strictObject({
    stepExecutionId: idSchema('stepExecution'),
    outcome: z.enum(['done', 'refused']).nullable().meta({ description: 'Null: not yet.' }),
    reason: z.enum(QUEUE_REFUSALS).nullable().meta({ description: 'Why it does not go, or did not.' }),
    detail: z.string().nullable(),
  })
  .meta({ id: 'QueueBulkRow' });
export type QueueBulkRow = z.infer<typeof queueBulkRowSchema>;

export const listQueueBulkRowsQuerySchema = z.strictObject({
  ...pageQuery,
  outcome: z.enum(['done', 'refused', 'pending']).optional(),
});
export type ListQueueBulkRowsQuery = z.infer<typeof listQueueBulkRowsQuerySchema>;
