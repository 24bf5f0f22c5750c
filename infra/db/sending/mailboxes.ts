import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  FOLLOW_STATUSES,
  MAILBOX_STATUSES,
  SIGN_IN_STATUSES,
  SMTP_SECURITIES,
} from '../../../contracts/sending/kinds.ts';
import type { ListMailboxesQuery, Mailbox } from '../../../contracts/sending/mailboxes.ts';
import type { Page } from '../../../contracts/paging.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Prisma } from '../generated/client.ts';
import { isoOf, isoOrNull } from '../rows.ts';
import { isSmsSender } from './sender-table.ts';

const include = { users: { orderBy: { userId: 'asc' } }, oauth: true } satisfies Prisma.MailboxInclude;
type Row = Prisma.MailboxGetPayload<{ include: typeof include }>;

const securitySchema = z.enum(SMTP_SECURITIES);

function imapOf(row: Row): Mailbox['imap'] {
  const { imapHost: host, imapPort: port } = row;
  if (host === null || port === null) return null;
  return {
    host,
    port,
    security: securitySchema.parse(row.imapSecurity),
    user: row.imapUser,
    hasPassword: row.imapSecret !== null,
    certificateAuthority: row.imapAuthority,
    sentFolder: row.imapSentFolder,
    folders: row.imapFolders,
    historyDays: row.historyDays,
  };
}

function followingOf(row: Row, troubles: Troubles): Mailbox['following'] {
  if (row.imapHost === null) return null;
  return {
    status: z.enum(FOLLOW_STATUSES).parse(row.followStatus ?? 'connecting'),
    reason: row.followReason,
    statusAt: isoOrNull(row.followStatusAt),
    since: isoOrNull(row.followedSince),
    lookedAt: isoOrNull(row.followedAt),
    troubles,
  };
}

function signInOf({ oauth }: Row): Mailbox['oauth'] {
  return (
    oauth && {
      providerId: oauth.providerId,
      status: z.enum(SIGN_IN_STATUSES).parse(oauth.status),
      statusReason: oauth.statusReason,
      connectedAt: isoOrNull(oauth.connectedAt),
      connectedById: oauth.connectedById,
    }
  );
}

/** Mails that could not be read whole, by what of them was taken up. */
type Troubles = NonNullable<Mailbox['following']>['troubles'];

async function shownAll(db: Tx, rows: readonly Row[]): Promise<Mailbox[]> {
  const followed = rows.filter(({ imapHost }) => imapHost !== null).map(({ id }) => id);
  const where = { mailboxId: { in: followed } };
  const counted =
    followed.length === 0
      ? []
      : await db.mailTrouble.groupBy({ by: ['mailboxId', 'kind'], where, _count: { _all: true } });
  return rows.map((row) => {
    const of = (kind: keyof Troubles): number =>
      counted.find((each) => each.mailboxId === row.id && each.kind === kind)?._count._all ?? 0;
    return view(row, { nothing: of('nothing'), headers: of('headers') });
  });
}

const shown = async (db: Tx, row: Row): Promise<Mailbox> => (await shownAll(db, [row]))[0]!;

