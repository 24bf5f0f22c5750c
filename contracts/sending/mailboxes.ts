import { z } from 'zod';
import {
  emailSchema,
  hostSchema,
  instantSchema,
  lineSchema,
  portSchema,
  textSchema,
  zoneSchema,
  ofWhole,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MAILBOX_STATUSES, SMTP_SECURITIES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** A mail server as shown: whether there is a password, never which. */
export const mailServerSchema = z
  .strictObject({
    host: z.string().meta({ example: 'smtp.example.com' }),
    port: z.int(),
    security: z.enum(SMTP_SECURITIES),
    user: z.string().nullable(),
    hasPassword: z.boolean(),
  })
  .meta({ id: 'MailServer', description: 'A mail server; the password is never returned.' });

/** A sending identity (M1). */
export const mailboxSchema = z
  .strictObject({
    id: idSchema('mailbox'),
    name: z.string().meta({ example: 'Accounts receivable' }),
    fromAddress: z.string(),
    fromName: z.string(),
    smtp: mailServerSchema,
    imap: mailServerSchema.nullable(),
    zone: zoneSchema,
    dailyCap: z
      .int()
      .nullable()
      .meta({ description: 'Mails a day in the zone of the mailbox; null: no cap.' }),
    minIntervalSeconds: z.int(),
    replyTo: z.string().nullable(),
    signatureHtml: z.string().nullable(),
    signatureText: z.string().nullable(),
    status: z.enum(MAILBOX_STATUSES),
    statusReason: z.string().nullable().meta({ description: 'The words of the mail server, while failing.' }),
    statusAt: instantSchema.nullable(),
    verifiedAt: instantSchema.nullable(),
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Mailbox', description: 'A sending identity with its SMTP server.' });
export type Mailbox = z.infer<typeof mailboxSchema>;

const serverInput = {
  host: hostSchema,
  port: portSchema,
  security: z.enum(SMTP_SECURITIES),
  user: lineSchema(320).nullable().optional(),
  password: textSchema(1000)
    .min(1)
    .nullable()
    .optional()
    .meta({ description: 'Kept encrypted, never returned.' }),
};
const serverInputSchema = z
  .strictObject(serverInput)
  .refine(
    (server) => server.password == null || server.user != null,
    ofWhole(['user', 'password'], {
      error: 'a password needs a user',
      path: ['user'],
    }),
  )
  .meta({ id: 'MailServerInput' });

const settings = {
  name: lineSchema(100).meta({ example: 'Accounts receivable' }),
  fromAddress: emailSchema,
  fromName: lineSchema(100).meta({ example: 'Acme Receivables' }),
  zone: zoneSchema,
  dailyCap: z.int().min(1).max(1_000_000).nullable().optional(),
  minIntervalSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .meta({ description: 'Between two mails; default 0.' }),
  replyTo: emailSchema.nullable().optional(),
  signatureHtml: textSchema(20_000).nullable().optional(),
  signatureText: textSchema(20_000).nullable().optional(),
};

/** A new mailbox; it is not verified yet. */
export const createMailboxSchema = z
  .strictObject({ ...settings, smtp: serverInputSchema, imap: serverInputSchema.nullable().optional() })
  .meta({
    id: 'CreateMailbox',
    example: {
      name: 'Accounts receivable',
      fromAddress: 'ar@example.com',
      fromName: 'Acme Receivables',
      zone: 'Europe/Berlin',
      smtp: {
        host: 'smtp.example.com',
        port: 587,
        security: 'starttls',
        user: 'ar@example.com',
        password: 'secret',
      },
    },
  });
export type CreateMailbox = z.infer<typeof createMailboxSchema>;

const serverChangeSchema = z
  .strictObject(z.object(serverInput).partial().shape)
  .meta({ id: 'MailServerChange', description: 'A change of host, port or user needs the password again.' });
export type MailServerChange = z.infer<typeof serverChangeSchema>;

/** Members to change; the others stay. A changed server has to be verified again. */
export const updateMailboxSchema = z
  .strictObject({
    ...z.object(settings).partial().shape,
    smtp: serverChangeSchema.optional(),
    imap: serverInputSchema.nullable().optional(),
  })
  .meta({ id: 'UpdateMailbox', example: { dailyCap: 500 } });
export type UpdateMailbox = z.infer<typeof updateMailboxSchema>;
/** The list of mailboxes, page by page. */
export const listMailboxesQuerySchema = z.strictObject({ ...pageQuery });
export type ListMailboxesQuery = z.infer<typeof listMailboxesQuerySchema>;
