import { z } from 'zod';
import { commaSeparated } from '../customers/customer-filter.ts';
import { daySchema, instantSchema, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import {
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
  WAIT_REASONS,
  TOUCHPOINT_LEVELS,
} from '../sending/kinds.ts';
import {
  BATCH_STATUSES,
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_DELIVERIES,
  TOUCHPOINT_REASONS,
} from './kinds.ts';
import { heldLimitSchema } from '../sending/held-limit.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { pageQuery } from '../paging.ts';
import { touchpointChangesSchema } from './touchpoint-changes.ts';

/** Somebody who decided or wrote; the engine has the id `system` and no name. */
export const touchpointAuthorSchema = z.strictObject({
  id: z.string(),
  name: z.string().nullable().meta({ description: 'Null: the engine.' }),
});

/** One planned or produced message of a touchpoint (P9). Status, decision and ledger state are three things. */
export const scheduledTouchpointSchema = z
  .strictObject({
    id: idSchema('scheduledTouchpoint'),
    program: z.strictObject({ id: idSchema('program'), name: z.string() }),
    touchpoint: z.strictObject({
      id: idSchema('touchpoint'),
      label: z.string(),
      offsetDays: z.int(),
      delivery: z.enum(TOUCHPOINT_DELIVERIES),
      isArchived: z.boolean(),
    }),
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
    invoice: z
      .strictObject({ id: idSchema('invoice'), number: z.string() })
      .nullable()
      .meta({ description: 'At invoice level, or the invoice that was left out of an account message.' }),
    level: z.enum(TOUCHPOINT_LEVELS),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    decidedBy: touchpointAuthorSchema.nullable(),
    decidedAt: instantSchema.nullable(),
    plannedOn: daySchema.meta({ description: "The program's day of the run." }),
    plannedAt: instantSchema,
    runId: idSchema('programRun').nullable(),
    batchId: idSchema('reviewBatch').nullable(),
    daysOverdue: z.int().nullable().meta({
      description: 'Of what it asks for, when the run produced it; the oldest invoice of an account.',
    }),
    subject: z.string().nullable().meta({ description: 'Once it is written.' }),
    recipients: z.array(z.string()).meta({ description: 'To whom, once it is written.' }),
    messageStatus: z
      .enum(MESSAGE_STATUSES)
      .nullable()
      .meta({ description: 'State of its message in the ledger; null: it was never claimed.' }),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantSchema.nullable().meta({ description: 'When it is tried; null: nobody knows.' }),
    heldLimit: heldLimitSchema.nullable().meta({ description: 'The limit that it waits for in line (S14).' }),
    putOff: putOffSchema.nullable().meta({
      description: 'What was tried so far, while a mail server puts it off or has done so to the end.',
    }),
    heldDetail: z.string().nullable().meta({ description: 'What an emergency switch stops, and why (D9).' }),
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
    returnedAt: instantSchema
      .nullable()
      .meta({ description: 'When it came back to review because its facts had moved.' }),
    supersededById: idSchema('scheduledTouchpoint').nullable(),
    endedAt: instantSchema.nullable(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({
    id: 'ScheduledTouchpoint',
    description: 'One planned or produced message of a touchpoint to a customer or about an invoice.',
  });
export type ScheduledTouchpoint = z.infer<typeof scheduledTouchpointSchema>;

const addresses = z.array(z.string());

/** What a scheduled touchpoint says: as it was written for review, or as it left. */
export const touchpointContentShownSchema = z
  .strictObject({
    subject: z.string(),
    language: usedLanguageSchema,
    html: z.string(),
    text: z.string(),
    to: addresses,
    cc: addresses,
    bcc: addresses,
    editedBy: touchpointAuthorSchema.nullable(),
    editedAt: instantSchema.nullable(),
  })
  .meta({ id: 'ScheduledTouchpointContent' });

const ledgerSchema = z
  .strictObject({
    id: idSchema('message'),
    status: z.enum(MESSAGE_STATUSES),
    attempts: z.int(),
    claimedAt: instantSchema,
    handedOverAt: instantSchema.nullable(),
    settledAt: instantSchema.nullable(),
    resultCode: z.int().nullable(),
    resultText: z.string().nullable().meta({ description: 'In the words of the mail server.' }),
    recipients: z.array(
      z.strictObject({
        kind: z.enum(RECIPIENT_KINDS),
        address: z.string(),
        status: z.enum(RECIPIENT_STATUSES),
        code: z.int().nullable(),
        reply: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ScheduledTouchpointMessage', description: 'Its message in the ledger.' });

const historyEntrySchema = z.strictObject({
  at: instantSchema,
  to: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
  from: z.enum(SCHEDULED_TOUCHPOINT_STATUSES).nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable().meta({ description: "A person's words." }),
  by: touchpointAuthorSchema,
  plannedOn: daySchema.nullable().meta({ description: 'Where a re-plan moved it.' }),
  planVersion: z.int().nullable(),
});

/** A scheduled touchpoint with its words, its message and its history. */
export const scheduledTouchpointDetailSchema = scheduledTouchpointSchema
  .extend({
    content: touchpointContentShownSchema.nullable().meta({ description: 'Null: nothing is written yet.' }),
    message: ledgerSchema.nullable(),
    batch: z
      .strictObject({
        id: idSchema('reviewBatch'),
        status: z.enum(BATCH_STATUSES),
        deadlineAt: instantSchema.nullable(),
      })
      .nullable(),
    returnedFor: touchpointChangesSchema
      .nullable()
      .meta({ description: 'What had moved when it came back to review.' }),
    forceReason: z.string().nullable().meta({ description: 'Why the contact policy is passed over for it.' }),
    supersedes: z.array(idSchema('scheduledTouchpoint')).meta({ description: 'Whose place it took.' }),
    history: z.array(historyEntrySchema).meta({ description: 'The oldest first.' }),
  })
  .meta({ id: 'ScheduledTouchpointDetail' });
export type ScheduledTouchpointDetail = z.infer<typeof scheduledTouchpointDetailSchema>;

/** Filters of scheduled touchpoints, all combinable (P9). */
export const listScheduledTouchpointsQuerySchema = z.strictObject({
  ...pageQuery,
  programId: idSchema('program').optional(),
  touchpointId: idSchema('touchpoint').optional(),
  runId: idSchema('programRun').optional(),
  batchId: idSchema('reviewBatch').optional(),
  customerId: idSchema('customer').optional(),
  invoiceId: idSchema('invoice').optional(),
  statuses: commaSeparated(z.enum(SCHEDULED_TOUCHPOINT_STATUSES), 'scheduled,proposed'),
  plannedFrom: daySchema.optional().meta({ description: 'Planned on this day or later.' }),
  plannedTo: daySchema.optional().meta({ description: 'Planned on this day or before.' }),
  order: z.enum(['asc', 'desc']).default('asc').meta({ description: 'By planned date.' }),
});
export type ListScheduledTouchpointsQuery = z.infer<typeof listScheduledTouchpointsQuerySchema>;
