import type { Database } from '../../../infra/db/client.ts';

/** Nothing has left, nothing is claimed and nobody waits, as far as the limits of a mailbox and of domains know. */
export async function freshLimits(db: Database, mailboxId: string): Promise<void> {
  await db.$executeRaw`UPDATE message SET places = NULL WHERE places IS NOT NULL`;
  await db.sendTicket.deleteMany();
  await db.sendBucket.deleteMany();
  const scopes = [`mailbox/${mailboxId}`, `mailbox/${mailboxId}/interval`];
  await db.sendLimit.createMany({ data: scopes.map((scope) => ({ scope })), skipDuplicates: true });
}
