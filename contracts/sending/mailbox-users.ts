import { z } from 'zod';
import { emailSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';

const fromAddress = emailSchema.nullable().meta({
  description: 'As which address of the mailbox they send: an alias; null: the mailbox’s own.',
});
const isDefault = z.boolean().meta({
  description: 'Where they send from if nothing is said; one a user, so another default of theirs ends.',
});

/** A user whom a mailbox belongs to (M1). */
export const mailboxUserSchema = z
  .strictObject({ userId: idSchema('user'), fromAddress, isDefault })
  .meta({ id: 'MailboxUser', description: 'A user whom the mailbox belongs to.' });
export type MailboxUser = z.infer<typeof mailboxUserSchema>;

/** The users whom a mailbox belongs to, as a whole. */
export const mailboxUsersInputSchema = z
  .array(
    z
      .strictObject({
        userId: idSchema('user'),
        fromAddress: fromAddress.default(null),
        isDefault: isDefault.default(false),
      })
      .meta({ id: 'MailboxUserInput' }),
  )
  .max(500)
  .refine(
    (users) => new Set(users.map(({ userId }) => userId)).size === users.length,
    ofWhole([], { error: 'must not name a user twice' }),
  )
  .meta({ description: 'Users whom the mailbox belongs to; replaces the list.' });
