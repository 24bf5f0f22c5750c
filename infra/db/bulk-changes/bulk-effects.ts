import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerAction, InvoiceAction } from '../../../contracts/bulk-changes/bulk-changes.ts';
import type { ChangeKind } from '../../../contracts/changes.ts';
import { customerChanges, invoiceLabelChanges } from '../../../contracts/customers/changes.ts';
import { customerProgramChanges } from '../../../contracts/programs/changes.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { MARKS, type Labelled } from '../customers/label-marks.ts';
import { customerIsVisible } from '../visibility.ts';

/** What is done to one stored set. */
export interface BulkEffect {
  bulkChangeId: string;
  entity: Labelled;
  action: CustomerAction | InvoiceAction;
}

/** Rows `(id, customer_id)` of the set that the viewer may see now. */
export function targets(viewer: Viewer, { bulkChangeId, entity }: BulkEffect): Prisma.Sql {
  const set = Prisma.sql`(SELECT unnest(target_ids) AS id FROM bulk_change WHERE id = ${bulkChangeId}) b`;
  return entity === 'customer'
    ? Prisma.sql`SELECT c.id, c.id AS customer_id, c.ar_owner_id, c.sales_owner_id
        FROM ${set} JOIN customer c ON c.id = b.id WHERE ${customerIsVisible(viewer, 'c')}`
    : Prisma.sql`SELECT i.id, i.customer_id
        FROM ${set} JOIN invoice i ON i.id = b.id JOIN customer c ON c.id = i.customer_id
        WHERE ${customerIsVisible(viewer, 'c')}`;
}

/** Columns of the owners that actions set. */
export const OWNER_COLUMNS = { setArOwner: 'ar_owner_id', setSalesOwner: 'sales_owner_id' } as const;

/** Condition over `t`, a row of {@link targets}: the action would change it. */
function wouldChange({ entity, action }: BulkEffect): Prisma.Sql {
  switch (action.type) {
    case 'setArOwner':
    case 'setSalesOwner':
      return Prisma.sql`t.${Prisma.raw(OWNER_COLUMNS[action.type])} IS DISTINCT FROM ${action.userId}`;
    case 'addLabels':
    case 'removeLabels': {
      const { table, column } = MARKS[entity];
      const labelIds = [...new Set(action.labelIds)];
      const there = Prisma.sql`(SELECT count(*) FROM ${table} m WHERE m.${column} = t.id AND m.label_id = ANY(${labelIds}::text[]))`;
      return action.type === 'addLabels'
        ? Prisma.sql`${there} < ${labelIds.length}`
        : Prisma.sql`${there} > 0`;
    }
    case 'addToList':
    case 'removeFromList': {
      const there = Prisma.sql`EXISTS (SELECT 1 FROM list_member m WHERE m.list_id = ${action.listId} AND m.customer_id = t.id)`;
      return action.type === 'addToList' ? Prisma.sql`NOT ${there}` : there;
    }
    case 'enrollInProgram':
    case 'unenrollFromProgram':
      return Prisma.sql`NOT EXISTS (SELECT 1 FROM program_enrollment m WHERE m.program_id = ${action.programId}
        AND m.customer_id = t.id AND m.is_enrolled = ${action.type === 'enrollInProgram'})`;
  }
}

/** How many of the set the viewer may see and the action would change. */
export async function countChanging(db: Tx, viewer: Viewer, bulk: BulkEffect): Promise<number> {
  const rows = await db.$queryRaw`
    SELECT count(*) FILTER (WHERE ${wouldChange(bulk)})::int AS changing FROM (${targets(viewer, bulk)}) t`;
  return z.array(z.object({ changing: z.int() })).parse(rows)[0]?.changing ?? 0;
}

