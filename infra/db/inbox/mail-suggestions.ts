import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  SUGGESTION_KINDS,
  SUGGESTION_STATUSES,
  type SuggestionStatus,
} from '../../../contracts/inbox/kinds.ts';
import {
  suggestionDataSchema,
  type ListSuggestionsQuery,
  type MailSuggestion,
} from '../../../contracts/inbox/suggestions.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { CheckedSuggestion } from '../../../domain/inbox/suggestions/check-suggestions.ts';
import type { Stranger } from '../../../domain/inbox/suggestions/propose-contact.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn, jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { ownAddresses } from './mail-owners.ts';

const rowSchema = z.object({
  id: z.string(),
  mailId: z.string(),
  customerId: z.string(),
  kind: z.enum(SUGGESTION_KINDS),
  data: suggestionDataSchema,
  quote: z.string(),
  status: z.enum(SUGGESTION_STATUSES),
  decidedById: z.string().nullable(),
  decidedAt: instantColumn.nullable(),
  resultId: z.string().nullable(),
  createdAt: instantColumn,
});

async function query(db: Tx, where: Prisma.Sql, limit: number): Promise<MailSuggestion[]> {
  const rows = await db.$queryRaw`
    SELECT s.id, s.mail_id AS "mailId", s.customer_id AS "customerId", s.kind, s.data, s.quote, s.status,
      s.decided_by_id AS "decidedById", s.decided_at AS "decidedAt", s.result_id AS "resultId", s.created_at AS "createdAt"
    FROM mail_suggestion s JOIN customer c ON c.id = s.customer_id
    WHERE ${where} ORDER BY s.created_at DESC, s.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** Stores what a mail proposes to do with a customer. */
export async function insertAll(
  tx: Tx,
  rows: readonly (CheckedSuggestion & { id: string; mailId: string; customerId: string; now: number })[],
): Promise<void> {
  const data = rows.map(({ now, ...row }) => ({
    ...row,
    data: jsonOf(row.data) as Prisma.InputJsonValue,
    status: 'open',
    createdAt: new Date(now),
  }));
  await tx.mailSuggestion.createMany({ data });
}

/**
 * Who wrote a mail that answers one of ours, and whose customer that is; null: it is none that counts, or the address is one of
 * ours, a contact of the customer, or was proposed for it before.
 */
export async function findStranger(
  tx: Tx,
  mailId: string,
): Promise<(Stranger & { customerId: string }) | null> {
  const rows = await tx.$queryRaw<(Stranger & { customerId: string })[]>`
    SELECT lower(l.from_address) AS address, l.from_name AS name, l.raw_headers AS "rawHeaders",
      k.customer_id AS "customerId"
    FROM mail l JOIN message m ON m.id = l.message_id
      JOIN mail_customer k ON k.mail_id = l.id AND k.customer_id = m.customer_id
    WHERE l.id = ${mailId} AND l.direction = 'inbound' AND NOT l.is_history AND l.erased_at IS NULL
      AND coalesce(k.verdict, l.verdict) IN ('reply', 'opt_out', 'out_of_office')
      AND NOT EXISTS (SELECT FROM contact c WHERE c.customer_id = k.customer_id AND lower(c.email) = lower(l.from_address))
      AND NOT EXISTS (SELECT FROM mail_suggestion s WHERE s.customer_id = k.customer_id AND s.kind = 'new_contact'
        AND s.status <> 'accepted' AND lower(s.data->>'email') = lower(l.from_address))`;
  const stranger = rows[0];
  if (!stranger || (await ownAddresses(tx)).has(stranger.address)) return null;
  return stranger;
}

/** One; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, suggestionId: string): Promise<MailSuggestion | null> {
  const where = Prisma.sql`s.id = ${suggestionId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, 1))[0] ?? null;
}

/** Those of customers the viewer may see, the newest first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  filter: ListSuggestionsQuery,
): Promise<Page<MailSuggestion>> {
  const conditions = [customerIsVisible(viewer, 'c')];
  const before = decodeCursor(filter.cursor, z.tuple([z.iso.datetime(), z.string()]));
  if (before) conditions.push(Prisma.sql`(s.created_at, s.id) < (${new Date(before[0])}, ${before[1]})`);
  if (filter.customerId) conditions.push(Prisma.sql`s.customer_id = ${filter.customerId}`);
  if (filter.mailId) conditions.push(Prisma.sql`s.mail_id = ${filter.mailId}`);
  if (filter.kind) conditions.push(Prisma.sql`s.kind = ${filter.kind}`);
  if (filter.status) conditions.push(Prisma.sql`s.status = ${filter.status}`);
  const rows = await query(db, Prisma.join(conditions, ' AND '), filter.limit + 1);
  return pageOf(rows, filter.limit, (row) => [row.createdAt, row.id]);
}

/** Decides about an open one. @returns false: somebody did before */
export async function decide(
  tx: Tx,
  {
    suggestionId,
    status,
    actorId,
    now,
  }: { suggestionId: string; status: Exclude<SuggestionStatus, 'open'>; actorId: string; now: number },
): Promise<boolean> {
  const { count } = await tx.mailSuggestion.updateMany({
    where: { id: suggestionId, status: 'open' },
    data: { status, decidedById: actorId, decidedAt: new Date(now) },
  });
  return count === 1;
}

/** Notes what accepting one made. */
export async function setResult(tx: Tx, suggestionId: string, resultId: string): Promise<void> {
  await tx.mailSuggestion.update({ where: { id: suggestionId }, data: { resultId } });
}
