import { z } from 'zod';
import { mailboxChanges } from '../../../contracts/sending/changes.ts';
import { SIGN_IN_STATUSES } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';

/** Longer than a provider is waited for: whoever renews has an answer by then, or is gone. */
const LEASE_SECONDS = 40;

const statusSchema = z.enum(SIGN_IN_STATUSES);

/** The sign-in of a mailbox; tokens are sealed. Never leaves the process. Instants in epoch milliseconds. */
export type SignIn = NonNullable<Awaited<ReturnType<typeof read>>>;

/** Reads it; null: the mailbox signs in by password. */
export async function read(db: Tx, mailboxId: string) {
  const row = await db.mailboxOauth.findUnique({
    where: { mailboxId },
    include: { mailbox: { select: { status: true, smtpUser: true, fromAddress: true } } },
  });
  return (
    row && {
      providerId: row.providerId,
      status: statusSchema.parse(row.status),
      statusReason: row.statusReason,
      accessToken: row.accessToken,
      refreshToken: row.refreshToken,
      refreshAt: row.refreshAt?.getTime() ?? 0,
      expiresAt: row.expiresAt?.getTime() ?? 0,
      connectedAt: row.connectedAt?.getTime() ?? 0,
      version: row.version,
      mailboxStatus: row.mailbox.status,
      user: row.mailbox.smtpUser ?? row.mailbox.fromAddress,
    }
  );
}

/** Locks the sign-in of a mailbox, before the mailbox itself. */
export async function lock(tx: Tx, mailboxId: string): Promise<void> {
  await tx.$queryRaw`SELECT mailbox_id FROM mailbox_oauth WHERE mailbox_id = ${mailboxId} FOR NO KEY UPDATE`;
}

/** Says who signs a mailbox in; nobody has done it yet. What stood before is forgotten. */
export async function setProvider(
  tx: Tx,
  { mailboxId, providerId, now }: { mailboxId: string; providerId: string; now: number },
): Promise<void> {
  const fresh = { ...NOTHING, providerId, status: 'not_connected', statusReason: null };
  const connected = { connectedAt: null, connectedById: null, statusAt: new Date(now) };
  await tx.mailboxOauth.upsert({
    where: { mailboxId },
    create: { mailboxId, ...fresh, ...connected, version: 1 },
    update: { ...fresh, ...connected, version: { increment: 1 } },
  });
}

const NOTHING = {
  accessToken: null,
  refreshToken: null,
  refreshAt: null,
  expiresAt: null,
  refreshingUntil: null,
};

/** It signs in by password from now on. */
export async function remove(tx: Tx, mailboxId: string): Promise<void> {
  await tx.mailboxOauth.deleteMany({ where: { mailboxId } });
}

/** What a sign-in gives; tokens are sealed. */
export interface GivenTokens {
  accessToken: string;
  /** Null: the one before stays. */
  refreshToken: string | null;
  refreshAt: number;
  expiresAt: number;
}

/** Stores what a person signed in; the mailbox is to be tried: what was in use by itself. */
export async function connect(
  tx: Tx,
  { mailboxId, userId, now, ...tokens }: GivenTokens & { mailboxId: string; userId: string; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.mailboxOauth.update({
    where: { mailboxId },
    data: {
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      refreshAt: new Date(tokens.refreshAt),
      expiresAt: new Date(tokens.expiresAt),
      refreshingUntil: null,
      status: 'connected',
      statusReason: null,
      statusAt: at,
      connectedAt: at,
      connectedById: userId,
      version: { increment: 1 },
    },
  });
  await tx.$executeRaw`
    UPDATE mailbox SET probe_at = CASE WHEN status <> 'unverified' OR probe_at IS NOT NULL THEN ${at}::timestamptz END,
      status = 'unverified', status_reason = NULL, status_at = ${at}, failures = 0, probe_domains = '{}',
      version = version + 1, updated_at = ${at}
    WHERE id = ${mailboxId}`;
}

/** Takes the turn to renew the token of a mailbox, among all workers. False: somebody has it, or it was changed. */
export async function takeRenewal(
  db: Tx,
  { mailboxId, version }: { mailboxId: string; version: number },
): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE mailbox_oauth SET refreshing_until = clock_timestamp() + ${LEASE_SECONDS}::int * interval '1 second'
    WHERE mailbox_id = ${mailboxId} AND version = ${version} AND status = 'connected'
      AND (refreshing_until IS NULL OR refreshing_until <= clock_timestamp())`;
  return taken === 1;
}

/** Gives the turn back where nothing came of it. */
export async function endRenewal(
  db: Tx,
  { mailboxId, version }: { mailboxId: string; version: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE mailbox_oauth SET refreshing_until = NULL WHERE mailbox_id = ${mailboxId} AND version = ${version}`;
}

/** Stores renewed tokens, unless the mailbox was signed in anew meanwhile; a provider may give a new way to renew, or not. */
export async function renew(
  db: Tx,
  { mailboxId, version, ...tokens }: GivenTokens & { mailboxId: string; version: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE mailbox_oauth SET access_token = ${tokens.accessToken},
      refresh_token = coalesce(${tokens.refreshToken}, refresh_token), refresh_at = ${new Date(tokens.refreshAt)},
      expires_at = ${new Date(tokens.expiresAt)}, refreshing_until = NULL, version = version + 1
    WHERE mailbox_id = ${mailboxId} AND version = ${version}`;
}

/**
 * Says that a person has to sign a mailbox in (I6): its tokens are forgotten, it is tried no more, and what it would send
 * waits. Not where it was signed in anew since `version`.
 */
export async function markReconnect(
  db: Tx,
  { mailboxId, version, reason, now }: { mailboxId: string; version: number; reason: string; now: number },
): Promise<void> {
  const at = new Date(now);
  const { reconnect } = mailboxChanges;
  await db.$executeRaw`
    WITH gone AS (
      UPDATE mailbox_oauth SET status = CASE WHEN status = 'connected' THEN 'reconnect' ELSE status END,
        status_reason = ${reason}, status_at = ${at}, access_token = NULL, refresh_token = NULL, refresh_at = NULL,
        expires_at = NULL, refreshing_until = NULL, version = version + 1
      WHERE mailbox_id = ${mailboxId} AND version = ${version} RETURNING mailbox_id),
    was AS (SELECT m.id, m.status FROM mailbox m JOIN gone ON gone.mailbox_id = m.id FOR NO KEY UPDATE OF m),
    marked AS (
      UPDATE mailbox m SET status = 'reconnect', status_reason = ${reason}, status_at = ${at}, failures = 0,
        probe_at = NULL, probe_domains = '{}'
      FROM was WHERE m.id = was.id RETURNING m.id, was.status)
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${reconnect.entity}::text, id, ${reconnect.kind}::text, ${at}::timestamptz, 'system', NULL, 'engine', NULL, 0, NULL
    FROM marked WHERE status <> 'reconnect'`;
}

/** Mailboxes that a provider signs in, with what stands; in the order of their ids. */
export async function listOf(
  db: Tx,
  providerId: string,
): Promise<{ mailboxId: string; version: number; isConnected: boolean }[]> {
  const rows = await db.mailboxOauth.findMany({ where: { providerId }, orderBy: { mailboxId: 'asc' } });
  return rows.map(({ mailboxId, version, status }) => {
    return { mailboxId, version, isConnected: status === 'connected' };
  });
}
