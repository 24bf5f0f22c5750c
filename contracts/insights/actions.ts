import { z } from 'zod';
import { forceSchema } from '../access/contact-policy.ts';
import {
  amountSchema,
  currencySchema,
  daySchema,
  flagSchema,
  instantSchema,
  lineSchema,
  textSchema,
  usedLanguageSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { insightSourceSchema } from './insights.ts';
import { ACTION_KINDS, ACTION_SEND_STATUSES, ACTION_STATUSES } from './kinds.ts';
import { SEVERITIES } from '../customers/kinds.ts';
import { TONES } from '../kinds.ts';
import { SKIP_REASONS, WAIT_REASONS } from '../sending/kinds.ts';
import { heldLimitSchema } from '../sending/held-limit.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { pageQuery } from '../paging.ts';

/** What became of a send that somebody asked for. */
const actionSendSchema = z
  .strictObject({
    status: z.enum(ACTION_SEND_STATUSES),
    requestedAt: instantSchema,
    requestedById: z.string(),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantSchema.nullable().meta({ description: 'When it is tried; null: nobody knows.' }),
    heldLimit: heldLimitSchema.nullable().meta({ description: 'The limit that it waits for in line (S14).' }),
    putOff: putOffSchema.nullable().meta({
      description: 'What was tried so far, while a mail server puts it off or has done so to the end.',
    }),
    heldDetail: z.string().nullable().meta({ description: 'What an emergency switch stops, and why (D9).' }),
    errorCode: z.string().nullable(),
    errorDetail: z
      .string()
      .nullable()
      .meta({ description: 'In the words of the mail server, if it refused.' }),
    forceReason: z.string().nullable().meta({ description: 'Why it may pass the contact policy.' }),
  })
  .meta({ id: 'ActionSend' });

/** A recommended one-off action (Q6). */
export const actionSchema = z
  .strictObject({
    id: idSchema('action'),
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
    kind: z.enum(ACTION_KINDS),
    severity: z.enum(SEVERITIES),
    reason: z.string(),
    dueOn: daySchema,
    currency: currencySchema,
    overdue: amountSchema.meta({ description: 'What the customer owes past its due date, today.' }),
    credit: amountSchema.meta({ description: 'What the customer has to its credit (C18).' }),
    sources: z.array(insightSourceSchema),
    status: z.enum(ACTION_STATUSES).meta({ description: 'closed: its reason went away by itself.' }),
    snoozedUntil: daySchema.nullable(),
    note: z.string().nullable(),
    actedById: z.string().nullable(),
    actedAt: instantSchema.nullable(),
    pointsTo: insightSourceSchema.nullable().meta({
      description:
        'Of an open email: where a message to the customer waits already, a review batch or a row of the queue. It is answered there (Q6).',
    }),
    send: actionSendSchema
      .nullable()
      .meta({ description: 'Null: nobody asked for it, or it was called off.' }),
    skipReason: z
      .enum(SKIP_REASONS)
      .nullable()
      .meta({ description: 'Why its mail did not leave, when that closed it.' }),
    skipDetail: z.string().nullable().meta({ description: 'The same in words, with the amounts.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Action', description: 'Something to do once for a customer, and why.' });
export type Action = z.infer<typeof actionSchema>;

/** An action with the mail it would send. */
export const actionDetailSchema = actionSchema
  .extend({
    draft: z
      .strictObject({
        subject: z.string(),
        language: usedLanguageSchema,
        html: z.string(),
        text: z.string(),
        to: z.array(z.string()),
        cc: z.array(z.string()),
        bcc: z.array(z.string()),
        contactId: idSchema('contact').nullable(),
        mailboxId: idSchema('mailbox'),
        isEdited: z.boolean(),
        hash: z.string().meta({ description: 'Of words and recipients: edits and sends may name it.' }),
      })
      .nullable()
      .meta({
        description:
          'The email as it would leave now; null for calls and tasks, for what is done, and when it cannot be rendered.',
      }),
    draftProblem: z
      .string()
      .nullable()
      .meta({ description: 'Why an email has no draft, in words for people.' }),
  })
  .meta({ id: 'ActionDetail' });
export type ActionDetail = z.infer<typeof actionDetailSchema>;

/** Filters of the action center, all combinable. */
export const listActionsQuerySchema = z.strictObject({
  ...pageQuery,
  customerId: idSchema('customer').optional(),
  kind: z.enum(ACTION_KINDS).optional(),
  severity: z.enum(SEVERITIES).optional(),
  status: z.enum(ACTION_STATUSES).default('open'),
  isSnoozed: flagSchema.optional().meta({ description: 'Default: those that are not.' }),
  dueTo: daySchema.optional().meta({ description: 'Due on this day or before.' }),
});
export type ListActionsQuery = z.infer<typeof listActionsQuerySchema>;

/** What was done. */
export const completeActionSchema = z
  .strictObject({
    outcome: lineSchema(200).nullable().optional().meta({ example: 'promised to pay' }),
    note: textSchema(10_000).nullable().optional(),
  })
  .meta({ id: 'CompleteAction' });

/** Until when it stays out of sight. */
export const snoozeActionSchema = z
  .strictObject({ until: daySchema.meta({ description: 'Later than today.' }) })
  .meta({ id: 'SnoozeAction' });

/** Why it is not done. */
export const dismissActionSchema = z
  .strictObject({ note: textSchema(2000).nullable().optional() })
  .meta({ id: 'DismissAction' });

const addresses = z.array(z.email().max(254)).max(20);
const draftChange = {
  tone: z.enum(TONES).optional().meta({
    description:
      'Takes the built-in letter of this tone, in the customer’s language, for what is not given here.',
  }),
  subject: lineSchema(998).optional(),
  body: textSchema(500_000)
    .optional()
    .meta({ description: 'HTML, or plain text; variables are filled at sending.' }),
  contactId: idSchema('contact').optional().meta({ description: 'Who gets it: an active contact.' }),
  cc: addresses.optional(),
  bcc: addresses.optional(),
  mailboxId: idSchema('mailbox')
    .optional()
    .meta({ description: 'What it is sent from; default: the default mailbox of the organisation.' }),
  draftHash: z.string().min(1).max(100).optional().meta({
    description: '`draft.hash` of the action as you saw it: if it is another by now, 409 shows it.',
  }),
};

/** What a person makes of the draft: an edited text is pinned, and bound to the facts it was written for. */
export const editActionSchema = z
  .strictObject(draftChange)
  .refine(({ draftHash: _seen, ...edit }) => Object.keys(edit).length > 0, {
    error: 'must change something',
  })
  .meta({ id: 'EditAction' });
export type EditAction = z.infer<typeof editActionSchema>;

/** A last edit along with the send. */
export const sendActionSchema = z
  .strictObject({ ...draftChange, force: forceSchema.optional() })
  .meta({ id: 'SendAction' });
export type SendAction = z.infer<typeof sendActionSchema>;
