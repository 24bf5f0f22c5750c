import { z } from 'zod';
import { instantSchema, lineSchema } from '../fields.ts';
import { FOLLOW_STATUSES, SMTP_SECURITIES } from './kinds.ts';
import { AUTHORITY, authorityInput, hasUser, NO_USER, serverInput } from './server-input.ts';

const folderSchema = lineSchema(500).meta({ example: 'INBOX/Customers' });
const historySchema = z.int().min(0).max(3650).meta({
  description:
    'How far back mail is read that was there before; default 90. It is stored and linked, and nothing follows from it.',
});
const FOLDERS =
  'Folders whose mail is taken up besides INBOX and the sent folder, as the server names them; `*`: all but junk, trash and drafts. A mail that a rule moves elsewhere before it was seen is not taken up.';
const SENT =
  'The folder of sent mail, as the server names it; null: the one that the server says, or that is called so.';

/** The server that a mailbox receives from, as shown. */
export const imapServerSchema = z
  .strictObject({
    host: z.string().meta({ example: 'imap.example.com' }),
    port: z.int(),
    security: z.enum(SMTP_SECURITIES),
    user: z.string().nullable(),
    hasPassword: z.boolean(),
    certificateAuthority: z.string().nullable().meta({ description: AUTHORITY }),
    sentFolder: z.string().nullable().meta({ description: SENT }),
    folders: z.array(z.string()).meta({ description: FOLDERS }),
    historyDays: z.int(),
  })
  .meta({ id: 'ImapServer', description: 'A mail server to receive from; the password is never returned.' });
export type ImapServer = z.infer<typeof imapServerSchema>;

/** How following a mailbox stands (I1). */
export const followingSchema = z
  .strictObject({
    status: z.enum(FOLLOW_STATUSES),
    reason: z.string().nullable().meta({
      description: 'The words of the mail server while failing, of the provider while `reconnect`.',
    }),
    statusAt: instantSchema.nullable(),
    since: instantSchema.nullable().meta({
      description: 'Nothing follows from mail that came before; null: nobody has looked yet.',
    }),
    lookedAt: instantSchema
      .nullable()
      .meta({ description: 'When all folders were read last, with success.' }),
    troubles: z
      .strictObject({
        nothing: z.int().meta({ description: 'Of which nothing was taken up; they are tried again.' }),
        headers: z.int().meta({ description: 'Of which the headers were.' }),
      })
      .meta({ description: 'Mails that could not be read whole, although that was tried again.' }),
  })
  .meta({ id: 'Following', description: 'Whether the mail of a mailbox is read.' });
export type MailboxFollowing = z.infer<typeof followingSchema>;

const imapInput = {
  ...serverInput,
  certificateAuthority: authorityInput,
  sentFolder: folderSchema.nullable().optional().meta({ description: SENT }),
  folders: z.array(folderSchema).max(50).optional().meta({ description: FOLDERS }),
  historyDays: historySchema.optional(),
};

/** A server to receive from. */
export const imapInputSchema = z
  .strictObject(imapInput)
  .refine(hasUser, NO_USER)
  .meta({ id: 'ImapServerInput' });
export type ImapServerInput = z.infer<typeof imapInputSchema>;

/** Members to change; of a mailbox that has no server to receive from yet, host, port and security are needed. */
export const imapChangeSchema = z.strictObject(z.object(imapInput).partial().shape).meta({
  id: 'ImapServerChange',
  description: 'A change of host, port, security or user needs the password again.',
});
export type ImapServerChange = z.infer<typeof imapChangeSchema>;
