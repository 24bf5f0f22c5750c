import { z } from 'zod';
import { addressKey } from '../../../domain/customers/email-address.ts';
import type { SendingMailbox } from '../../../domain/sending/send-facts.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { sendingMailboxOf, sendingMailboxSchema } from './send-facts-schema.ts';

/** The sending half of a mailbox that is not retired; null: there is none. */
export async function readSender(db: Tx, mailboxId: string): Promise<SendingMailbox | null> {
  const rows = await db.$queryRaw`
    SELECT ${sendingMailboxOf(Prisma.sql`NULL::text`)} AS mailbox FROM mailbox m
    WHERE m.id = ${mailboxId} AND m.retired_at IS NULL`;
  return z.array(z.object({ mailbox: sendingMailboxSchema })).parse(rows)[0]?.mailbox ?? null;
}

/** Whether an address is that of a customer's contact, whoever may see it. */
export async function isContactsAddress(db: Tx, address: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ is: boolean }[]>`
    SELECT EXISTS (SELECT FROM contact WHERE lower(email) = ${addressKey(address)}) AS is`;
  return rows[0]!.is;
}

/** How many test mails a user asked for since a moment, in epoch milliseconds; others of theirs wait until the transaction ends. */
export async function countAsked(
  tx: Tx,
  { userId, since, action }: { userId: string; since: number; action: string },
): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`test-mails/${userId}`}, 0))`;
  return tx.audit.count({ where: { actorId: userId, action, at: { gt: new Date(since) } } });
}
