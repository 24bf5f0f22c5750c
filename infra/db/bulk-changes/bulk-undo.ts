import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Tx } from '../client.ts';
import { MARKS } from '../customers/label-marks.ts';
import { Prisma } from '../generated/client.ts';
import { changeOf, OWNER_COLUMNS, targets, type BulkEffect } from './bulk-effects.ts';

/** An applied change of owners or labels; instants in epoch milliseconds. */
export interface BulkUndo extends BulkEffect {
  appliedAt: number;
  requestId: string | null;
  now: number;
}

/** The kind of change that takes one back. */
const INVERSE = {
  setArOwner: 'setArOwner',
  setSalesOwner: 'setSalesOwner',
  addLabels: 'removeLabels',
  removeLabels: 'addLabels',
} as const;
type Undoable = keyof typeof INVERSE;

const isUndoable = (type: string): type is Undoable => type in INVERSE;

/** The action that takes an action back, as far as checks go; null: it cannot be taken back. */
export function inverseOf({ action }: Pick<BulkEffect, 'action'>): BulkEffect['action'] | null {
  if (!isUndoable(action.type)) return null;
  if (action.type === 'addLabels' || action.type === 'removeLabels')
    return { ...action, type: INVERSE[action.type] };
  return { ...action, userId: null } as BulkEffect['action'];
}

/**
 * What the change did, as it told it: rows `(seq, id, customer_id, label_id, before)` of what the viewer may see, that nobody
 * has changed since.
 */
function done(viewer: Viewer, bulk: BulkUndo): Prisma.Sql {
  const { entity, kind } = changeOf(bulk);
  const inverse = changeOf({ ...bulk, action: inverseOf(bulk)! });
  const at = new Date(bulk.appliedAt);
  return Prisma.sql`
    SELECT c.seq, t.id, t.customer_id, c.data->>'labelId' AS label_id, (
        SELECT a.before FROM audit a WHERE a.entity = ${entity} AND a.entity_id = t.id AND a.at = ${at}
          AND a.action = ${`${entity}.${kind}`} AND a.actor_id = ${viewer.userId} LIMIT 1) AS before
    FROM (${targets(viewer, bulk)}) t
    JOIN change c ON c.entity = ${entity} AND c.entity_id = t.id AND c.kind = ${kind} AND c.origin = 'bulk'
      AND c.origin_id = ${bulk.bulkChangeId} AND c.at = ${at}
    WHERE NOT EXISTS (
      SELECT FROM change n WHERE n.entity = ${entity} AND n.entity_id = t.id AND n.seq > c.seq
        AND n.kind IN (${kind}, ${inverse.kind}) AND n.data->>'labelId' IS NOT DISTINCT FROM c.data->>'labelId')`;
}

/** Statement that takes back what stands in the CTE `done`, and answers rows `(id, before, after)`. */
function takingBack(
  { entity, action }: BulkEffect,
  { actorId, at }: { actorId: string; at: Date },
): Prisma.Sql {
  switch (action.type) {
    case 'setArOwner':
    case 'setSalesOwner': {
      const column = Prisma.raw(OWNER_COLUMNS[action.type]);
      const member = action.type === 'setArOwner' ? 'arOwnerId' : 'salesOwnerId';
      // Nobody gets back to somebody who has left since.
      return Prisma.sql`
        UPDATE customer c SET ${column} = d.before->>${member}::text, updated_at = ${at} FROM done d
        WHERE c.id = d.id AND c.${column} IS NOT DISTINCT FROM ${action.userId}
          AND (d.before->>${member}::text IS NULL OR EXISTS (
            SELECT FROM app_user u WHERE u.id = d.before->>${member}::text AND u.is_active))
        RETURNING c.id, jsonb_build_object(${member}::text, ${action.userId}::text) AS before,
          jsonb_build_object(${member}::text, c.${column}) AS after`;
    }
    case 'addLabels': {
      const { table, column } = MARKS[entity];
      return Prisma.sql`
        DELETE FROM ${table} m USING done d WHERE m.${column} = d.id AND m.label_id = d.label_id
        RETURNING d.id, jsonb_build_object('labelId', m.label_id) AS before, NULL::jsonb AS after`;
    }
    default: {
      const { table, column } = MARKS[entity];
      return Prisma.sql`
        INSERT INTO ${table} (${column}, label_id, created_at, created_by_id)
        SELECT d.id, d.label_id, ${at}, ${actorId} FROM done d ON CONFLICT DO NOTHING
        RETURNING ${column} AS id, NULL::jsonb AS before, jsonb_build_object('labelId', label_id) AS after`;
    }
  }
}

/** Whom a change of owners would be taken back of: their customers have to be locked first. */
export async function restorable(db: Tx, viewer: Viewer, bulk: BulkUndo): Promise<string[]> {
  const rows = await db.$queryRaw`SELECT DISTINCT d.id FROM (${done(viewer, bulk)}) d ORDER BY d.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/**
 * Takes back what a change of owners or labels did and nobody has changed since, with an audit entry and a change of the
 * feed for each, in one statement.
 *
 * @returns of how many it had changed something, and of which it was taken back
 */
export async function undo(
  tx: Tx,
  viewer: Viewer,
  bulk: BulkUndo,
): Promise<{ changed: number; undoneIds: string[] }> {
  const at = new Date(bulk.now);
  const { entity, kind } = changeOf({ ...bulk, action: inverseOf(bulk)! });
  const told = changeOf(bulk);
  const rows = await tx.$queryRaw`
    WITH done AS MATERIALIZED (${done(viewer, bulk)}),
    changed AS (${takingBack(bulk, { actorId: viewer.userId, at })}),
    audited AS (
      INSERT INTO audit (at, actor_id, request_id, action, entity, entity_id, customer_id, before, after)
      SELECT ${at}, ${viewer.userId}, ${bulk.requestId}, ${`${entity}.${kind}`}, ${entity}, c.id, d.customer_id, c.before, c.after
      FROM changed c JOIN (SELECT DISTINCT id, customer_id FROM done) d ON d.id = c.id),
    fed AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${entity}, c.id, ${kind}, ${at}, ${viewer.userId}, d.customer_id, 'bulk', ${bulk.bulkChangeId}, 0,
        coalesce(c.after, c.before) || jsonb_build_object('customerId', d.customer_id, 'bulkChangeId', ${bulk.bulkChangeId}::text)
      FROM changed c JOIN (SELECT DISTINCT id, customer_id FROM done) d ON d.id = c.id)
    SELECT ARRAY(SELECT DISTINCT id FROM changed ORDER BY id) AS "undoneIds", (
      SELECT count(DISTINCT c.entity_id) FROM bulk_change b
        JOIN change c ON c.entity = ${told.entity} AND c.entity_id = ANY(b.target_ids) AND c.kind = ${told.kind}
          AND c.origin = 'bulk' AND c.origin_id = b.id AND c.at = ${new Date(bulk.appliedAt)}
      WHERE b.id = ${bulk.bulkChangeId})::int AS changed`;
  const [read] = z.array(z.object({ changed: z.int(), undoneIds: z.array(z.string()) })).parse(rows);
  return read ?? { changed: 0, undoneIds: [] };
}
