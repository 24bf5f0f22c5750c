import { emailSchema } from '../fields.ts';
import { UNSUBSCRIBE_TOKEN_CHARACTERS } from './kinds.ts';

/** RFC 5321, section 4.5.3.1.1: before the @ stand 64 characters at most, with the `+` and the token. */
const MOST_LOCAL = 64 - 1 - UNSUBSCRIBE_TOKEN_CHARACTERS;

const DESCRIPTION =
  'Where people may unsubscribe by mail, such as `unsubscribe@example.com`, or an address of the mailbox itself: each copy’s List-Unsubscribe names it beside the link, with a token of that copy behind a `+`. Its server has to take such plus addresses, and what comes there has to arrive in a mailbox that is followed (INBOX, or one of `imap.folders`). Null: by the link alone.';

/** The address that unsubscribes by mail (M5, I3). */
export const unsubscribeAddressSchema = emailSchema
  .refine((address) => address.lastIndexOf('@') <= MOST_LOCAL, {
    error: `must have at most ${MOST_LOCAL} characters before the @: a token of ${UNSUBSCRIBE_TOKEN_CHARACTERS} stands behind them`,
  })
  .nullable()
  .meta({ description: DESCRIPTION, example: 'unsubscribe@example.com' });
