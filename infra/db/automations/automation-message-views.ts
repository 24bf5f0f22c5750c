import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  AUTOMATION_RECIPIENTS,
  AUTOMATION_SEND_STATUSES,
  AUTOMATION_SKIP_REASONS,
} from '../../../contracts/automations/kinds.ts';
import type {
  AutomationMessage,
  ListAutomationMessagesQuery,
} from '../../../contracts/automations/messages.ts';
import type { Page } from '../../../contracts/paging.ts';
import { CHANNELS, WAIT_REASONS } from '../../../contracts/sending/kinds.ts';
import { SEQUENCE_PURPOSES } from '../../../contracts/sequences/kinds.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { switchedOff } from '../holds/switched-off.ts';
import { instantColumn } from '../rows.ts';
import { heldLimitColumn, heldLimitOf } from '../sending/held-limit.ts';
import { putOffColumn, putOffOf } from '../sending/put-off.ts';
import { customerIsVisible } from '../visibility.ts';

const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'automation' AND m.source_id = a.id`,
  heldReason: Prisma.sql`a.held_reason`,
  heldUntil: Prisma.sql`a.held_until`,
  mailboxId: Prisma.sql`a.mailbox_id`,
});
const SWITCHED_OFF = switchedOff(
  Prisma.sql`(h.mailbox_id = a.mailbox_id OR h.automation_id = a.automation_id)`,
);

const rowSchema = z
  .object({
    id: z.string(),
    automationId: z.string(),
    passId: z.string(),
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    actionKey: z.string(),
    recipient: z.enum(AUTOMATION_RECIPIENTS),
    userId: z.string().nullable(),
    address: z.string().nullable(),
    channel: z.enum(CHANNELS),
    purpose: z.enum(SEQUENCE_PURPOSES),
    status: z.enum(AUTOMATION_SEND_STATUSES),
    digestId: z.string().nullable(),
    listed: z.int().nullable(),
    requestedAt: instantColumn,
    askedById: z.string().nullable(),
    leavesNow: z.boolean(),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldUntil: instantColumn.nullable(),
    heldLimit: heldLimitColumn,
    heldDetail: z.string().nullable(),
    putOff: putOffColumn,
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
    skipReason: z.enum(AUTOMATION_SKIP_REASONS).nullable(),
    skipDetail: z.string().nullable(),
    forceReason: z.string().nullable(),
    messageId: z.string().nullable(),
    subject: z.string().nullable(),
    sentAt: instantColumn.nullable(),
  })
  .transform(({ customerId, customerName, ...row }): AutomationMessage => {
    const customer = customerId === null ? null : { id: customerId, name: customerName ?? '' };
    return { ...row, customer };
  });

/** Those of customers whom the viewer sees (U3); a digest, which names many, is its reader's and admins'. */
const isShown = (viewer: Viewer): Prisma.Sql =>
  viewer.role === 'admin'
    ? Prisma.sql`TRUE`
    : Prisma.sql`(CASE WHEN a.customer_id IS NULL THEN a.user_id IS NOT DISTINCT FROM ${viewer.userId}::text
        ELSE ${customerIsVisible(viewer, 'c')} END)`;

async function query(db: Tx, where: Prisma.Sql, limit: number): Promise<AutomationMessage[]> {
  const rows = await db.$queryRaw`
    SELECT a.id, a.automation_id AS "automationId", a.pass_id AS "passId", a.customer_id AS "customerId",
      c.name AS "customerName", a.action_key AS "actionKey", a.recipient, a.user_id AS "userId", a.address, a.channel,
      a.purpose, a.send_status AS status, a.digest_id AS "digestId",
      CASE WHEN a.effect_id IS NULL THEN (
        SELECT count(*)::int FROM automation_message l WHERE l.pass_id = a.pass_id AND l.digest_id = a.id) END AS listed,
      a.requested_at AS "requestedAt", a.asked_by_id AS "askedById", a.leaves_now AS "leavesNow",
      a.held_reason AS "heldReason", a.held_until AS "heldUntil",
      ${heldLimitOf('automation', Prisma.sql`a`)} AS "heldLimit",
      CASE WHEN a.held_reason IN ('switched_off', 'mailbox_hold') THEN ${SWITCHED_OFF} END AS "heldDetail",
      ${PUT_OFF} AS "putOff", a.error_code AS "errorCode", a.error_detail AS "errorDetail",
      a.skip_reason AS "skipReason", a.skip_detail AS "skipDetail", a.force_reason AS "forceReason",
      l.id AS "messageId", nullif(l.subject, '') AS subject,
      CASE WHEN l.status = 'sent' THEN l.handed_over_at END AS "sentAt"
    FROM automation_message a LEFT JOIN customer c ON c.id = a.customer_id
    LEFT JOIN message l ON l.source_kind = 'automation' AND l.source_id = a.id
    WHERE ${where} ORDER BY a.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** One message; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, messageId: string): Promise<AutomationMessage | null> {
  return (await query(db, Prisma.sql`a.id = ${messageId} AND ${isShown(viewer)}`, 1))[0] ?? null;
}

/** Messages of an automation that the viewer may see, the newest first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, ...filter }: ListAutomationMessagesQuery & { automationId: string },
): Promise<Page<AutomationMessage>> {
  const conditions = [Prisma.sql`a.automation_id = ${filter.automationId}`, isShown(viewer)];
  if (filter.passId) conditions.push(Prisma.sql`a.pass_id = ${filter.passId}`);
  if (filter.customerId) conditions.push(Prisma.sql`a.customer_id = ${filter.customerId}`);
  if (filter.status) conditions.push(Prisma.sql`a.send_status = ${filter.status}`);
  const before = decodeCursor(cursor, z.tuple([z.string()]));
  if (before) conditions.push(Prisma.sql`a.id < ${before[0]}`);
  return pageOf(await query(db, Prisma.join(conditions, ' AND '), limit + 1), limit, ({ id }) => [id]);
}

/** What waits to be said to a customer, the first first. */
export async function listWaiting(
  db: Tx,
  viewer: Viewer,
  { customerId, limit }: { customerId: string; limit: number },
): Promise<(AutomationMessage & { automationName: string; automationStatus: string })[]> {
  const where = Prisma.sql`a.customer_id = ${customerId} AND a.recipient = 'contact'::text
    AND a.send_status IN ('requested', 'sending', 'uncertain', 'error') AND ${isShown(viewer)}`;
  const messages = await query(db, where, limit);
  const automations = await db.automation.findMany({
    where: { id: { in: messages.map(({ automationId }) => automationId) } },
    select: { id: true, name: true, status: true },
  });
  const known = new Map(automations.map((automation) => [automation.id, automation]));
  return messages.reverse().map((message) => {
    const { name = '', status = '' } = known.get(message.automationId) ?? {};
    return { ...message, automationName: name, automationStatus: status };
  });
}
