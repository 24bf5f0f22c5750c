import { z } from 'zod';
import { flagSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MAILBOX_STATUSES } from '../sending/kinds.ts';
import { SEQUENCE_PURPOSES, SEQUENCE_STATUSES, STEP_TYPES } from './kinds.ts';
import { pageQuery } from '../paging.ts';
import { branchSchema, conditionsSchema, fallbackSchema } from './branches.ts';
import { timingSchema } from './sequence-fields.ts';

/** Enrollments by state, of the customers that the caller may see (S20). */
export const enrollmentCountsSchema = z
  .strictObject({
    active: z.int().meta({ description: 'Live and not paused' }),
    started: z.int().meta({ description: 'Of the active ones, those with a step done' }),
    paused: z.int().meta({ description: 'Live, paused one by one or with the whole sequence' }),
    completed: z.int(),
    stopped: z.int(),
  })
  .meta({ id: 'EnrollmentCounts' });

/** Tasks of people: manual steps (S20). */
export const taskCountsSchema = z
  .strictObject({ toDo: z.int().meta({ description: 'In the queue now' }), completed: z.int() })
  .meta({ id: 'TaskCounts' });

/** A count, and its part of what was sent (S20). */
export const rateSchema = z
  .strictObject({
    count: z.int(),
    percent: z.number().nullable().meta({ description: 'Of the sent ones, one decimal; null: nothing sent' }),
  })
  .meta({ id: 'Rate' });

const hitRateSchema = z
  .strictObject({
    ...rateSchema.shape,
    machine: z.int().meta({ description: 'Messages that a machine hit: scanners, proxies that load ahead' }),
    unclear: z.int().meta({ description: 'Messages with hits of which nobody can say whose they were' }),
  })
  .meta({
    id: 'HitRate',
    description: 'Messages that people opened or clicked in (T2); one message may stand in all three',
  });

/** What became of emails. A message counts once for each outcome, however many events it had. */
export const mailNumbersSchema = z
  .strictObject({
    sent: z.int(),
    delivered: rateSchema.meta({ description: 'Sent and not bounced' }),
    opened: hitRateSchema,
    clicked: hitRateSchema,
    replied: rateSchema,
    bounced: rateSchema,
    unsubscribed: rateSchema,
  })
  .meta({ id: 'MailNumbers' });
export type MailNumbers = z.infer<typeof mailNumbersSchema>;

const numbers = { enrollments: enrollmentCountsSchema, tasks: taskCountsSchema, mail: mailNumbersSchema };

/** The numbers of one sequence. */
export const sequenceNumbersSchema = z.strictObject(numbers);
export type SequenceNumbers = z.infer<typeof sequenceNumbersSchema>;

/** A sequence in the list, with its numbers (S20). */
export const sequenceListItemSchema = z
  .strictObject({
    id: idSchema('sequence'),
    name: z.string(),
    status: z.enum(SEQUENCE_STATUSES),
    purpose: z.enum(SEQUENCE_PURPOSES),
    isTemplate: z.boolean(),
    zone: z.string(),
    primaryUserId: idSchema('user').nullable(),
    stepCount: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    ...numbers,
  })
  .meta({ id: 'SequenceListItem' });
export type SequenceListItem = z.infer<typeof sequenceListItemSchema>;

/** Filters of the list, all combinable; archived ones are hidden unless asked for (S1). */
export const listSequencesQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case' }),
  status: z.enum(SEQUENCE_STATUSES).optional(),
  includeArchived: flagSchema.optional().meta({ description: 'Shows archived ones too' }),
});
export type ListSequencesQuery = z.infer<typeof listSequencesQuerySchema>;

const overviewStepSchema = z
  .strictObject({
    id: idSchema('step'),
    branchId: idSchema('branch'),
    position: z.int().meta({ description: 'Place in its branch, from 1' }),
    type: z.enum(STEP_TYPES),
    label: z.string(),
    timing: timingSchema,
    conditions: conditionsSchema,
    fallback: fallbackSchema.nullable(),
    mail: mailNumbersSchema.nullable().meta({ description: 'Email steps only' }),
  })
  .meta({ id: 'OverviewStep' });

const overviewMailboxSchema = z
  .strictObject({
    id: idSchema('mailbox'),
    name: z.string(),
    fromAddress: z.string(),
    status: z.enum(MAILBOX_STATUSES),
  })
  .meta({ id: 'OverviewMailbox' });

/** One sequence at a glance (S20). */
export const sequenceOverviewSchema = z
  .strictObject({
    id: idSchema('sequence'),
    name: z.string(),
    status: z.enum(SEQUENCE_STATUSES),
    list: z
      .strictObject({ id: idSchema('list'), name: z.string() })
      .nullable()
      .meta({ description: 'The list that it follows (S17)' }),
    ...numbers,
    mailboxes: z
      .array(overviewMailboxSchema)
      .meta({ description: 'The sequence’s sender and those of its steps' }),
    branches: z.array(branchSchema).meta({ description: 'In order, `main` first' }),
    steps: z.array(overviewStepSchema).meta({ description: 'Branch by branch, in order' }),
  })
  .meta({ id: 'SequenceOverview' });
export type SequenceOverview = z.infer<typeof sequenceOverviewSchema>;
