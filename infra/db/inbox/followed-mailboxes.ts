import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { SMTP_SECURITIES, type FollowStatus } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';

/** A mailbox as it is followed (I1). */
export interface FollowedMailbox {
  id: string;
  zone: string;
  imap: {
    host: string;
    port: number;
    security: (typeof SMTP_SECURITIES)[number];
    user: string | null;
    certificateAuthority: string | null;
  };
  /** Sealed; null: there is none. Never leaves the process. */
  secret: string | null;
  sentFolder: string | null;
  furtherFolders: string[];
  historyDays: number;
  /** Epoch milliseconds, like all here; null: it was never followed. */
  followedSince: number | null;
  followedAt: number | null;
  failures: number;
  /** Counts changes of its settings. */
  version: number;
}

/** The mailbox, if it is to be followed: it has a server to receive from. Also a retired one, whose mails people still answer. */
export async function find(db: Tx, _viewer: Viewer, mailboxId: string): Promise<FollowedMailbox | null> {
  const row = await db.mailbox.findUnique({ where: { id: mailboxId } });
  if (row === null || row.imapHost === null || row.imapPort === null) return null;
  return {
    id: row.id,
    zone: row.zone,
    imap: {
      host: row.imapHost,
      port: row.imapPort,
      security: z.enum(SMTP_SECURITIES).parse(row.imapSecurity),
      user: row.imapUser,
      certificateAuthority: row.imapAuthority,
    },
    secret: row.imapSecret,
    sentFolder: row.imapSentFolder,
    furtherFolders: row.imapFolders,
    historyDays: row.historyDays,
    followedSince: row.followedSince?.getTime() ?? null,
    followedAt: row.followedAt?.getTime() ?? null,
    failures: row.followFailures,
    version: row.version,
  };
}

/** Whether the settings of a mailbox are still those of a version. */
export async function isUnchanged(
  db: Tx,
  { id, version }: Pick<FollowedMailbox, 'id' | 'version'>,
): Promise<boolean> {
  return (await db.mailbox.count({ where: { id, version } })) === 1;
}

/** Since when a mailbox is followed, which is said once. */
export async function begin(db: Tx, mailboxId: string, now: number): Promise<void> {
  await db.mailbox.updateMany({
    where: { id: mailboxId, followedSince: null },
    data: { followedSince: new Date(now) },
  });
}

/** Says that every folder was read just now. What stands so already keeps its moment. */
export async function noteLooked(db: Tx, mailboxId: string, now: number): Promise<void> {
  const at = new Date(now);
  await db.$executeRaw`
    UPDATE mailbox SET follow_status = 'following', follow_reason = NULL, follow_failures = 0, followed_at = ${at},
      follow_status_at = CASE WHEN follow_status = 'following' THEN follow_status_at ELSE ${at}::timestamptz END
    WHERE id = ${mailboxId} AND imap_host IS NOT NULL`;
}

/** How following failed. `status` null: it may be a single lost connection, and stands as it stood. */
export interface FollowFailure {
  mailboxId: string;
  status: Extract<FollowStatus, 'failing' | 'reconnect'> | null;
  /** The words of the server. */
  reason: string;
  now: number;
}

/** Counts a failure. @returns how many there were in a row */
export async function noteFailed(db: Tx, { mailboxId, status, reason, now }: FollowFailure): Promise<number> {
  const at = new Date(now);
  const rows = await db.$queryRaw<{ failures: number }[]>`
    UPDATE mailbox SET follow_failures = follow_failures + 1,
      follow_status = coalesce(${status}::text, follow_status, 'connecting'),
      follow_reason = CASE WHEN ${status}::text IS NULL THEN follow_reason ELSE ${reason}::text END,
      follow_status_at = CASE WHEN ${status}::text IS NULL OR follow_status = ${status}::text THEN follow_status_at
        ELSE ${at}::timestamptz END
    WHERE id = ${mailboxId} AND imap_host IS NOT NULL RETURNING follow_failures AS failures`;
  return rows[0]?.failures ?? 1;
}

/** Says that its server lets us in; what is in its folders is not read yet. */
export async function noteVerified(db: Tx, mailboxId: string, now: number): Promise<void> {
  await db.mailbox.updateMany({
    where: { id: mailboxId, imapHost: { not: null }, NOT: { followStatus: 'following' } },
    data: {
      followStatus: 'connecting',
      followReason: null,
      followStatusAt: new Date(now),
      followFailures: 0,
    },
  });
}

/** Mailboxes with a server to receive from that were set before one moment and never looked at, or not since another. */
export async function listNeglected(
  db: Tx,
  input: { setBefore: number; lookedBefore: number; seed: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM mailbox WHERE imap_host IS NOT NULL AND (
      (followed_at IS NULL AND updated_at < ${new Date(input.setBefore)}) OR followed_at < ${new Date(input.lookedBefore)})
    ORDER BY ${mixedBy(Prisma.sql`id`, input.seed)} LIMIT ${input.limit}`;
  return rows.map(({ id }) => id);
}
