import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, textSchema } from '../fields.ts';
import { HOLD_KINDS, HOLD_SCOPES } from '../holds/kinds.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { MESSAGE_SOURCES } from '../sending/kinds.ts';
import { conversationAnswerSchema, releaseReplySchema, seenVersion } from './answers.ts';
import { ANSWER_SEND_STATUSES, CONVERSATION_SCOPES, CONVERSATION_STATUSES, MAIL_VERDICTS } from './kinds.ts';

/** The mails of one thread with one customer, and whether somebody has to answer (I5). */
export const conversationSchema = z
  .strictObject({
    id: idSchema('conversation'),
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
    mailboxId: idSchema('mailbox').meta({ description: 'The mailbox that it is answered from.' }),
    subject: z.string(),
    status: z.enum(CONVERSATION_STATUSES).meta({
      description: 'open: somebody has to answer. waiting: for the customer, or for a moment. done.',
    }),
    snoozedUntil: instantSchema
      .nullable()
      .meta({ description: 'Put off until then: it is open again by itself.' }),
    assigneeId: z.string().nullable(),
    enrollmentId: idSchema('enrollment')
      .nullable()
      .meta({ description: 'The enrollment whose mail was answered last.' }),
    sequence: z.strictObject({ id: idSchema('sequence'), name: z.string() }).nullable(),
    lastMailAt: instantSchema,
    lastInboundAt: instantSchema.nullable().meta({ description: 'When the customer wrote last.' }),
    lastMail: z
      .strictObject({
        id: idSchema('mail'),
        from: z.string(),
        verdict: z.enum(MAIL_VERDICTS),
        preview: z.string().meta({ description: 'The beginning of what its sender wrote.' }),
      })
      .nullable(),
    answer: z
      .strictObject({ id: idSchema('conversationAnswer'), status: z.enum(ANSWER_SEND_STATUSES) })
      .nullable()
      .meta({ description: 'The last answer, and what became of it.' }),
    version: z.int(),
    doneAt: instantSchema.nullable(),
    doneById: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof conversationSchema>;

/** A mail in a conversation; everything about it is at `GET /v1/mails/{mailId}`. */
const conversationMailSchema = z
  .strictObject({
    id: idSchema('mail'),
    direction: z.enum(['inbound', 'outbound']),
    from: z.strictObject({ address: z.string(), name: z.string().nullable() }),
    people: z.array(
      z.strictObject({
        kind: z.enum(['to', 'cc', 'reply_to']),
        address: z.string(),
        name: z.string().nullable(),
      }),
    ),
    subject: z.string(),
    text: z.string().meta({ description: 'What its sender wrote, without quotes.' }),
    verdict: z.enum(MAIL_VERDICTS),
    reasons: z.array(z.strictObject({ code: z.string(), evidence: z.string().nullable() })),
    returnOn: z.string().nullable(),
    receivedAt: instantSchema,
    isHistory: z.boolean().meta({ description: 'From before its mailbox was followed: nothing followed.' }),
    attachments: z.int(),
    invoiceIds: z.array(idSchema('invoice')),
    messageId: idSchema('message').nullable().meta({ description: 'The message of ours that it answers.' }),
  })
  .meta({ id: 'ConversationMail' });
export type ConversationMail = z.infer<typeof conversationMailSchema>;

/** A message of ours that was answered in a conversation. */
const answeredMessageSchema = z
  .strictObject({
    id: idSchema('message'),
    source: z.enum(MESSAGE_SOURCES),
    sourceId: z.string(),
    subject: z.string(),
    text: z.string(),
    sentAt: instantSchema.nullable(),
  })
  .meta({ id: 'AnsweredMessage' });

/** A conversation with everything to answer it. */
export const conversationDetailSchema = conversationSchema
  .extend({
    mails: z.array(conversationMailSchema).meta({ description: 'The newest 200, oldest first.' }),
    messages: z.array(answeredMessageSchema).meta({ description: 'Our messages that they answer.' }),
    answers: z.array(conversationAnswerSchema).meta({ description: 'Oldest first.' }),
    holds: z
      .array(
        z.strictObject({
          id: idSchema('hold'),
          scope: z.enum(HOLD_SCOPES),
          kind: z.enum(HOLD_KINDS),
          enrollmentId: idSchema('enrollment').nullable(),
          invoiceId: idSchema('invoice').nullable(),
          reason: z.string().nullable(),
          expiresAt: instantSchema.nullable(),
          isOfReply: z.boolean().meta({ description: 'Ends with `release`.' }),
        }),
      )
      .meta({ description: 'What is held back of the customer now.' }),
    answering: z
      .strictObject({
        mailId: idSchema('mail'),
        mailboxId: idSchema('mailbox'),
        fromAddress: z.string().nullable(),
        subject: z.string(),
        to: z.array(z.string()),
        cc: z.array(z.string()).meta({ description: 'Whoever else got the mail: with `keepsCc`.' }),
        problem: z.string().nullable().meta({ description: 'Why it cannot be answered, in words.' }),
      })
      .nullable()
      .meta({ description: 'What an answer would be now; null: nobody wrote.' }),
  })
  .meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

const filters = {
  scope: z.enum(CONVERSATION_SCOPES).default('mine').meta({
    description:
      'mine: assigned to the caller. team: of sequences, mailboxes and customers of the caller. all: every one that the caller may see.',
  }),
  assigneeId: z.string().optional(),
  isUnassigned: flagSchema.optional(),
  customerId: idSchema('customer').optional(),
  mailboxId: idSchema('mailbox').optional(),
  search: lineSchema(200)
    .optional()
    .meta({ description: 'Part of customer, subject or sender, in any case.' }),
};
const status = z.enum(CONVERSATION_STATUSES).default('open');

/** What a person looks at. */
export const conversationFilterSchema = z.strictObject({ ...filters, status });
export type ConversationFilter = z.infer<typeof conversationFilterSchema>;

/** A page of it. */
export const listConversationsQuerySchema = z.strictObject({ ...pageQuery, ...filters, status });
export type ListConversationsQuery = z.infer<typeof listConversationsQuerySchema>;

/** The same for counts, of every status. */
export const countConversationsQuerySchema = z.strictObject(filters);
export type CountConversationsQuery = z.infer<typeof countConversationsQuerySchema>;

/** How many there are under a filter. */
export const conversationCountsSchema = z
  .strictObject({ open: z.int(), waiting: z.int(), done: z.int() })
  .meta({ id: 'ConversationCounts' });
export type ConversationCounts = z.infer<typeof conversationCountsSchema>;

/** The one to go on with. */
export const nextConversationSchema = z
  .strictObject({
    id: idSchema('conversation'),
    subject: z.string(),
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
  })
  .meta({ id: 'NextConversation' });
export type NextConversation = z.infer<typeof nextConversationSchema>;

const next = nextConversationSchema.nullable().meta({
  description:
    'The conversation that follows this one in the list under the filters of the call; behind the last, the first that is left. Null: none is left.',
});

/** A conversation after somebody acted on it, with the next one. */
export const actedConversationSchema = conversationSchema.extend({ next }).meta({ id: 'ActedConversation' });

/** An answer after somebody acted on it, with its conversation and the next one. */
export const actedAnswerSchema = z
  .strictObject({ answer: conversationAnswerSchema, conversation: conversationSchema, next })
  .meta({ id: 'ActedAnswer' });
export type ActedAnswer = Omit<z.infer<typeof actedAnswerSchema>, 'next'>;

const release = releaseReplySchema.optional();

/** Nobody has to do anything any more. */
export const finishConversationSchema = z
  .strictObject({ release, version: seenVersion })
  .meta({ id: 'FinishConversation' });

/** Out of sight until a moment. */
export const snoozeConversationSchema = z
  .strictObject({
    until: instantSchema.meta({ description: 'Later than now, within a year.' }),
    version: seenVersion,
  })
  .meta({ id: 'SnoozeConversation' });

/** Who answers it. */
export const assignConversationSchema = z
  .strictObject({ assigneeId: z.string().nullable(), version: seenVersion })
  .meta({ id: 'AssignConversation' });

/** What the reply holds back, without an answer. */
export const releaseConversationSchema = z
  .strictObject({ release: releaseReplySchema, version: seenVersion })
  .meta({ id: 'ReleaseConversation' });

/** What a language model is to say in an answer. */
export const draftAnswerSchema = z
  .strictObject({
    instructions: textSchema(2000).optional().meta({
      example: 'Thank them, and say that we wait until Friday.',
    }),
    mailId: idSchema('mail').optional(),
  })
  .meta({ id: 'DraftAnswer' });
export type DraftAnswer = z.infer<typeof draftAnswerSchema>;

/** The words of a language model, for editing. */
export const answerDraftSchema = z
  .strictObject({
    id: idSchema('draft'),
    conversationId: idSchema('conversation'),
    mailId: idSchema('mail'),
    subject: z.string(),
    body: z.string().meta({ description: 'Plain text; nothing sends it.' }),
  })
  .meta({ id: 'AnswerDraft' });
export type AnswerDraft = z.infer<typeof answerDraftSchema>;
