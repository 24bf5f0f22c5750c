import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { MailboxUse } from '../../../contracts/sending/mailboxes.ts';
import { localDateOf, startOfDay } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { leftSince, LONGEST_MS } from './limit-history.ts';

const rowSchema = z.object({ id: z.string(), used: z.int(), waiting: z.int() });

/**
 * What mailboxes that send have handed over on their day, counted from the ledger as their caps count it, also where there
 * is none. Two statements.
 */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { cursor, limit, now }: { cursor?: string | undefined; limit: number; now: number },
): Promise<Page<MailboxUse>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const mailboxes = await db.mailbox.findMany({
    where: { retiredAt: null, id: after ? { gt: after[0] } : undefined },
    select: { id: true, name: true, zone: true, dailyCap: true },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const { items, nextCursor } = pageOf(mailboxes, limit, ({ id }) => [id]);
  const ids = items.map(({ id }) => id);
  const begins = items.map(({ zone }) => startOfDay(localDateOf(now, zone), zone));
  const first = Math.min(now, ...begins);
  const rows = await db.$queryRaw`
    SELECT b.id, coalesce(s.used, 0)::int AS used,
      (SELECT count(*) FROM send_ticket t WHERE t.held_by IN ('mailbox/' || b.id, 'mailbox/' || b.id || '/interval'))::int
        AS waiting
    FROM unnest(${ids}::text[], ${begins.map((begin) => new Date(begin))}::timestamptz[]) AS b(id, begins)
    LEFT JOIN (
      SELECT m.mailbox_id, o.begins, sum((SELECT count(*) FROM message_recipient r WHERE r.message_id = m.id)) AS used
      FROM ${leftSince(new Date(first), new Date(first - LONGEST_MS))} m
      JOIN unnest(${ids}::text[], ${begins.map((begin) => new Date(begin))}::timestamptz[]) AS o(id, begins)
        ON o.id = m.mailbox_id AND m.handed_over_at >= o.begins
      GROUP BY m.mailbox_id, o.begins) s ON s.mailbox_id = b.id`;
  const found = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
  return {
    items: items.map(({ id, zone, ...mailbox }) => ({
      mailboxId: id,
      ...mailbox,
      zone,
      day: localDateOf(now, zone),
      used: found.get(id)?.used ?? 0,
      waiting: found.get(id)?.waiting ?? 0,
    })),
    nextCursor,
  };
}
