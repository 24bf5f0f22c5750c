import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  customerActionSchema,
  invoiceActionSchema,
  type CustomerAction,
  type CustomerSelection,
  type InvoiceAction,
  type InvoiceSelection,
} from '../../../contracts/bulk-changes/bulk-changes.ts';
import type { Tx } from '../client.ts';
import { filterCondition } from '../customers/customer-filters.ts';
import { STANDING, summaries, type Moment } from '../customers/summary-rows.ts';
import { Prisma } from '../generated/client.ts';
import { invoiceCondition } from '../receivables/invoice-filters.ts';
import { jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

/** A change of many that was counted; instants in epoch milliseconds. */
export type StoredBulkChange = {
  id: string;
  createdById: string;
  targetIds: string[];
  /** Ids that were named and are hidden or not there; null: a filter chose, which says nothing of what it hides (U3). */
  hidden: number | null;
  expiresAt: number;
  appliedAt: number | null;
  undoneAt: number | null;
} & ({ entity: 'customer'; action: CustomerAction } | { entity: 'invoice'; action: InvoiceAction });

/** What is selected, and of which entity; the organisation's day counts for a filter. */
export type Selected =
  | { entity: 'customer'; selection: CustomerSelection; moment: Moment }
  | { entity: 'invoice'; selection: InvoiceSelection; today: string };

/** Ids of what is selected and the viewer may see. */
function selected(viewer: Viewer, what: Selected): Prisma.Sql {
  const isVisible = customerIsVisible(viewer, 'c');
  if (what.entity === 'customer') {
    const { selection, moment } = what;
    const [rows, condition] =
      'filter' in selection
        ? [summaries(moment), filterCondition(selection.filter)]
        : [STANDING, Prisma.sql`c.id = ANY(${selection.customerIds}::text[])`];
    return Prisma.sql`SELECT c.id FROM ${rows} c WHERE ${condition} AND ${isVisible}`;
  }
  const { selection, today } = what;
  const condition =
    'filter' in selection
      ? invoiceCondition(selection.filter, today)
      : Prisma.sql`i.id = ANY(${selection.invoiceIds}::text[])`;
  return Prisma.sql`
    SELECT i.id FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE ${condition} AND ${isVisible}`;
}

/** How many different ids a selection names; null for a filter. Of ids, those absent look like those hidden. */
function namedBy({ selection }: Selected): number | null {
  if ('filter' in selection) return null;
  return new Set('customerIds' in selection ? selection.customerIds : selection.invoiceIds).size;
}

/**
 * Stores what is selected now; the set never leaves the database. `hidden`: ids that were named and are hidden or not
 * there; null for a filter.
 */
export async function insert(
  tx: Tx,
  viewer: Viewer,
  {
    id,
    what,
    action,
    now,
    expiresAt,
  }: { id: string; what: Selected; action: CustomerAction | InvoiceAction; now: number; expiresAt: number },
): Promise<{ count: number; hidden: number | null }> {
  const rows = await tx.$queryRaw`
    INSERT INTO bulk_change (id, entity, action, target_ids, hidden, created_by_id, created_at, expires_at)
    SELECT ${id}, ${what.entity}, ${JSON.stringify(jsonOf(action))}::jsonb,
      coalesce(array_agg(s.id ORDER BY s.id), '{}'), ${namedBy(what)}::int - count(*),
      ${viewer.userId}, ${new Date(now)}, ${new Date(expiresAt)}
    FROM (${selected(viewer, what)}) s
    RETURNING cardinality(target_ids) AS count, hidden`;
  const [row] = z.array(z.object({ count: z.int(), hidden: z.int().nullable() })).parse(rows);
  if (!row) throw new Error('an insert answers its row');
  return row;
}

/** Forgets changes that can be applied no more since `before` (epoch milliseconds). */
export async function forget(tx: Tx, before: number): Promise<void> {
  await tx.bulkChange.deleteMany({ where: { expiresAt: { lt: new Date(before) } } });
}

/** A stored change of this author, locked until the end of the transaction; null when there is none. */
export async function lock(tx: Tx, viewer: Viewer, id: string): Promise<StoredBulkChange | null> {
  await tx.$queryRaw`SELECT id FROM bulk_change WHERE id = ${id} FOR UPDATE`;
  const row = await tx.bulkChange.findUnique({ where: { id, createdById: viewer.userId } });
  if (!row) return null;
  const { createdById, targetIds, hidden } = row;
  const times = {
    expiresAt: row.expiresAt.getTime(),
    appliedAt: row.appliedAt?.getTime() ?? null,
    undoneAt: row.undoneAt?.getTime() ?? null,
  };
  const shared = { id, createdById, targetIds, hidden, ...times };
  return row.entity === 'invoice'
    ? { ...shared, entity: 'invoice', action: invoiceActionSchema.parse(row.action) }
    : { ...shared, entity: 'customer', action: customerActionSchema.parse(row.action) };
}

/** Marks a change as applied. */
export async function markApplied(tx: Tx, id: string, now: number): Promise<void> {
  await tx.bulkChange.update({ where: { id }, data: { appliedAt: new Date(now) } });
}

/** Marks a change as taken back. */
export async function markUndone(tx: Tx, id: string, now: number): Promise<void> {
  await tx.bulkChange.update({ where: { id }, data: { undoneAt: new Date(now) } });
}