/** Every member by name: a secret cannot slip through. */
const view = (row: Row, troubles: Troubles): Mailbox => ({
  id: row.id,
  name: row.name,
  fromAddress: row.fromAddress,
  fromName: row.fromName,
  smtp: {
    host: row.smtpHost,
    port: row.smtpPort,
    security: securitySchema.parse(row.smtpSecurity),
    user: row.smtpUser,
    hasPassword: row.smtpSecret !== null,
    clientName: row.smtpClientName,
    certificateAuthority: row.smtpAuthority,
  },
  imap: imapOf(row),
  auth: row.oauth === null ? 'password' : 'oauth',
  oauth: signInOf(row),
  following: followingOf(row, troubles),
  zone: row.zone,
  dailyCap: row.dailyCap,
  minIntervalSeconds: row.minIntervalSeconds,
  replyTo: row.replyTo,
  unsubscribeAddress: row.unsubscribeAddress,
  signatureHtml: row.signatureHtml,
  signatureText: row.signatureText,
  status: z.enum(MAILBOX_STATUSES).parse(row.status),
  statusReason: row.statusReason,
  statusAt: isoOrNull(row.statusAt),
  verifiedAt: isoOrNull(row.verifiedAt),
  aliases: row.aliases,
  users: row.users.map(({ userId, fromAddress, isDefault }) => ({ userId, fromAddress, isDefault })),
  retiredAt: isoOrNull(row.retiredAt),
  successorId: row.successorId,
  version: row.version,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** One mailbox; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, mailboxId: string): Promise<Mailbox | null> {
  const row = await db.mailbox.findUnique({ where: { id: mailboxId }, include });
  return row && shown(db, row);
}

/** Mailboxes in the order they were made. */
export async function list(db: Tx, _viewer: Viewer, query: ListMailboxesQuery): Promise<Page<Mailbox>> {
  const after = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.mailbox.findMany({
    where: {
      id: after ? { gt: after[0] } : undefined,
      users: query.userId === undefined ? undefined : { some: { userId: query.userId } },
    },
    include,
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  return pageOf(await shownAll(db, rows), query.limit, (mailbox) => [mailbox.id]);
}

/** Who sends in place of a sender: itself, or the first of its successors that is not retired; null: nobody (S24). */
export async function heirOf(db: RawTx, senderId: string | null): Promise<string | null> {
  const rows =
    senderId !== null && isSmsSender(senderId)
      ? await db.$queryRaw<{ id: string | null }[]>`SELECT sms_sender_heir(${senderId}) AS id`
      : await db.$queryRaw<{ id: string | null }[]>`SELECT mailbox_heir(${senderId}) AS id`;
  return rows[0]?.id ?? null;
}

/** Says that a mailbox sends nothing any more, and who does in its place; null: it sends again. */
export async function setRetired(
  tx: Tx,
  mailboxId: string,
  { retired, now }: { retired: { successorId: string | null } | null; now: number },
): Promise<Mailbox> {
  const at = new Date(now);
  const data = { retiredAt: retired && at, successorId: retired?.successorId ?? null };
  const where = { id: mailboxId };
  return shown(
    tx,
    await tx.mailbox.update({ where, data: { ...data, version: { increment: 1 }, updatedAt: at }, include }),
  );
}

/** The sealed password of its SMTP server; null when there is none. Never leaves the process. */
export async function findSmtpSecret(db: Tx, _viewer: Viewer, mailboxId: string): Promise<string | null> {
  const row = await db.mailbox.findUnique({ where: { id: mailboxId }, select: { smtpSecret: true } });
  return row?.smtpSecret ?? null;
}

/** Whether another mailbox has this name, in any case. */
export async function isNameTaken(db: Tx, name: string, exceptId: string | null): Promise<boolean> {
  const row = await db.mailbox.findUnique({ where: { nameKey: nameKeyOf(name) }, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

/** Columns of a mailbox; secrets are sealed already. */
export type MailboxColumns = Omit<
  Prisma.MailboxUncheckedCreateInput,
  | 'id'
  | 'nameKey'
  | 'status'
  | 'statusReason'
  | 'statusAt'
  | 'failures'
  | 'version'
  | 'retiredAt'
  | 'successorId'
  | 'createdAt'
  | 'updatedAt'
  | 'users'
  | 'oauth'
>;

/** Inserts a mailbox that is not verified yet; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, ...columns }: MailboxColumns & { id: string; now: number },
): Promise<Mailbox> {
  const at = new Date(now);
  const row = await tx.mailbox.create({
    data: {
      ...columns,
      nameKey: nameKeyOf(columns.name),
      status: 'unverified',
      failures: 0,
      version: 1,
      createdAt: at,
      updatedAt: at,
    },
    include,
  });
  return shown(tx, row);
}

/** Changes the given columns. With `isServerChanged` the mailbox has to be verified again. */
export async function update(
  tx: Tx,
  mailboxId: string,
  { now, isServerChanged, ...change }: Partial<MailboxColumns> & { now: number; isServerChanged: boolean },
): Promise<Mailbox> {
  const at = new Date(now);
  const { status, probeAt } = await tx.mailbox.findUniqueOrThrow({
    where: { id: mailboxId },
    select: { status: true, probeAt: true },
  });
  const fresh = {
    status: 'unverified',
    statusReason: null,
    statusAt: at,
    failures: 0,
    // What was in use is tried by itself.
    probeAt: status !== 'unverified' || probeAt !== null ? at : null,
    probeDomains: [],
    verifiedAt: null,
  };
  const row = await tx.mailbox.update({
    where: { id: mailboxId },
    data: {
      ...change,
      ...(change.name !== undefined && { nameKey: nameKeyOf(change.name) }),
      ...(isServerChanged && fresh),
      version: { increment: 1 },
      updatedAt: at,
    },
    include,
  });
  return shown(tx, row);
}

/**
 * Notes the result of a verification, unless the mailbox was changed since `version` was read.
 * @returns null when it was
 */
export async function saveVerification(
  tx: Tx,
  {
    mailboxId,
    version,
    failure,
    retryAt,
    now,
  }: { mailboxId: string; version: number; failure: string | null; retryAt: number; now: number },
): Promise<Mailbox | null> {
  const at = new Date(now);
  const result =
    failure === null
      ? {
          status: 'working',
          statusReason: null,
          failures: 0,
          probeAt: null,
          probeDomains: [],
          verifiedAt: at,
        }
      : { status: 'failing', statusReason: failure, probeAt: null };
  const { count } = await tx.mailbox.updateMany({
    where: { id: mailboxId, version },
    data: { ...result, statusAt: at, updatedAt: at },
  });
  // One that worked once is tried again by itself; one that is being set up is its author's.
  if (failure !== null)
    await tx.mailbox.updateMany({
      where: { id: mailboxId, version, verifiedAt: { not: null } },
      data: { probeAt: new Date(retryAt) },
    });
  return count === 0
    ? null
    : shown(tx, await tx.mailbox.findUniqueOrThrow({ where: { id: mailboxId }, include }));
}
