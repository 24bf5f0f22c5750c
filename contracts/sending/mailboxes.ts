import { z } from 'zod';
import { daySchema, emailSchema, instantSchema, lineSchema, textSchema, zoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MAILBOX_AUTHS, MAILBOX_STATUSES, SIGN_IN_STATUSES, SMTP_SECURITIES } from './kinds.ts';
import { followingSchema, imapChangeSchema, imapInputSchema, imapServerSchema } from './imap-server.ts';
import { mailboxUserSchema, mailboxUsersInputSchema } from './mailbox-users.ts';
import { pageQuery } from '../paging.ts';
import { authorityInput, hasUser, NO_USER, serverInput } from './server-input.ts';
import { unsubscribeAddressSchema } from './unsubscribe-address.ts';

/** The server that a mailbox sends through, as shown: whether there is a password, never which. */
export const smtpServerSchema = z
  .strictObject({
    host: z.string().meta({ example: 'smtp.example.com' }),
    port: z.int(),
    security: z.enum(SMTP_SECURITIES),
    user: z.string().nullable(),
    hasPassword: z.boolean(),
    clientName: z.string().nullable().meta({ description: 'The name it greets with; null: this machine’s.' }),
    certificateAuthority: z
      .string()
      .nullable()
      .meta({ description: 'PEM; trusted instead of the public authorities.' }),
  })
  .meta({ id: 'SmtpServer', description: 'A mail server to send through; the password is never returned.' });
const aliasesSchema = z.array(emailSchema).max(50).meta({
  description: 'Further addresses that may be named as senders; the account has to be allowed to use them.',
});

/** The sign-in of a mailbox by OAuth, as shown: whether it stands, never its tokens. */
export const mailboxSignInSchema = z
  .strictObject({
    providerId: idSchema('oauthProvider'),
    status: z.enum(SIGN_IN_STATUSES),
    statusReason: z
      .string()
      .nullable()
      .meta({ description: 'The words of the provider, where it ended it.' }),
    connectedAt: instantSchema.nullable(),
    connectedById: z.string().nullable().meta({ description: 'Who began it here.' }),
  })
  .meta({ id: 'MailboxSignIn' });

/** A sending identity (M1). */
export const mailboxSchema = z
  .strictObject({
    id: idSchema('mailbox'),
    name: z.string().meta({ example: 'Accounts receivable' }),
    fromAddress: z.string(),
    fromName: z.string(),
    smtp: smtpServerSchema,
    imap: imapServerSchema.nullable(),
    following: followingSchema.nullable().meta({ description: 'Null: it has no server to receive from.' }),
    auth: z.enum(MAILBOX_AUTHS).meta({ description: 'How it signs in to its servers.' }),
    oauth: mailboxSignInSchema.nullable().meta({ description: 'Null: by password.' }),
    zone: zoneSchema,
    dailyCap: z
      .int()
      .nullable()
      .meta({ description: 'Mails a day in the zone of the mailbox; null: no cap.' }),
    minIntervalSeconds: z.int(),
    replyTo: z.string().nullable(),
    unsubscribeAddress: unsubscribeAddressSchema,
    signatureHtml: z.string().nullable(),
    signatureText: z.string().nullable(),
    status: z.enum(MAILBOX_STATUSES),
    statusReason: z.string().nullable().meta({
      description: 'The words of the mail server while failing, of the provider while `reconnect`.',
    }),
    statusAt: instantSchema.nullable(),
    verifiedAt: instantSchema.nullable(),
    aliases: aliasesSchema,
    users: z.array(mailboxUserSchema),
    retiredAt: instantSchema
      .nullable()
      .meta({ description: 'Since when it sends nothing any more; null: it sends.' }),
    successorId: idSchema('mailbox').nullable().meta({
      description: 'While retired: who sends in its place; null: nobody, and what it would send is in error.',
    }),
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Mailbox', description: 'A sending identity with its SMTP server.' });
export type Mailbox = z.infer<typeof mailboxSchema>;

/** What a mailbox has used of its day. */
export const mailboxUseSchema = z
  .strictObject({
    mailboxId: idSchema('mailbox'),
    name: z.string(),
    day: daySchema.meta({ description: 'Today, in the zone of the mailbox.' }),
    zone: zoneSchema,
    dailyCap: z.int().nullable().meta({ description: 'Mails a day; null: no cap.' }),
    used: z.int().min(0).meta({
      description:
        'Mails of the day that were handed over, with a copy for each recipient, as the cap counts them.',
    }),
    waiting: z
      .int()
      .min(0)
      .meta({ description: 'Messages that wait in line for its cap or its interval (S14).' }),
  })
  .meta({ id: 'MailboxUse' });
export type MailboxUse = z.infer<typeof mailboxUseSchema>;

/** RFC 5321, sections 4.1.2 and 4.1.3: a domain, or an address in brackets. */
const clientNameSchema = z
  .string()
  .trim()
  .max(255)
  .refine(isClientName, { error: 'must be a domain, or an IP address in brackets such as [192.0.2.1]' })
  .meta({
    description: 'The name to greet the server with (EHLO); default: this machine’s.',
    example: 'crm.example.com',
  });

function isClientName(name: string): boolean {
  const literal = /^\[(?:(IPv6):)?([^\]]+)\]$/i.exec(name);
  if (literal) return (literal[1] ? z.ipv6() : z.ipv4()).safeParse(literal[2]).success;
  const labels = name.split('.');
  return (
    labels.every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!)
  );
}

