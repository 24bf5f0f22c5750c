import { z } from 'zod';
import { forceSchema } from '../access/contact-policy.ts';
import { instantSchema, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { heldLimitSchema } from '../sending/held-limit.ts';
import { CHANNELS, WAIT_REASONS } from '../sending/kinds.ts';
import { putOffSchema } from '../sending/put-off.ts';
import { SEQUENCE_PURPOSES } from '../sequences/kinds.ts';
import { automationActionSchema } from './actions.ts';
import { AUTOMATION_RECIPIENTS, AUTOMATION_SEND_STATUSES, AUTOMATION_SKIP_REASONS } from './kinds.ts';

/** One message of an automation, or a digest of many (A4). */
export const automationMessageSchema = z
  .strictObject({
    id: idSchema('automationMessage'),
    automationId: idSchema('automation'),
    passId: idSchema('automationPass'),
    customer: z
      .strictObject({ id: idSchema('customer'), name: z.string() })
      .nullable()
      .meta({ description: 'Null: it is a digest, of many customers.' }),
    actionKey: z.string(),
    recipient: z.enum(AUTOMATION_RECIPIENTS),
    userId: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'The address that the action names.' }),
    channel: z.enum(CHANNELS),
    purpose: z.enum(SEQUENCE_PURPOSES),
    status: z.enum(AUTOMATION_SEND_STATUSES).meta({
      description:
        '`gathering`: a mail to our own people waits to see how many the pass makes; `in_digest`: it is a line of a digest.',
    }),
    digestId: idSchema('automationMessage').nullable().meta({ description: 'The digest that lists it.' }),
    listed: z.int().nullable().meta({ description: 'Of a digest: how many messages it stands for.' }),
    requestedAt: instantSchema,
    askedById: z.string().nullable().meta({ description: 'Who asked for it last; null: the automation.' }),
    leavesNow: z.boolean().meta({ description: 'A person sends it whatever the hour.' }),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantSchema.nullable().meta({ description: 'When it is tried; null: nobody knows.' }),
    heldLimit: heldLimitSchema.nullable().meta({ description: 'The limit that it waits for in line (S14).' }),
    heldDetail: z.string().nullable().meta({ description: 'What an emergency switch stops, and why (D9).' }),
    putOff: putOffSchema
      .nullable()
      .meta({ description: 'What was tried so far, while a server puts it off.' }),
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
    skipReason: z.enum(AUTOMATION_SKIP_REASONS).nullable(),
    skipDetail: z.string().nullable().meta({ description: 'The same in words, with the amounts.' }),
    forceReason: z.string().nullable().meta({ description: 'Why it may pass the contact policy.' }),
    messageId: idSchema('message')
      .nullable()
      .meta({ description: 'In the ledger; null: it was never tried.' }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'As it left or was to leave; null: it was never tried.' }),
    sentAt: instantSchema.nullable(),
  })
  .meta({ id: 'AutomationMessage', description: 'A message of an automation, and what became of it.' });
export type AutomationMessage = z.infer<typeof automationMessageSchema>;

/** Filters of the list, all combinable. */
export const listAutomationMessagesQuerySchema = z.strictObject({
  ...pageQuery,
  passId: idSchema('automationPass').optional(),
  customerId: idSchema('customer').optional(),
  status: z.enum(AUTOMATION_SEND_STATUSES).optional(),
});
export type ListAutomationMessagesQuery = z.infer<typeof listAutomationMessagesQuerySchema>;

/** How it is sent at once. */
export const sendAutomationMessageSchema = z
  .strictObject({ force: forceSchema.optional() })
  .meta({ id: 'SendAutomationMessage' });

/** Which message is to be shown before it exists: of a stored action, or of one that is not saved yet. */
export const previewAutomationMessageSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    actionKey: z.string().optional().meta({ description: 'Of the automation as it is stored.' }),
    action: automationActionSchema.optional().meta({ description: 'One that is not saved yet.' }),
  })
  .refine(({ actionKey, action }) => (actionKey === undefined) !== (action === undefined), {
    error: 'must name the action by its key or give one, not both',
    path: ['action'],
  })
  .meta({ id: 'PreviewAutomationMessage' });
export type PreviewAutomationMessage = z.infer<typeof previewAutomationMessageSchema>;

/** A message as it would leave now. */
export const automationMessagePreviewSchema = z
  .strictObject({
    channel: z.enum(CHANNELS),
    to: z.string().nullable(),
    contactId: idSchema('contact').nullable(),
    subject: z.string().nullable(),
    language: usedLanguageSchema,
    html: z.string().nullable().meta({ description: 'Null: an sms.' }),
    text: z.string(),
    segments: z.int().nullable().meta({ description: 'Of an sms: in how many parts it is sent (M7).' }),
  })
  .nullable();

/** What a preview answers. */
export const automationPreviewSchema = z
  .strictObject({
    preview: automationMessagePreviewSchema,
    problem: z
      .string()
      .nullable()
      .meta({ description: 'Why it would not be sent now, in words for people.' }),
  })
  .meta({ id: 'AutomationMessagePreview' });
export type AutomationPreview = z.infer<typeof automationPreviewSchema>;
