import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  CHANNELS,
  MESSAGE_SOURCES,
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
} from '../../../contracts/sending/kinds.ts';
import { leftOutSchema, type ListMessagesQuery, type Message } from '../../../contracts/sending/messages.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';
import { readCopyHits, type CopyHits } from './copy-hits.ts';
import { readHeldCopies, type HeldCopies } from './held-copies.ts';
import { isBounced, meantBetween, sendCondition } from './send-report.ts';
import { canSeeCustomer, customerIsVisible } from '../visibility.ts';

const isoOrNull = (at: Date | null): string | null => at && isoOf(at);

type Stored = Prisma.MessageGetPayload<{ include: { recipients: true } }>;
/** One to a customer; what goes to our own people is shown where it was made. */
type Row = Stored & { customerId: string };
const isToCustomer = (row: Stored): row is Row => row.customerId !== null;
const WITH_COPIES = { recipients: { orderBy: { n: 'asc' } } } satisfies Prisma.MessageInclude;

/** One message with the copies of its recipients, the main one first; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { messageId, now }: { messageId: string; now: number },
): Promise<Message | null> {
  const row = await db.message.findUnique({ where: { id: messageId }, include: WITH_COPIES });
  if (!row || !isToCustomer(row) || !(await canSeeCustomer(db, viewer, row.customerId))) return null;
  return (await shown(db, [row], now))[0]!;
}

const IN_TROUBLE = Prisma.sql`m.id IN (
  SELECT r.message_id FROM message_recipient r WHERE r.status IN ('refused', 'uncertain'))`;

/** Messages of customers that the viewer may see, the latest first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  {
    limit,
    cursor,
    trouble,
    bounced,
    now,
    span,
    ...filter
  }: Omit<ListMessagesQuery, 'from' | 'to'> & {
    now: number;
    span: { from: number | null; until: number | null };
  },
): Promise<Page<Message>> {
  const conditions = [
    customerIsVisible(viewer, 'c'),
    meantBetween(span.from, span.until),
    sendCondition(filter),
  ];
  const before = decodeCursor(cursor, z.tuple([z.string()]));
  if (before) conditions.push(Prisma.sql`m.id < ${before[0]}`);
  if (filter.customerId) conditions.push(Prisma.sql`m.customer_id = ${filter.customerId}`);
  if (filter.sourceId) conditions.push(Prisma.sql`m.source_id = ${filter.sourceId}`);
  if (filter.status) conditions.push(Prisma.sql`m.status = ${filter.status}`);
  if (bounced !== undefined) conditions.push(bounced ? isBounced : Prisma.sql`NOT ${isBounced}`);
  if (trouble !== undefined) conditions.push(trouble ? IN_TROUBLE : Prisma.sql`NOT ${IN_TROUBLE}`);
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM message m JOIN customer c ON c.id = m.customer_id
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY m.id DESC LIMIT ${limit + 1}`;
  const rows = await db.message.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    include: WITH_COPIES,
    orderBy: { id: 'desc' },
  });
  return pageOf(await shown(db, rows.filter(isToCustomer), now), limit, ({ id }) => [id]);
}

/** With what holds back copies that wait for it, and how often they were hit, where there is any of it. */
async function shown(db: Tx, rows: readonly Row[], now: number): Promise<Message[]> {
  const waiting = rows.filter(({ recipients }) => recipients.some(isHeldBack));
  const held = await readHeldCopies(db, { messageIds: waiting.map(({ id }) => id), now });
  const tracked = rows.filter(isTracked).map(({ id }) => id);
  const hits = await readCopyHits(db, tracked);
  return rows.map((row) => messageOf(row, held.get(row.id) ?? null, isTracked(row) ? hits : null));
}

const isHeldBack = ({ status, reason }: Row['recipients'][number]): boolean =>
  status === 'waiting' && reason === 'held';

const isTracked = ({ tracking }: Row): boolean => tracking !== null;

function messageOf(row: Row, held: HeldCopies | null, hits: CopyHits | null): Message {
  const { id, sourceId, customerId, contactId, enrollmentId, mailboxId, subject, language, attempts } = row;
  return {
    id,
    source: z.enum(MESSAGE_SOURCES).parse(row.sourceKind),
    sourceId,
    customerId,
    contactId,
    enrollmentId,
    mailboxId,
    channel: z.enum(CHANNELS).parse(row.channel),
    status: z.enum(MESSAGE_STATUSES).parse(row.status),
    subject,
    language,
    attempts,
    claimedAt: isoOf(row.claimedAt),
    handedOverAt: isoOrNull(row.handedOverAt),
    settledAt: isoOrNull(row.settledAt),
    leftOut: leftOutSchema.parse(row.leftOut),
    copies: row.recipients.map((copy) => ({
      n: copy.n,
      kind: z.enum(RECIPIENT_KINDS).parse(copy.kind),
      address: copy.address,
      status: z.enum(RECIPIENT_STATUSES).parse(copy.status),
      reason: copy.reason,
      heldReason: isHeldBack(copy) ? (held?.reason ?? null) : null,
      heldDetail: isHeldBack(copy) ? (held?.detail ?? null) : null,
      code: copy.code,
      reply: copy.reply,
      attempts: copy.n === 1 ? attempts : copy.attempts,
      refusals: copy.n === 1 ? row.refusals : copy.refusals,
      firstRefusedAt: isoOrNull(copy.n === 1 ? row.firstRefusedAt : copy.firstRefusedAt),
      retryAt: isoOrNull(copy.n === 1 ? row.retryAt : copy.retryAt),
      handedOverAt: isoOrNull(copy.n === 1 ? row.handedOverAt : copy.handedOverAt),
      settledAt: isoOrNull(copy.n === 1 ? row.settledAt : copy.settledAt),
      hits: hits && hits.of(id, copy.n),
    })),
  };
}
