import { z } from 'zod';
import { instantSchema, lineSchema, textSchema, typedEmailSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { makePromiseSchema } from '../receivables/promises.ts';
import { heldLimitSchema } from '../sending/held-limit.ts';
import { WAIT_REASONS } from '../sending/kinds.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { ANSWER_SEND_STATUSES, RELEASE_CHOICES } from './kinds.ts';

/** A person's answer in a conversation, and what became of it. */
export const conversationAnswerSchema = z
  .strictObject({
    id: idSchema('conversationAnswer'),
    conversationId: idSchema('conversation'),
    mailId: idSchema('mail').nullable().meta({ description: 'The mail that it answers.' }),
    authorId: z.string(),
    subject: z.string(),
    body: z.string().meta({ description: 'As it was written: HTML, or plain text.' }),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    mailboxId: idSchema('mailbox'),
    fromAddress: z
      .string()
      .nullable()
      .meta({ description: 'The alias that it leaves from; null: the address of the mailbox.' }),
    release: z.enum(RELEASE_CHOICES).nullable().meta({
      description: 'What was decided with it about what the reply holds back; null: nothing.',
    }),
    status: z.enum(ANSWER_SEND_STATUSES),
    requestedAt: instantSchema,
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantSchema.nullable().meta({ description: 'When it is tried; null: nobody knows.' }),
    heldLimit: heldLimitSchema.nullable().meta({ description: 'The limit that it waits for in line (S14).' }),
    putOff: putOffSchema
      .nullable()
      .meta({ description: 'What was tried so far, while a mail server puts it off.' }),
    errorCode: z.string().nullable(),
    errorDetail: z
      .string()
      .nullable()
      .meta({ description: 'In the words of the mail server, if it refused.' }),
    messageId: idSchema('message')
      .nullable()
      .meta({ description: 'In the ledger; null: it was never tried.' }),
    sentAt: instantSchema.nullable(),
  })
  .meta({ id: 'ConversationAnswer', description: "A person's answer, and what became of it." });
export type ConversationAnswer = z.infer<typeof conversationAnswerSchema>;

/** What a person decides about what the reply holds back (I5). */
export const releaseReplySchema = z
  .discriminatedUnion('choice', [
    z.strictObject({ choice: z.literal('go_on') }),
    z.strictObject({ choice: z.literal('stop'), reason: lineSchema(500).optional() }),
    z.strictObject({ choice: z.literal('promise'), promise: makePromiseSchema }),
  ])
  .meta({
    id: 'ReleaseReply',
    description:
      'go_on: what the reply holds back goes on. stop: the enrollments that it answers are stopped, and the customer is taken out of the programs that it answers. promise: a promise to pay is noted, which holds its invoices back; the rest goes on.',
    example: { choice: 'go_on' },
  });
export type ReleaseReply = z.infer<typeof releaseReplySchema>;

/** The version of the conversation that the person saw. */
export const seenVersion = z
  .int()
  .optional()
  .meta({ description: 'The version that was seen: refused with what happened if it has changed since.' });

/** Writes an answer. */
export const writeAnswerSchema = z
  .strictObject({
    body: textSchema(500_000)
      .refine((body) => body.trim() !== '', { error: 'must not be empty' })
      .meta({ description: 'HTML, or plain text; it leaves as it is, with the signature of the mailbox.' }),
    subject: lineSchema(998).optional().meta({ description: 'Default: `Re: …` of the mail.' }),
    mailId: idSchema('mail')
      .optional()
      .meta({ description: 'Which mail it answers; default: the last one that somebody wrote.' }),
    cc: z.array(typedEmailSchema).max(20).optional(),
    keepsCc: z
      .boolean()
      .default(false)
      .meta({ description: 'Also to whoever else got the mail, but for our own people and mailboxes.' }),
    release: releaseReplySchema.optional(),
    version: seenVersion,
  })
  .meta({ id: 'WriteAnswer' });
export type WriteAnswer = z.infer<typeof writeAnswerSchema>;
