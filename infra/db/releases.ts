import type { Tx } from './client.ts';
import type { RawTx } from './raw-transaction.ts';

/** What let waiting messages go: a kind, and of whom; null: everybody's. */
export interface StoredRelease {
  kind: string;
  aboutId: string | null;
}

/** Keeps that messages were let go, in the transaction that changes what held them. */
export async function note(
  tx: RawTx,
  { kind, aboutId, now }: StoredRelease & { now: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO release (kind, about_id, at) VALUES (${kind}, ${aboutId}, ${new Date(now)})`;
}

/**
 * Notes of releases that are in force which transactions may have begun before: those with a number below. Whoever looks at
 * a message locks it before reading anything, and has a number from then on.
 */
export async function bound(db: Tx): Promise<void> {
  await db.$executeRaw`
    UPDATE release SET open_from = pg_snapshot_xmax(pg_current_snapshot())::text::bigint WHERE open_from IS NULL`;
}

/**
 * Releases that nobody is looking any more by what held before. Those from before `since` are listed anyway: something that
 * has nothing to do with them may be open for hours.
 */
export async function listDue(db: Tx, { since }: { since: number }): Promise<StoredRelease[]> {
  return db.$queryRaw<StoredRelease[]>`
    SELECT kind, about_id AS "aboutId" FROM release
    WHERE open_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint OR at < ${new Date(since)}
    GROUP BY kind, about_id ORDER BY min(id)`;
}

/** Forgets those of a kind, as {@link listDue} has them. @returns whether there were any */
export async function take(
  tx: Tx,
  { kind, aboutId, since }: StoredRelease & { since: number },
): Promise<boolean> {
  const taken = await tx.$executeRaw`
    DELETE FROM release
    WHERE kind = ${kind} AND about_id IS NOT DISTINCT FROM ${aboutId}::text
      AND (open_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint OR at < ${new Date(since)})`;
  return taken > 0;
}
