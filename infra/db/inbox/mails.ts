import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { FailedRecipient, JudgementReason } from '../../../domain/inbox/judgement.ts';
import type { Tx } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import type { ProvenCopy } from '../enrollments/message-events.ts';
import { dayToDate, jsonOf } from '../rows.ts';

/** Somebody in a header of a mail, and in which. */
export interface MailPersonRow {
  kind: 'to' | 'cc' | 'bcc' | 'reply_to';
  address: string;
  name: string | null;
}

/** A mail as it is stored; times in epoch milliseconds. */
export interface NewMail {
  id: string;
  fingerprint: string;
  mailboxId: string;
  direction: 'inbound' | 'outbound';
  headerId: string | null;
  referenceIds: string[];
  fromAddress: string;
  fromName: string | null;
  people: readonly MailPersonRow[];
  subject: string;
  text: string;
  newText: string;
  html: string | null;
  rawHeaders: string;
  size: number;
  problems: string[];
  datedAt: number | null;
  receivedAt: number;
  messageId: string | null;
  n: number | null;
  linkedBy: string | null;
  verdict: MailVerdict;
  reasons: readonly JudgementReason[];
  /** YYYY-MM-DD */
  returnOn: string | null;
  failed: readonly FailedRecipient[];
  isHistory: boolean;
  /** Null: something follows from it. */
  processedAt: number | null;
  erasedAt: number | null;
  now: number;
}

/** Where a mail lies on a server. */
export interface MailPlace {
  mailboxId: string;
  path: string;
  uidValidity: bigint;
  uid: bigint;
}

const listOf = (items: readonly object[]): Prisma.InputJsonValue => jsonOf(items) as Prisma.InputJsonValue;
const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** Stores a mail, once by its fingerprint; waits for whoever stores the same. @returns false: it is there already */
export async function insert(tx: Tx, { now, ...mail }: NewMail): Promise<boolean> {
  const { count } = await tx.mail.createMany({
    data: {
      ...mail,
      people: listOf(mail.people),
      reasons: listOf(mail.reasons),
      failed: listOf(mail.failed),
      datedAt: dateOf(mail.datedAt),
      receivedAt: new Date(mail.receivedAt),
      returnOn: mail.returnOn === null ? null : dayToDate(mail.returnOn),
      judgedAs: mail.verdict,
      judgedAt: new Date(now),
      processedAt: dateOf(mail.processedAt),
      erasedAt: dateOf(mail.erasedAt),
      createdAt: new Date(now),
    },
    skipDuplicates: true,
  });
  return count === 1;
}

/** The stored mail of a fingerprint; null: there is none. */
export async function findByFingerprint(db: Tx, fingerprint: string): Promise<string | null> {
  const row = await db.mail.findUnique({ where: { fingerprint }, select: { id: true } });
  return row && row.id;
}

/** The mail that lies in a place; null: nothing of it was stored. */
export async function findAt(db: Tx, place: MailPlace): Promise<string | null> {
  const where = { mailboxId_path_uidValidity_uid: place };
  const row = await db.mailPlace.findUnique({ where, select: { mailId: true } });
  return row && row.mailId;
}

/** Adds a place where a mail was seen; one that is known stays as it is. */
export async function addPlace(tx: Tx, place: MailPlace & { mailId: string }): Promise<void> {
  await tx.mailPlace.createMany({ data: [place], skipDuplicates: true });
}

/**
 * What was history where it was seen first came as a new mail somewhere else: it has its effect, as if that had been first.
 * @returns false: it was none
 */
export async function makeLive(tx: Tx, { mailId }: { mailId: string }): Promise<boolean> {
  const data = { isHistory: false, processedAt: null };
  const { count } = await tx.mail.updateMany({ where: { id: mailId, isHistory: true }, data });
  return count === 1;
}

/** Files of a mail. */
export interface NewAttachment {
  mailId: string;
  n: number;
  name: string | null;
  contentType: string;
  size: number;
  contentId: string | null;
  isInline: boolean;
  sha256: string | null;
  content: Uint8Array<ArrayBuffer> | null;
}

/** Stores the files of a mail. */
export async function insertAttachments(tx: Tx, attachments: readonly NewAttachment[]): Promise<void> {
  if (attachments.length > 0) await tx.mailAttachment.createMany({ data: [...attachments] });
}

/** A customer that a mail belongs to (I2). */
export interface MailCustomerRow {
  customerId: string;
  contactId: string | null;
  invoiceIds: string[];
}

/** Says to whom a mail belongs. */
export async function insertCustomers(
  tx: Tx,
  { mailId, customers }: { mailId: string; customers: readonly MailCustomerRow[] },
): Promise<void> {
  const data = customers.map((customer) => ({ mailId, ...customer }));
  await tx.mailCustomer.createMany({ data, skipDuplicates: true });
}

/** The customers of a mail, in the order of the locks. */
export async function customersOf(db: Tx, mailId: string): Promise<string[]> {
  const rows = await db.mailCustomer.findMany({
    where: { mailId },
    orderBy: { customerId: 'asc' },
    select: { customerId: true },
  });
  return rows.map(({ customerId }) => customerId);
}

/** Mails from which something still has to follow, the oldest first. */
export async function findUnprocessed(
  db: Tx,
  { before, limit }: { before: number; limit: number },
): Promise<string[]> {
  const rows = await db.mail.findMany({
    where: { processedAt: null, createdAt: { lt: new Date(before) } },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** How many mails wait for what follows from them, and since when the first does, epoch milliseconds. */
export async function countUnprocessed(db: Tx): Promise<{ count: number; oldestAt: number | null }> {
  const { _count, _min } = await db.mail.aggregate({
    where: { processedAt: null },
    _count: true,
    _min: { createdAt: true },
  });
  return { count: _count, oldestAt: _min.createdAt?.getTime() ?? null };
}

/** Own copies, seen again, of messages of which nobody knows whether they left (I7); of one mail, or of all. */
export async function findProven(
  db: Tx,
  { mailId, limit }: { mailId: string | null; limit: number },
): Promise<ProvenCopy[]> {
  return db.$queryRaw<ProvenCopy[]>`
    SELECT m.id AS "messageId", 1 AS n, m.source_kind AS source, m.source_id AS "sourceId"
    FROM message m
    WHERE m.settled_at IS NULL AND m.status = 'uncertain' AND EXISTS (
      SELECT FROM mail l WHERE l.message_id = m.id AND l.verdict = 'own_copy' AND (${mailId}::text IS NULL OR l.id = ${mailId}))
    UNION ALL
    SELECT r.message_id, r.n::int, m.source_kind, m.source_id
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.status = 'uncertain' AND r.n > 1 AND m.status = 'sent' AND EXISTS (
      SELECT FROM mail l WHERE l.message_id = r.message_id AND l.n = r.n AND l.verdict = 'own_copy'
        AND (${mailId}::text IS NULL OR l.id = ${mailId}))
    LIMIT ${limit}`;
}
