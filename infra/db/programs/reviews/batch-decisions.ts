import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { isoOf } from '../../rows.ts';
import { openContentHash } from './review-views.ts';
import { customerIsVisible } from '../../visibility.ts';

const ids = (rows: unknown): string[] =>
  z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);

/** Hash of what of a batch waits for a decision, as far as the viewer sees it. */
export async function readOpenHash(tx: Tx, viewer: Viewer, batchId: string): Promise<string> {
  const rows = await tx.$queryRaw`
    SELECT ${openContentHash(viewer)} AS "contentHash"
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    WHERE s.batch_id = ${batchId} AND s.status = 'proposed'`;
  return z.tuple([z.object({ contentHash: z.string() })]).parse(rows)[0].contentHash;
}

/** Which items of a batch: those that are named, or all but those; neither: all. */
export interface Chosen {
  among?: readonly string[] | undefined;
  except?: readonly string[] | undefined;
}

/** Condition: the item `s` is one of those that are named, or none is. */
export const isAmong = (among: Chosen['among']): Prisma.Sql =>
  among ? Prisma.sql`s.id = ANY(${[...among]}::text[])` : Prisma.sql`TRUE`;

/** Those of a batch that wait for a decision and that the viewer may see, of all or of these, by their ids. */
export async function listOpen(
  tx: Tx,
  viewer: Viewer,
  { batchId, among, except = [] }: { batchId: string } & Chosen,
): Promise<string[]> {
  return ids(
    await tx.$queryRaw`
      SELECT s.id FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
      WHERE s.batch_id = ${batchId} AND s.status = 'proposed' AND ${customerIsVisible(viewer, 'c')} AND ${isAmong(among)}
        AND NOT s.id = ANY(${[...except]}::text[])
      ORDER BY s.id`,
  );
}

/** The last thing that people or the engine did to a batch, for whom it surprises. Null: nothing since it was opened. */
export async function readLastAct(
  tx: Tx,
  viewer: Viewer,
  batchId: string,
): Promise<{ itemId: string; action: string; at: string; by: string } | null> {
  const rows = await tx.$queryRaw`
    SELECT s.id AS "itemId", act.action, act.at, act.by
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    CROSS JOIN LATERAL (VALUES (s.edited_at, 'edited', s.edited_by_id),
      (s.decided_at, coalesce(s.decision, 'decided'), s.decided_by_id), (s.returned_at, 'returned', 'system'))
      AS act(at, action, by)
    WHERE s.batch_id = ${batchId} AND act.at IS NOT NULL AND act.by IS NOT NULL AND ${customerIsVisible(viewer, 'c')}
    ORDER BY act.at DESC, s.id LIMIT 1`;
  const schema = z.object({
    itemId: z.string(),
    action: z.string(),
    at: z.date().transform(isoOf),
    by: z.string(),
  });
  return z.array(schema).parse(rows)[0] ?? null;
}

/** A decision of a person about a batch; `now` is epoch milliseconds. */
interface Deciding {
  batchId: string;
  now: number;
}

/**
 * Approves what waits in a batch, of customers that the viewer may see and whose receivables, contacts and suppressions
 * are those it was written from, in one statement. @returns how many
 */
export async function approveUnmoved(
  tx: Tx,
  viewer: Viewer,
  { batchId, among, except = [], now }: Deciding & Chosen,
): Promise<number> {
  const at = new Date(now);
  return tx.$executeRaw`
    UPDATE scheduled_touchpoint s
    SET status = 'approved', decision = 'approved', reason = NULL, decided_by_id = ${viewer.userId}, decided_at = ${at},
      wake_at = ${at}, updated_at = ${at}, history = s.history || ${entryOf(viewer, { to: 'approved', now })}
    FROM customer c
    WHERE s.batch_id = ${batchId} AND s.status = 'proposed' AND s.content_hash IS NOT NULL AND c.id = s.customer_id
      AND c.ar_version = s.ar_version AND c.status = 'active' AND ${customerIsVisible(viewer, 'c')}
      AND ${isAmong(among)} AND NOT s.id = ANY(${[...except]}::text[])`;
}

/** Cancels what waits in a batch, of customers that the viewer may see. @returns how many */
export async function reject(
  tx: Tx,
  viewer: Viewer,
  { batchId, note, now }: Deciding & { note: string | null },
): Promise<number> {
  const at = new Date(now);
  const entry = entryOf(viewer, { to: 'cancelled', reason: 'rejected', note, now });
  return tx.$executeRaw`
    UPDATE scheduled_touchpoint s
    SET status = 'cancelled', decision = 'rejected', reason = 'rejected', decided_by_id = ${viewer.userId},
      decided_at = ${at}, ended_at = ${at}, updated_at = ${at}, history = s.history || ${entry}
    FROM customer c
    WHERE s.batch_id = ${batchId} AND s.status = 'proposed' AND c.id = s.customer_id
      AND ${customerIsVisible(viewer, 'c')}`;
}

function entryOf(
  viewer: Viewer,
  {
    to,
    reason = null,
    note = null,
    now,
  }: { to: string; reason?: string | null; note?: string | null; now: number },
): Prisma.Sql {
  const at = new Date(now).toISOString();
  const entry = { at, from: 'proposed', to, reason, ...(note !== null && { note }), by: viewer.userId };
  return Prisma.sql`${JSON.stringify([entry])}::jsonb`;
}
