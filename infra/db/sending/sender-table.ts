import { mailboxChanges, smsSenderChanges } from '../../../contracts/sending/changes.ts';
import { ID_PREFIXES } from '../../../contracts/ids.ts';
import { Prisma } from '../generated/client.ts';

/** Whether an id is that of a number that sms leave from, where the pipeline says mailbox for either. */
export const isSmsSender = (id: string): boolean => id.startsWith(`${ID_PREFIXES.smsSender}_`);

/** The table of a sender: both know where it stands and when it is tried. */
export const tableOf = (id: string): Prisma.Sql =>
  isSmsSender(id) ? Prisma.sql`sms_sender` : Prisma.sql`mailbox`;

/** The column of a message that names such a sender. */
export const columnOf = (id: string): Prisma.Sql =>
  isSmsSender(id) ? Prisma.sql`sms_sender_id` : Prisma.sql`mailbox_id`;

/** What the feed says of a sender that fails, or works again. */
export const changesOf = (id: string): typeof mailboxChanges | typeof smsSenderChanges =>
  isSmsSender(id) ? smsSenderChanges : mailboxChanges;
