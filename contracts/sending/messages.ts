import { z } from 'zod';
import { daySchema, flagSchema, instantSchema, lineSchema, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import {
  CHANNELS,
  LEFT_OUT_REASONS,
  MESSAGE_SOURCES,
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
  WAIT_REASONS,
} from './kinds.ts';
import { pageQuery } from '../paging.ts';
import { periodInOrder } from '../report-periods.ts';
import { sendFilterShape } from './send-report.ts';

const countsSchema = z
  .strictObject({ human: z.int(), machine: z.int(), unclear: z.int() })
  .meta({ id: 'HitVerdictCounts', description: 'How often, by who it was judged to be (T2).' });

/** How often one copy was opened and clicked. */
const hitCountsSchema = z
  .strictObject({ opened: countsSchema, clicked: countsSchema })
  .meta({ id: 'HitCounts' });
export type HitCounts = z.infer<typeof hitCountsSchema>;

/** One recipient's copy of a message. */
export const messageCopySchema = z
  .strictObject({
    n: z
      .int()
      .meta({ description: '1 is the main recipient, whose copy decides about the step or touchpoint.' }),
    kind: z.enum(RECIPIENT_KINDS),
    address: z.string(),
    status: z.enum(RECIPIENT_STATUSES),
    reason: z.string().nullable().meta({
      description: 'Why it was cancelled or given up, or `held`: a pause, a hold or a switch keeps it back.',
    }),
    heldReason: z
      .enum(WAIT_REASONS)
      .nullable()
      .meta({ description: 'What keeps it back now, where the reason is `held` (D9).' }),
    heldDetail: z
      .string()
      .nullable()
      .meta({ description: 'What an emergency switch stops, in words, where that is it.' }),
    code: z.int().nullable().meta({ description: 'The last reply code of the server for this recipient.' }),
    reply: z.string().nullable().meta({ description: "The server's last words about this recipient." }),
    attempts: z.int(),
    refusals: z.int().meta({ description: 'How often a server has put it off.' }),
    firstRefusedAt: instantSchema.nullable().meta({ description: 'When it did first.' }),
    retryAt: instantSchema.nullable().meta({ description: 'When it is tried again.' }),
    handedOverAt: instantSchema.nullable(),
    settledAt: instantSchema.nullable(),
    hits: hitCountsSchema
      .nullable()
      .meta({ description: 'Opens and clicks of this copy (T1); null: the message is not tracked.' }),
  })
  .meta({ id: 'MessageCopy' });
export type MessageCopy = z.infer<typeof messageCopySchema>;

/** Who was meant to get a message and gets nothing of it. */
export const leftOutSchema = z
  .array(
    z.strictObject({
      kind: z.enum(RECIPIENT_KINDS),
      address: z.string(),
      contactId: idSchema('contact').nullable(),
      reason: z.enum(LEFT_OUT_REASONS),
    }),
  )
  .meta({
    description:
      'Contacts that were passed over for the next one, and named recipients and copies that were left out, each with the reason.',
  });

/** A message of the ledger with each recipient's copy (D1, M5). */
export const messageSchema = z
  .strictObject({
    id: idSchema('message'),
    source: z.enum(MESSAGE_SOURCES),
    sourceId: z.string(),
    customerId: idSchema('customer'),
    contactId: idSchema('contact').nullable(),
    enrollmentId: idSchema('enrollment').nullable(),
    mailboxId: idSchema('mailbox').nullable(),
    channel: z.enum(CHANNELS),
    status: z.enum(MESSAGE_STATUSES).meta({ description: 'Of the main copy.' }),
    subject: z.string(),
    language: usedLanguageSchema,
    attempts: z.int(),
    claimedAt: instantSchema,
    handedOverAt: instantSchema.nullable(),
    settledAt: instantSchema.nullable(),
    leftOut: leftOutSchema,
    copies: z.array(messageCopySchema),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof messageSchema>;

/** Filters of the messages, all combinable. */
export const listMessagesQuerySchema = z
  .strictObject({
    ...pageQuery,
    customerId: idSchema('customer').optional(),
    ...sendFilterShape,
    from: daySchema.optional().meta({
      description: 'Handed over, else claimed, on this day or later, in the organisation’s zone.',
    }),
    to: daySchema.optional().meta({ description: 'The same on this day or before.' }),
    sourceId: lineSchema(64)
      .optional()
      .meta({ description: 'The step, touchpoint or action it was written for.' }),
    status: z.enum(MESSAGE_STATUSES).optional().meta({ description: 'Of the main copy.' }),
    bounced: flagSchema
      .optional()
      .meta({ description: 'Only messages whose main copy was sent and came back; or only others.' }),
    trouble: flagSchema.optional().meta({
      description:
        'Only messages with a copy that was refused or is uncertain, the main one included; or only others.',
    }),
  })
  .refine(...periodInOrder);
export type ListMessagesQuery = z.infer<typeof listMessagesQuerySchema>;
