import type { SmsAnswer, SmsInboundKind } from '../../../contracts/enrollments/kinds.ts';
import type { MessageSource, MessageStatus } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { comparedPhoneOf } from '../visibility.ts';

/** The sender whose number it is, retired ones included: their answers still come in. */
export async function senderOf(
  db: Tx,
  number: string,
): Promise<{ smsSenderId: string; languages: string[] } | null> {
  const row = await db.smsSender.findUnique({ where: { number }, select: { id: true, languages: true } });
  return row && { smsSenderId: row.id, languages: row.languages };
}

/** Somebody who has a number: a customer, and which of its contacts; null: none has it any more, and one was written to. */
export interface NumberOwner {
  customerId: string;
  contactId: string | null;
}

/** Every customer with a contact at a number, or who got an sms there (M7), each once. */
export async function ownersOf(db: Tx, number: string): Promise<NumberOwner[]> {
  return db.$queryRaw<NumberOwner[]>`
    SELECT DISTINCT ON (o.customer_id) o.customer_id AS "customerId", o.contact_id AS "contactId"
    FROM (
      SELECT k.customer_id, k.id AS contact_id, k.is_active, k.is_primary FROM contact k
      WHERE ${comparedPhoneOf('k')} = ${number}
      UNION ALL
      SELECT m.customer_id, NULL, false, false FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE r.address = ${number} AND m.channel = 'sms') o
    ORDER BY o.customer_id, o.contact_id IS NULL, o.is_active DESC, o.is_primary DESC, o.contact_id`;
}

/** An sms that came in, without its words. */
export interface SmsInboundRow {
  id: string;
  gateway: string;
  gatewayId: string;
  smsSenderId: string;
  fromNumber: string;
  kind: SmsInboundKind;
  customerIds: string[];
  receivedAt: Date;
  createdAt: Date;
  processedAt: Date | null;
  answer: SmsAnswer | null;
}

const shown = (row: {
  [K in keyof SmsInboundRow]: K extends 'kind' | 'answer' ? string | null : SmsInboundRow[K];
}): SmsInboundRow => ({
  ...row,
  kind: row.kind as SmsInboundKind,
  answer: row.answer as SmsAnswer | null,
});

/** Keeps an sms, once for its id at the gateway. @returns false: it is there already */
export async function insert(tx: Tx, row: Omit<SmsInboundRow, 'processedAt'>): Promise<boolean> {
  const { count } = await tx.smsInbound.createMany({ data: row, skipDuplicates: true });
  return count === 1;
}

/** One by its id at the gateway. */
export async function findByGateway(
  db: Tx,
  { gateway, gatewayId }: Pick<SmsInboundRow, 'gateway' | 'gatewayId'>,
): Promise<SmsInboundRow | null> {
  const row = await db.smsInbound.findUnique({ where: { gateway_gatewayId: { gateway, gatewayId } } });
  return row && shown(row);
}

/** Whether the owner of a number asked for the opposite after an sms that opted it out or in: the last word counts. */
export async function isOvertaken(
  db: Tx,
  { id, fromNumber, kind, receivedAt, createdAt }: SmsInboundRow,
): Promise<boolean> {
  const opposite: SmsInboundKind = kind === 'stop' ? 'start' : 'stop';
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM sms_inbound i WHERE i.from_number = ${fromNumber} AND i.kind = ${opposite}
      AND (i.received_at, i.created_at, i.id) > (${receivedAt}, ${createdAt}, ${id}) LIMIT 1`;
  return rows.length > 0;
}

/** Marks that everything that follows from an sms was done. */
export async function markProcessed(db: Tx, id: string, now: number): Promise<void> {
  await db.smsInbound.updateMany({ where: { id, processedAt: null }, data: { processedAt: new Date(now) } });
}

/** Those from which something still has to follow, the oldest first. */
export async function findUnprocessed(
  db: Tx,
  { before, limit }: { before: number; limit: number },
): Promise<SmsInboundRow[]> {
  const where = { processedAt: null, createdAt: { lt: new Date(before) } };
  return (await db.smsInbound.findMany({ where, orderBy: { createdAt: 'asc' }, take: limit })).map(shown);
}

/**
 * The messages that an sms of a number answers: of each customer the newest sms that left for it, and of each enrollment that
 * is live its own newest, as they were when it came. Those of the number it came in at are asked first; where none left there, of any of our numbers.
 */
export async function answeredBy(
  db: Tx,
  {
    number,
    smsSenderId,
    customerIds,
    before,
  }: { number: string; smsSenderId: string; customerIds: readonly string[]; before: Date },
): Promise<{ messageId: string; customerId: string; enrollmentId: string | null; isNewest: boolean }[]> {
  return db.$queryRaw`
    WITH theirs AS (
      SELECT m.id, m.customer_id, m.enrollment_id, m.handed_over_at, coalesce(e.is_live, false) AS is_live,
        coalesce(m.sms_sender_id = ${smsSenderId}, false) AS is_ours
      FROM message_recipient r JOIN message m ON m.id = r.message_id
      LEFT JOIN enrollment e ON e.id = m.enrollment_id
      WHERE r.address = ${number} AND r.n = 1 AND m.channel = 'sms' AND m.handed_over_at <= ${before}
        AND m.status IN ('handed_over', 'sent', 'uncertain') AND m.customer_id = ANY(${[...customerIds]}::text[])),
    meant AS (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY handed_over_at DESC, id DESC) AS of_customer,
        row_number() OVER (PARTITION BY enrollment_id ORDER BY handed_over_at DESC, id DESC) AS of_enrollment
      FROM theirs t WHERE is_ours OR NOT EXISTS (
        SELECT FROM theirs o WHERE o.customer_id = t.customer_id AND o.is_ours))
    SELECT id AS "messageId", customer_id AS "customerId", enrollment_id AS "enrollmentId", of_customer = 1 AS "isNewest"
    FROM meant WHERE of_customer = 1 OR (is_live AND of_enrollment = 1)
    ORDER BY handed_over_at DESC, id DESC`;
}

/** A message that a gateway reports on. */
export interface ReportedMessage {
  messageId: string;
  status: MessageStatus;
  source: MessageSource;
  sourceId: string;
  address: string | null;
}

/** An sms by our own id, or by the gateway's; null: there is none. */
export async function findReported(
  db: Tx,
  by: { messageId: string } | { gatewayId: string },
): Promise<ReportedMessage | null> {
  const which =
    'messageId' in by ? Prisma.sql`m.id = ${by.messageId}` : Prisma.sql`m.gateway_id = ${by.gatewayId}`;
  const rows = await db.$queryRaw<ReportedMessage[]>`
    SELECT m.id AS "messageId", m.status, m.source_kind AS source, m.source_id AS "sourceId", r.address
    FROM message m LEFT JOIN message_recipient r ON r.message_id = m.id AND r.n = 1
    WHERE ${which} AND m.channel = 'sms' AND m.handed_over_at IS NOT NULL ORDER BY m.handed_over_at DESC LIMIT 1`;
  return rows[0] ?? null;
}