const smtpInput = {
  ...serverInput,
  clientName: clientNameSchema.nullable().optional(),
  certificateAuthority: authorityInput,
};

const smtpInputSchema = z.strictObject(smtpInput).refine(hasUser, NO_USER).meta({ id: 'SmtpServerInput' });

/** Who signs a mailbox in. */
const signInInputSchema = z.strictObject({ providerId: idSchema('oauthProvider') }).meta({
  id: 'MailboxSignInInput',
  description:
    'By OAuth in place of passwords. `user` of a server is the mailbox that is signed in to; left out: `fromAddress`.',
});

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
  aliases: aliasesSchema.optional(),
  users: mailboxUsersInputSchema.optional(),
  replyTo: emailSchema.nullable().optional(),
  unsubscribeAddress: unsubscribeAddressSchema.optional(),
  oauth: signInInputSchema
    .nullable()
    .optional()
    .meta({ description: 'Then `POST …/oauth/authorize` signs it in; null: it signs in by password.' }),
  signatureHtml: textSchema(20_000).nullable().optional(),
  signatureText: textSchema(20_000).nullable().optional(),
};

/** A new mailbox; it is not verified yet. */
export const createMailboxSchema = z
  .strictObject({ ...settings, smtp: smtpInputSchema, imap: imapInputSchema.nullable().optional() })
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
  .strictObject(z.object(smtpInput).partial().shape)
  .meta({ id: 'MailServerChange', description: 'A change of host, port or user needs the password again.' });
export type MailServerChange = z.infer<typeof serverChangeSchema>;

/** Members to change; the others stay. A changed server has to be verified again. */
export const updateMailboxSchema = z
  .strictObject({
    ...z.object(settings).partial().shape,
    smtp: serverChangeSchema.optional(),
    imap: imapChangeSchema.nullable().optional(),
  })
  .meta({ id: 'UpdateMailbox', example: { dailyCap: 500 } });
export type UpdateMailbox = z.infer<typeof updateMailboxSchema>;
/** Who takes the place of a mailbox. */
export const retireMailboxSchema = z
  .strictObject({
    successorId: idSchema('mailbox')
      .nullable()
      .meta({ description: 'A mailbox that is not retired itself; null: nobody.' }),
  })
  .meta({ id: 'RetireMailbox', example: { successorId: null } });
export type RetireMailbox = z.infer<typeof retireMailboxSchema>;

/** The list of mailboxes, page by page. */
export const listMailboxesQuerySchema = z.strictObject({
  ...pageQuery,
  userId: idSchema('user').optional().meta({ description: 'Mailboxes that belong to them.' }),
});
export type ListMailboxesQuery = z.infer<typeof listMailboxesQuerySchema>;
