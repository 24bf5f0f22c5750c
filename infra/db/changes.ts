import type { ChangeEntry } from '../../domain/change-entry.ts';
import type { Tx } from './client.ts';

/** Appends one entry to the change feed. */
export async function record(tx: Tx, change: ChangeEntry): Promise<void> {
  await recordAll(tx, [change]);
}

/** Appends many entries in one statement, in their order. */
export async function recordAll(tx: Tx, changes: readonly ChangeEntry[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ at, ...change }) => ({ ...change, at: new Date(at) }));
  await tx.$executeRaw`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT c.entity, c."entityId", c.kind, c.at, c."actorId", c."customerId", c.origin, c."originId", c.depth, c.data
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (entity text, "entityId" text, kind text,
      at timestamptz, "actorId" text, "customerId" text, origin text, "originId" text, depth smallint, data jsonb))
      WITH ORDINALITY AS c(entity, "entityId", kind, at, "actorId", "customerId", origin, "originId", depth, data, n)
    ORDER BY n`;
}
