import { z } from 'zod';
import { notAskedSchema } from '../sending/not-asked.ts';
import { forceSchema } from '../access/contact-policy.ts';
import {
  amountSchema,
  currencySchema,
  instantSchema,
  lineSchema,
  textSchema,
  usedLanguageSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { edgeSchema, namedTargetSchema } from './edge.ts';
import { DELAY_UNITS, PRIORITIES, STEP_TYPES } from '../sequences/kinds.ts';
import { STEP_EXECUTION_STATUSES } from './kinds.ts';
import { WAIT_REASONS } from '../sending/kinds.ts';
import { heldLimitSchema } from '../sending/held-limit.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { smsSegmentsSchema } from '../sending/sms-segments.ts';
import { pageQuery } from '../paging.ts';
import { communicationSchema } from '../customers/communications.ts';
import { noteSchema } from '../customers/notes.ts';
import { inFlightSchema } from '../in-flight.ts';
import { documentSchema } from '../receivables/documents.ts';
import { cardValueSchema } from './queue-card.ts';

const named = (kind: 'sequence' | 'customer') => z.strictObject({ id: idSchema(kind), name: z.string() });
const addresses = z.array(lineSchema(254)).max(20);

/** One row of the queue (Q1). */
export const queueRowSchema = z
  .strictObject({
    id: idSchema('stepExecution'),
    enrollmentId: idSchema('enrollment'),
    sequence: named('sequence'),
    customer: named('customer'),
    branch: z.strictObject({ id: idSchema('branch'), name: z.string() }),
    label: z.string(),
    type: z.enum(STEP_TYPES),
    status: z.enum(STEP_EXECUTION_STATUSES),
    priority: z.enum(PRIORITIES),
    scheduledAt: instantSchema.nullable(),
    isOverdue: z.boolean().meta({ description: 'Due before today, in the organisation’s zone.' }),
    assigneeId: z.string().nullable(),
    balance: amountSchema,
    credit: amountSchema.meta({ description: 'What the customer has to its credit (C18).' }),
    currency: currencySchema,
    subject: z.string().nullable(),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantSchema.nullable(),
    heldLimit: heldLimitSchema.nullable().meta({ description: 'The limit that it waits for in line (S14).' }),
    putOff: putOffSchema.nullable().meta({
      description: 'What was tried so far, while a mail server puts it off or has done so to the end.',
    }),
    heldDetail: z.string().nullable().meta({ description: 'What an emergency switch stops, and why (D9).' }),
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
    outcome: z.string().nullable(),
    edge: edgeSchema.nullable().meta({ description: 'Null: the step has no conditions, or has not ended.' }),
    isSendRequested: z.boolean(),
    isPaused: z.boolean().meta({ description: 'Its actions answer 409 until it is resumed (S10).' }),
  })
  .meta({ id: 'QueueRow', description: 'A step execution that is due, held back, in error, or next.' });
export type QueueRow = z.infer<typeof queueRowSchema>;

/** A row with what is needed to work on it. */
export const queueDetailSchema = queueRowSchema
  .extend({
    instructions: z.string().nullable(),
    script: z.string().nullable(),
    contact: z
      .strictObject({
        id: idSchema('contact'),
        name: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        tel: z.string().nullable().meta({
          description: 'A `tel:` link of the number in international form; null: dial it as it is given.',
        }),
      })
      .nullable(),
    card: z
      .array(cardValueSchema)
      .meta({ description: 'Fields of customer and contact that the caller chose to see, in that order.' }),
    net: amountSchema.meta({ description: 'The open balance less credit (C18).' }),
    documents: z.array(documentSchema).meta({ description: 'Of the customer, newest first, 20 at most.' }),
    communications: z
      .array(communicationSchema)
      .meta({ description: 'With the customer, latest first, ten at most.' }),
    notes: z.array(noteSchema).meta({ description: 'On the customer, newest first, ten at most.' }),
    outcomeLabels: z.array(z.string()),
    place: z
      .strictObject({ position: z.int(), of: z.int() })
      .nullable()
      .meta({ description: 'Place in its branch, from 1; null: the step was removed.' }),
    conditions: z
      .array(z.strictObject({ outcome: z.string(), target: namedTargetSchema }))
      .meta({ description: 'What each outcome leads to (S15).' }),
    recorded: z.array(z.strictObject({ outcome: z.string(), occurredAt: instantSchema })).meta({
      description: 'Outcomes of it that are known, in their order; the first with a condition decides.',
    }),
    fallback: z
      .strictObject({ amount: z.int(), unit: z.enum(DELAY_UNITS), target: namedTargetSchema })
      .nullable()
      .meta({ description: 'Where it goes if none comes within this time.' }),
    draft: z
      .strictObject({
        subject: z.string(),
        language: usedLanguageSchema,
        html: z.string().nullable().meta({ description: 'Null: an sms, which is its text.' }),
        text: z.string(),
        sms: smsSegmentsSchema.nullable().meta({ description: 'Of an sms: how it is sent (M7).' }),
        to: z.array(z.string()),
        cc: z.array(z.string()),
        bcc: z.array(z.string()),
        isEdited: z.boolean(),
        hash: z.string().meta({ description: 'Of words and recipients: edits and sends may name it.' }),
      })
      .nullable()
      .meta({
        description:
          'The email or sms as it would leave now; null for other types, or when it cannot be rendered.',
      }),
    draftProblem: z
      .string()
      .nullable()
      .meta({ description: 'Why a message has no draft, in words for people.' }),
    notAsked: notAskedSchema
      .nullable()
      .meta({ description: 'Why the sequence has nothing to ask for now; its messages are skipped.' }),
  })
  .meta({ id: 'QueueDetail' });
export type QueueDetail = z.infer<typeof queueDetailSchema>;

/** A cancelled row; when its whole enrollment was stopped, with what could not be called back. */
export const cancelledRowSchema = queueRowSchema
  .extend({ inFlight: inFlightSchema })
  .meta({ id: 'CancelledRow' });
export type CancelledRow = z.infer<typeof cancelledRowSchema>;

/** A row whose customer was removed from the sequence, with what could not be called back. */
export const removedRowSchema = queueRowSchema
  .extend({ inFlight: inFlightSchema })
  .meta({ id: 'RemovedRow' });
export type RemovedRow = z.infer<typeof removedRowSchema>;

/** Filters (Q1), all combinable. */
export const queueFilterSchema = z.strictObject({
  sequenceId: idSchema('sequence').optional(),
  customerId: idSchema('customer').optional(),
  search: lineSchema(200)
    .optional()
    .meta({ description: 'Part of the customer’s name or external id, any case.', example: 'north' }),
  type: z.enum(STEP_TYPES).optional(),
  priority: z.enum(PRIORITIES).optional(),
  assigneeId: lineSchema(64).optional(),
  dueBefore: instantSchema.optional(),
  dueAfter: instantSchema.optional(),
  listId: idSchema('list').optional().meta({ description: 'Only of customers on this list.' }),
  held: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only rows that something holds back (`heldReason`), or only others.' }),
  heldReason: z
    .enum(WAIT_REASONS)
    .optional()
    .meta({ description: 'Only rows that this holds back, the widest reason of each.' }),
  error: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only rows in error or uncertain, or only others.' }),
  include: z.enum(['due', 'paused', 'upcoming']).default('due').meta({
    description: 'due: the default queue; paused: rows of paused enrollments; upcoming: not due yet.',
  }),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

/** Filters of the row to go on with. */
export const nextRowQuerySchema = z.strictObject({
  ...queueFilterSchema.shape,
  after: idSchema('stepExecution')
    .optional()
    .meta({ description: 'The row that was shown last; without it, the first of the list.' }),
});

/** A page of the rows that a filter gives. */
export const listQueueQuerySchema = z.strictObject({ ...pageQuery, ...queueFilterSchema.shape });
export type ListQueueQuery = z.infer<typeof listQueueQuerySchema>;

/** A row as the one to go on with. */
export const nextQueuedSchema = z
  .strictObject({
    id: idSchema('stepExecution'),
    label: z.string(),
    type: z.enum(STEP_TYPES),
    sequence: named('sequence'),
    customer: named('customer'),
  })
  .meta({ id: 'NextQueued', description: 'The row to go on with.' });
export type NextQueued = z.infer<typeof nextQueuedSchema>;

const next = nextQueuedSchema.nullable().meta({
  description:
    'The row that follows this one in the list under the filters of the call; behind the last, the first that is left. Never this one, nor one on its way. Null: none is left.',
});

/** A row after somebody acted on it, with the next one (Q7). */
export const actedRowSchema = queueRowSchema.extend({ next }).meta({ id: 'ActedRow' });

/** A cancelled row with the next one. */
export const actedCancelledSchema = cancelledRowSchema.extend({ next }).meta({ id: 'ActedCancelledRow' });

/** A row whose customer was removed, with the next one. */
export const actedRemovedSchema = removedRowSchema.extend({ next }).meta({ id: 'ActedRemovedRow' });

/** The same with everything about it. */
export const actedDetailSchema = queueDetailSchema.extend({ next }).meta({ id: 'ActedDetail' });

/** The row to go on with, with everything to work on it (Q8). */
export const nextRowSchema = z
  .strictObject({ row: queueDetailSchema.nullable().meta({ description: 'Null: none is left.' }) })
  .meta({ id: 'NextRow' });
export type NextRow = z.infer<typeof nextRowSchema>;

/** Counts of the default queue under the same filters. */
export const queueCountsSchema = z
  .strictObject({
    total: z.int(),
    overdue: z.int(),
    errors: z.int(),
    byType: z.record(z.enum(STEP_TYPES), z.int()),
  })
  .meta({ id: 'QueueCounts' });
export type QueueCounts = z.infer<typeof queueCountsSchema>;

const draftHash = z.string().min(1).max(100).meta({
  description: '`draft.hash` of the row as you saw it: if it is another by now, 409 shows it.',
});

/** Hand-edited content of an email or sms: it is pinned. */
export const editStepSchema = z
  .strictObject({
    subject: lineSchema(998).optional(),
    body: textSchema(500_000)
      .optional()
      .meta({ description: 'HTML, or plain text; variables are filled at sending.' }),
    to: addresses
      .min(1)
      .optional()
      .meta({ description: 'Addresses; of an sms one telephone number, as people write it.' }),
    cc: addresses.optional(),
    bcc: addresses.optional(),
    draftHash: draftHash.optional(),
  })
  .refine(({ draftHash: _seen, ...edit }) => Object.keys(edit).length > 0, {
    error: 'must change something',
  })
  .meta({ id: 'EditQueuedEmail' });
export type EditStep = z.infer<typeof editStepSchema>;

export const completeStepSchema = z
  .strictObject({ outcome: lineSchema(100).optional(), note: textSchema(10_000).optional() })
  .meta({ id: 'CompleteTask' });
export type CompleteStep = z.infer<typeof completeStepSchema>;

export const cancelStepSchema = z
  .strictObject({
    scope: z.enum(['step', 'enrollment']).default('step'),
    reason: lineSchema(500).optional(),
  })
  .meta({
    id: 'CancelQueued',
    description: 'step: skip it, the enrollment goes on. enrollment: stop it for good.',
  });
export type CancelStep = z.infer<typeof cancelStepSchema>;

export const sendStepSchema = z
  .strictObject({ force: forceSchema.optional(), draftHash: draftHash.optional() })
  .meta({ id: 'SendQueued', example: { force: { reason: 'They asked for it on the phone' } } });
export type SendStep = z.infer<typeof sendStepSchema>;

export const assignStepSchema = z
  .strictObject({ assigneeId: idSchema('user').nullable() })
  .meta({ id: 'AssignQueued' });
export const markStepSchema = z.strictObject({ outcome: lineSchema(100) }).meta({ id: 'MarkAs' });