/** Locks the customers of a set in the order of their ids: what is read of them afterwards stays so. */
export async function lockCustomers(tx: Tx, bulkChangeId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT c.id FROM customer c
    WHERE c.id IN (SELECT unnest(target_ids) FROM bulk_change WHERE id = ${bulkChangeId})
    ORDER BY c.id FOR NO KEY UPDATE OF c`;
}

/** Customers of the set that the viewer may see and that the action would change. */
export async function changingIds(db: Tx, viewer: Viewer, bulk: BulkEffect): Promise<string[]> {
  const rows =
    await db.$queryRaw`SELECT t.id FROM (${targets(viewer, bulk)}) t WHERE ${wouldChange(bulk)} ORDER BY t.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Statement that writes, and answers rows `(id, before, after)` of what it changed; it reads the CTE `target`. */
function writes({ entity, action }: BulkEffect, { actorId, at }: { actorId: string; at: Date }): Prisma.Sql {
  switch (action.type) {
    case 'setArOwner':
    case 'setSalesOwner': {
      const column = Prisma.raw(OWNER_COLUMNS[action.type]);
      const member = action.type === 'setArOwner' ? 'arOwnerId' : 'salesOwnerId';
      return Prisma.sql`
        UPDATE customer c SET ${column} = ${action.userId}, updated_at = ${at} FROM target t
        WHERE c.id = t.id AND c.${column} IS DISTINCT FROM ${action.userId}
        RETURNING c.id, jsonb_build_object(${member}::text, t.${column}) AS before, jsonb_build_object(${member}::text, c.${column}) AS after`;
    }
    case 'addLabels': {
      const { table, column } = MARKS[entity];
      return Prisma.sql`
        INSERT INTO ${table} (${column}, label_id, created_at, created_by_id)
        SELECT t.id, l.id, ${at}, ${actorId} FROM target t CROSS JOIN unnest(${action.labelIds}::text[]) AS l(id)
        ON CONFLICT DO NOTHING
        RETURNING ${column} AS id, NULL::jsonb AS before, jsonb_build_object('labelId', label_id) AS after`;
    }
    case 'removeLabels': {
      const { table, column } = MARKS[entity];
      return Prisma.sql`
        DELETE FROM ${table} m USING target t WHERE m.${column} = t.id AND m.label_id = ANY(${action.labelIds}::text[])
        RETURNING t.id, jsonb_build_object('labelId', m.label_id) AS before, NULL::jsonb AS after`;
    }
    case 'addToList':
      return Prisma.sql`
        INSERT INTO list_member (list_id, customer_id, added_at, added_by_id)
        SELECT ${action.listId}, t.id, ${at}, ${actorId} FROM target t ORDER BY t.id ON CONFLICT DO NOTHING
        RETURNING customer_id AS id, NULL::jsonb AS before, jsonb_build_object('listId', list_id) AS after`;
    case 'removeFromList':
      return Prisma.sql`
        -- In the order of ids, as everybody locks members: two changes of one list wait for each other, and never both.
        DELETE FROM list_member m USING (
          SELECT l.customer_id AS id FROM list_member l WHERE l.list_id = ${action.listId}
            AND l.customer_id IN (SELECT id FROM target) ORDER BY l.customer_id FOR UPDATE) t
        WHERE m.list_id = ${action.listId} AND m.customer_id = t.id
        RETURNING t.id, jsonb_build_object('listId', m.list_id) AS before, NULL::jsonb AS after`;
    case 'enrollInProgram':
    case 'unenrollFromProgram':
      return Prisma.sql`
        INSERT INTO program_enrollment AS m (program_id, customer_id, is_enrolled, is_explicit, changed_at, changed_by_id)
        SELECT ${action.programId}, t.id, ${action.type === 'enrollInProgram'}, true, ${at}, ${actorId} FROM target t
        ORDER BY t.id
        ON CONFLICT (program_id, customer_id) DO UPDATE SET is_enrolled = excluded.is_enrolled, is_explicit = true,
          changed_at = excluded.changed_at, changed_by_id = excluded.changed_by_id
        WHERE m.is_enrolled <> excluded.is_enrolled
        RETURNING m.customer_id AS id,
          -- A row that was there has an xmax; only one that said the opposite is changed.
          jsonb_build_object('programId', m.program_id, 'isEnrolled', CASE WHEN m.xmax <> 0 THEN NOT m.is_enrolled END)
            AS before,
          jsonb_build_object('programId', m.program_id, 'isEnrolled', m.is_enrolled) AS after`;
  }
}

/** As the single command records it. */
const CHANGES = {
  customer: {
    setArOwner: customerChanges.arOwnerSet,
    setSalesOwner: customerChanges.salesOwnerSet,
    addLabels: customerChanges.labelAdded,
    removeLabels: customerChanges.labelRemoved,
    addToList: customerChanges.listJoined,
    removeFromList: customerChanges.listLeft,
    enrollInProgram: customerProgramChanges.programEnrolled,
    unenrollFromProgram: customerProgramChanges.programUnenrolled,
  },
  invoice: { addLabels: invoiceLabelChanges.labelAdded, removeLabels: invoiceLabelChanges.labelRemoved },
} satisfies {
  customer: Record<CustomerAction['type'], ChangeKind>;
  invoice: Record<InvoiceAction['type'], ChangeKind>;
};

/** As which change an action is told. */
export function changeOf({ entity, action }: BulkEffect): ChangeKind {
  if (entity === 'customer') return CHANGES.customer[action.type];
  return CHANGES.invoice[action.type as InvoiceAction['type']];
}

/**
 * Applies an action to what of the set the viewer may see, with an audit entry and a change of the feed for each
 * change, in one statement. Owners and programs: the customers are locked by this transaction. @returns how many it was about, and
 * which of them changed
 */
export async function apply(
  tx: Tx,
  viewer: Viewer,
  bulk: BulkEffect & { requestId: string | null; now: number },
): Promise<{ visible: number; changedIds: string[] }> {
  const at = new Date(bulk.now);
  const actorId = viewer.userId;
  const { entity, kind } = changeOf(bulk);
  const rows = await tx.$queryRaw`
    WITH target AS MATERIALIZED (${targets(viewer, bulk)}),
    changed AS (${writes(bulk, { actorId, at })}),
    audited AS (
      INSERT INTO audit (at, actor_id, request_id, action, entity, entity_id, customer_id, before, after)
      SELECT ${at}, ${actorId}, ${bulk.requestId}, ${`${entity}.${kind}`}, ${entity}, d.id, t.customer_id, d.before, d.after
      FROM changed d JOIN target t ON t.id = d.id
    ),
    fed AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${entity}, d.id, ${kind}, ${at}, ${actorId}, t.customer_id, 'bulk', ${bulk.bulkChangeId}, 0,
        (coalesce(d.after, d.before) - 'isEnrolled') || jsonb_build_object('customerId', t.customer_id, 'bulkChangeId', ${bulk.bulkChangeId}::text)
      FROM changed d JOIN target t ON t.id = d.id
    )
    SELECT (SELECT count(*) FROM target)::int AS visible, ARRAY(SELECT DISTINCT id FROM changed ORDER BY id) AS "changedIds"`;
  const [done] = z.array(z.object({ visible: z.int(), changedIds: z.array(z.string()) })).parse(rows);
  return done ?? { visible: 0, changedIds: [] };
}
