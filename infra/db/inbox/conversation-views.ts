import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  nextConversationSchema,
  type Conversation,
  type ConversationCounts,
  type ConversationFilter,
  type CountConversationsQuery,
  type ListConversationsQuery,
  type NextConversation,
} from '../../../contracts/inbox/conversations.ts';
import {
  ANSWER_SEND_STATUSES,
  CONVERSATION_STATUSES,
  MAIL_VERDICTS,
} from '../../../contracts/inbox/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { chosenBy, conversationIsOf, standsSo, statusAt } from './conversation-selection.ts';

/** How much of a mail a list shows. */
const PREVIEW_CHARACTERS = 200;

const named = z.object({ id: z.string(), name: z.string() });
const rowSchema = z
  .object({
    id: z.string(),
    customer: named,
    mailboxId: z.string(),
    subject: z.string(),
    status: z.enum(CONVERSATION_STATUSES),
    snoozedUntil: instantColumn.nullable(),
    assigneeId: z.string().nullable(),
    enrollmentId: z.string().nullable(),
    sequence: named.nullable(),
    lastMailAt: instantColumn,
    lastInboundAt: instantColumn.nullable(),
    lastMail: z
      .object({ id: z.string(), from: z.string(), verdict: z.enum(MAIL_VERDICTS), preview: z.string() })
      .nullable(),
    answer: z.object({ id: z.string(), status: z.enum(ANSWER_SEND_STATUSES) }).nullable(),
    version: z.int(),
    doneAt: instantColumn.nullable(),
    doneById: z.string().nullable(),
    createdAt: instantColumn,
  })
  .transform(({ snoozedUntil, ...row }): Conversation => {
    return { ...row, snoozedUntil: row.status === 'waiting' ? snoozedUntil : null };
  });

interface Asked {
  now: Date;
  order: Prisma.Sql;
  limit: number;
}

async function query(db: Tx, where: Prisma.Sql, { now, order, limit }: Asked): Promise<Conversation[]> {
  const rows = await db.$queryRaw`
    WITH chosen AS MATERIALIZED (
      SELECT v.*, c.name AS customer_name FROM conversation v JOIN customer c ON c.id = v.customer_id
      WHERE ${where} ORDER BY ${order} LIMIT ${limit})
    SELECT v.id, json_build_object('id', v.customer_id, 'name', v.customer_name) AS customer, v.mailbox_id AS "mailboxId",
      v.subject, ${statusAt(now)} AS status, v.snoozed_until AS "snoozedUntil", v.assignee_id AS "assigneeId",
      v.enrollment_id AS "enrollmentId",
      (SELECT json_build_object('id', q.id, 'name', q.name) FROM enrollment e JOIN sequence q ON q.id = e.sequence_id
        WHERE e.id = v.enrollment_id) AS sequence,
      v.last_mail_at AS "lastMailAt", v.last_inbound_at AS "lastInboundAt",
      (SELECT json_build_object('id', m.id, 'from', m.from_address, 'verdict', m.verdict,
          'preview', left(regexp_replace(m.new_text, '[[:space:]]+', ' ', 'g'), ${PREVIEW_CHARACTERS}))
        FROM mail m WHERE m.id = v.last_mail_id) AS "lastMail",
      (SELECT json_build_object('id', a.id, 'status', a.send_status) FROM conversation_answer a
        WHERE a.conversation_id = v.id ORDER BY a.id DESC LIMIT 1) AS answer,
      v.version, v.done_at AS "doneAt", v.done_by_id AS "doneById", v.created_at AS "createdAt"
    FROM chosen v ORDER BY ${order}`;
  return z.array(rowSchema).parse(rows);
}

const LONGEST_FIRST = Prisma.sql`v.last_mail_at, v.id`;
const NEWEST_FIRST = Prisma.sql`v.last_mail_at DESC, v.id DESC`;

/** One conversation; null when absent, of a hidden customer, or not the viewer's to answer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { conversationId, now }: { conversationId: string; now: number },
): Promise<Conversation | null> {
  const where = Prisma.sql`v.id = ${conversationId} AND ${conversationIsOf(viewer)}`;
  const [row] = await query(db, where, { now: new Date(now), order: LONGEST_FIRST, limit: 1 });
  return row ?? null;
}

/** Where a conversation stands in the list. */
interface ListPlace {
  at: Date;
  id: string;
}

function behind(status: ConversationFilter['status'], { at, id }: ListPlace): Prisma.Sql {
  return status === 'done'
    ? Prisma.sql`(v.last_mail_at, v.id) < (${at}, ${id})`
    : Prisma.sql`(v.last_mail_at, v.id) > (${at}, ${id})`;
}

/** A page of those that a filter gives: of open and waiting ones who waits longest is first, of done ones the newest. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { now: epoch, limit, cursor, status, ...filter }: ListConversationsQuery & { now: number },
): Promise<Page<Conversation>> {
  const now = new Date(epoch);
  const conditions = [chosenBy(viewer, filter), standsSo(status, now)];
  const last = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  if (last) conditions.push(behind(status, { at: new Date(last[0]), id: last[1] }));
  const order = status === 'done' ? NEWEST_FIRST : LONGEST_FIRST;
  const rows = await query(db, Prisma.join(conditions, ' AND '), { now, order, limit: limit + 1 });
  return pageOf(rows, limit, ({ lastMailAt, id }) => [lastMailAt, id]);
}

/** How many there are per status under a filter. */
export async function count(
  db: Tx,
  viewer: Viewer,
  { now: epoch, ...filter }: CountConversationsQuery & { now: number },
): Promise<ConversationCounts> {
  const rows = await db.$queryRaw`
    SELECT ${statusAt(new Date(epoch))} AS status, count(*)::int AS count
    FROM conversation v JOIN customer c ON c.id = v.customer_id WHERE ${chosenBy(viewer, filter)} GROUP BY 1`;
  const schema = z.array(z.object({ status: z.enum(CONVERSATION_STATUSES), count: z.int() }));
  const counted = new Map(schema.parse(rows).map(({ status, count: found }) => [status, found]));
  const of = (status: (typeof CONVERSATION_STATUSES)[number]) => counted.get(status) ?? 0;
  return { open: of('open'), waiting: of('waiting'), done: of('done') };
}

/** The conversation to go on with: the one behind another in the list, behind the last the first; null: none is left. */
export async function next(
  db: Tx,
  viewer: Viewer,
  { after, filter, now: epoch }: { after: string; filter: ConversationFilter; now: number },
): Promise<NextConversation | null> {
  const now = new Date(epoch);
  const { status, ...chosen } = filter;
  const place = await db.conversation.findUnique({ where: { id: after }, select: { lastMailAt: true } });
  const isLeft = Prisma.sql`${chosenBy(viewer, chosen)} AND ${standsSo(status, now)} AND v.id <> ${after}`;
  const comes = place ? behind(status, { at: place.lastMailAt, id: after }) : Prisma.sql`TRUE`;
  const order = status === 'done' ? NEWEST_FIRST : LONGEST_FIRST;
  const rows = await db.$queryRaw`
    SELECT v.id, v.subject, json_build_object('id', c.id, 'name', c.name) AS customer
    FROM conversation v JOIN customer c ON c.id = v.customer_id
    WHERE ${isLeft} ORDER BY ${comes} DESC, ${order} LIMIT 1`;
  return z.array(nextConversationSchema).parse(rows)[0] ?? null;
}
