import { putOffSchema } from '../sending/put-off.ts';
import { z } from 'zod';
import { amountSchema, currencySchema, daySchema, instantSchema, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import {
  BATCH_STATUSES,
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_DELIVERIES,
  TOUCHPOINT_REASONS,
} from './kinds.ts';
import { TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { touchpointChangesSchema } from './touchpoint-changes.ts';
import { pageQuery } from '../paging.ts';

const named = (kind: 'program' | 'customer') => z.strictObject({ id: idSchema(kind), name: z.string() });
const touchpoint = z.strictObject({
  id: idSchema('touchpoint'),
  label: z.string(),
  level: z.enum(TOUCHPOINT_LEVELS),
});
export const contentHashSchema = z.string().min(1).max(100);

/** All messages of one touchpoint for one send date (P7). */
export const reviewBatchSchema = z
  .strictObject({
    id: idSchema('reviewBatch'),
    program: named('program'),
    touchpoint,
    runId: idSchema('programRun'),
    sendDate: daySchema,
    delivery: z.enum(TOUCHPOINT_DELIVERIES),
    status: z.enum(BATCH_STATUSES),
    items: z
      .strictObject({ total: z.int(), ...statusCounts() })
      .meta({ description: 'Those of customers you may see, by status.' }),
    money: z
      .array(
        z.strictObject({
          currency: currencySchema,
          items: z.int(),
          amount: amountSchema,
          credit: amountSchema,
          net: amountSchema,
        }),
      )
      .meta({ description: 'What those that wait for a decision ask for together, by currency.' }),
    contentHash: z.string().meta({
      description:
        'Of what waits for a decision, as it is now: an approval names it, so that it is for exactly this.',
    }),
    deadlineAt: instantSchema
      .nullable()
      .meta({ description: 'The next scheduled run, which replaces what is not decided by then.' }),
    decidedById: z.string().nullable(),
    decidedAt: instantSchema.nullable(),
    openedAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .meta({
    id: 'ReviewBatch',
    description: 'Messages of one touchpoint for one send date, held for a person.',
  });
export type ReviewBatch = z.infer<typeof reviewBatchSchema>;

function statusCounts() {
  return {
    proposed: z.int(),
    approved: z.int(),
    completed: z.int(),
    cancelled: z.int(),
    failed: z.int(),
    superseded: z.int(),
    skipped: z.int(),
    uncertain: z.int(),
  };
}

const addresses = z.array(z.string());
/** What every form of an item shows. */
export const itemFields = {
  id: idSchema('scheduledTouchpoint'),
  batchId: idSchema('reviewBatch'),
  program: named('program'),
  touchpoint,
  customer: named('customer'),
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
  subject: z.string().nullable().meta({ description: 'Null: it has not been written, or cannot be.' }),
  currency: currencySchema,
  amount: amountSchema.nullable().meta({
    description:
      'Open balance of the invoices it asks for, as it was written; null: it has not been written, or cannot be.',
  }),
  credit: amountSchema.nullable().meta({ description: 'What of it the credit of the customer covers.' }),
  net: amountSchema.nullable().meta({ description: 'What is left to pay: the amount without the credit.' }),
  language: usedLanguageSchema,
  errorCode: z.string().nullable().meta({ description: 'Why it cannot be written, in a word.' }),
  errorDetail: z.string().nullable().meta({ description: 'The same in words for people.' }),
  daysOverdue: z
    .int()
    .nullable()
    .meta({ description: 'At the run; of the oldest invoice at account level.' }),
  contentHash: z.string().nullable().meta({
    description:
      'Of what it says and the facts behind it, and of the reply that is to be seen with it: edits and approvals name it.',
  }),
  returnedAt: instantSchema.nullable().meta({ description: 'It came back to review.' }),
};

/** A proposed message without its text. */
export const reviewItemSummarySchema = z.strictObject(itemFields).meta({ id: 'ReviewItemSummary' });

const invoices = z.array(
  z.strictObject({
    id: idSchema('invoice'),
    number: z.string(),
    dueOn: daySchema,
    balance: amountSchema,
    credit: amountSchema.meta({ description: 'What of it the credit of the customer covers.' }),
  }),
);
/** What it says, to whom and about which invoices. */
export const wordsFields = {
  invoices,
  html: z.string().nullable(),
  text: z.string().nullable(),
  to: addresses,
  cc: addresses,
  bcc: addresses,
};

/** One message of a batch as it would leave, word for word. */
export const reviewItemSchema = z
  .strictObject({
    ...itemFields,
    ...wordsFields,
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    returnedFor: touchpointChangesSchema.nullable().meta({ description: 'What moved since it was written.' }),
    putOff: putOffSchema.nullable().meta({
      description: 'What was tried so far, while a mail server puts it off or has done so to the end.',
    }),
    editedById: z.string().nullable(),
    editedAt: instantSchema.nullable(),
    decidedById: z.string().nullable(),
    decidedAt: instantSchema.nullable(),
  })
  .meta({ id: 'ReviewItem', description: 'One message of a batch as it would leave, word for word.' });
export type ReviewItem = z.infer<typeof reviewItemSchema>;

/** What waits for a decision about one customer, across batches. */
export const customerReviewSchema = z
  .strictObject({
    customer: named('customer'),
    currency: currencySchema,
    overdue: amountSchema.meta({ description: 'What the customer owes past its due date, today.' }),
    credit: amountSchema.meta({ description: 'What the customer has to its credit, in its currency.' }),
    net: amountSchema.meta({
      description: 'What is overdue less the credit, where that counts; below 0 where credit is more.',
    }),
    items: z.array(reviewItemSummarySchema).meta({ description: 'The most overdue first.' }),
  })
  .meta({ id: 'CustomerReview' });
export type CustomerReview = z.infer<typeof customerReviewSchema>;

/** Filters of batches, all combinable. */
export const listReviewBatchesQuerySchema = z.strictObject({
  ...pageQuery,
  programId: idSchema('program').optional(),
  touchpointId: idSchema('touchpoint').optional(),
  status: z.enum(BATCH_STATUSES).default('proposed'),
  sendFrom: daySchema.optional().meta({ description: 'Send date on this day or later.' }),
  sendTo: daySchema.optional().meta({ description: 'Send date on this day or before.' }),
});
export type ListReviewBatchesQuery = z.infer<typeof listReviewBatchesQuerySchema>;

/** Filters of the items of a batch. */
export const listReviewItemsQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES).optional(),
});
export type ListReviewItemsQuery = z.infer<typeof listReviewItemsQuerySchema>;

/** Filters of what waits for a decision, by customer. */
export const listCustomerReviewsQuerySchema = z.strictObject({
  ...pageQuery,
  programId: idSchema('program').optional(),
  customerId: idSchema('customer').optional(),
});
export type ListCustomerReviewsQuery = z.infer<typeof listCustomerReviewsQuerySchema>;

/** Most items that an approval may leave out by name. */
const MAX_EXCEPT = 10_000;

/** An approval of what a batch shows, or of all but some. */
export const approveBatchSchema = z
  .strictObject({
    contentHash: contentHashSchema.meta({ description: '`contentHash` of the batch as you saw it.' }),
    except: z
      .array(idSchema('scheduledTouchpoint'))
      .max(MAX_EXCEPT)
      .optional()
      .meta({ description: 'Items that stay proposed.' }),
  })
  .meta({ id: 'ApproveBatch' });
export type ApproveBatch = z.infer<typeof approveBatchSchema>;

/** What an approval came to. */
export const approvedBatchSchema = z
  .strictObject({
    batchId: idSchema('reviewBatch'),
    status: z.enum(BATCH_STATUSES),
    approved: z.int(),
    left: z.int().meta({ description: 'Left out by name: they stay proposed.' }),
    returned: z
      .array(
        z.strictObject({
          itemId: idSchema('scheduledTouchpoint'),
          changes: touchpointChangesSchema,
          errorCode: z
            .string()
            .nullable()
            .meta({ description: 'It could not be written anew: see the item, then `retry`.' }),
        }),
      )
      .meta({
        description: 'What moved since they were written: they are written anew and stay in review (P14).',
      }),
    skipped: z.array(
      z.strictObject({ itemId: idSchema('scheduledTouchpoint'), reason: z.enum(TOUCHPOINT_REASONS) }),
    ),
  })
  .meta({ id: 'ApprovedBatch' });
export type ApprovedBatch = z.infer<typeof approvedBatchSchema>;

/** Why a batch is not sent. */
export const rejectBatchSchema = z
  .strictObject({
    reason: reasonSchema().optional(),
    contentHash: contentHashSchema
      .optional()
      .meta({ description: 'Only if the batch still is what you saw.' }),
  })
  .meta({ id: 'RejectBatch' });
export type RejectBatch = z.infer<typeof rejectBatchSchema>;

/** What a rejection came to. */
export const rejectedBatchSchema = z
  .strictObject({
    batchId: idSchema('reviewBatch'),
    status: z.enum(BATCH_STATUSES),
    rejected: z.int(),
  })
  .meta({ id: 'RejectedBatch' });
export type RejectedBatch = z.infer<typeof rejectedBatchSchema>;

function reasonSchema() {
  return z.string().trim().min(1).max(500);
}

const editedText = z
  .string()
  .max(500_000)
  .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/, { error: 'must not contain control characters' })
  .regex(/^(?!.*\{\{)/s, { error: 'goes out as it is: template tags ({{…}}) are not filled here' });
const editedAddresses = z.array(z.string().max(320)).max(20);

/** What a person makes of a message: it goes out word for word. */
export const editReviewItemSchema = z
  .strictObject({
    subject: z
      .string()
      .trim()
      .min(1)
      .max(998)
      .regex(/^[^\p{Cc}\u2028\u2029]*$/u, { error: 'must be one line without control characters' })
      .regex(/^(?!.*\{\{)/, { error: 'goes out as it is: template tags ({{…}}) are not filled here' })
      .optional(),
    bodyHtml: editedText
      .min(1)
      .optional()
      .meta({ description: 'HTML, or plain text. The unsubscribe link is added where it is missing.' }),
    bodyText: editedText
      .min(1)
      .optional()
      .meta({ description: 'The text part. Default: made from `bodyHtml`.' }),
    to: editedAddresses.min(1).optional(),
    cc: editedAddresses.optional(),
    bcc: editedAddresses.optional(),
    contentHash: contentHashSchema.meta({ description: '`contentHash` of the item as you saw it.' }),
  })
  .refine((edit) => Object.keys(edit).length > 1, { error: 'must change something' })
  .meta({ id: 'EditReviewItem', example: { subject: 'About our invoice', contentHash: 'q7Zk…' } });
export type EditReviewItem = z.infer<typeof editReviewItemSchema>;

/** Why a message is taken out. */
export const dropReviewItemSchema = z
  .strictObject({ reason: reasonSchema().optional() })
  .meta({ id: 'DropReviewItem' });
export type DropReviewItem = z.infer<typeof dropReviewItemSchema>;
