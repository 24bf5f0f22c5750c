import { z } from 'zod';
import { keyedPoolOf, type Database, type Tx } from '../client.ts';

/** Tells keys of imports from those of other advisory locks; see `locks.ts`. */
const SEED = 11;

/** Told to whoever looks at an import that nobody works on any more. */
const ABANDONED = 'Its process ended; import the file again, what it had stored is skipped.';

/**
 * Does the work of an import under a lock that ends with this process or its connection, however it ends: while it is
 * held, nobody takes the import for abandoned. The row of the import is made by `work`.
 */
export async function underClaim<T>(db: Database, importId: string, work: () => Promise<T>): Promise<T> {
  const connection = await keyedPoolOf(db).connect();
  // A connection that breaks loses the lock and is not used again; without a listener it would end the process.
  connection.on('error', () => {});
  try {
    await connection.query('SELECT pg_advisory_lock(hashtextextended($1, $2))', [importId, SEED]);
    return await work();
  } finally {
    // Closed and not given back: the lock goes with it, also when the server does not answer.
    connection.release(true);
  }
}

/**
 * Ends running imports whose process is gone as failed, with the reason. Those that somebody works on are left alone.
 *
 * @returns their ids
 */
export async function failAbandoned(
  db: Tx,
  { createdBefore, now }: { createdBefore: number; now: number },
): Promise<string[]> {
  const rows = await db.$queryRaw`
    WITH running AS MATERIALIZED (
      SELECT id FROM import WHERE status = 'running' AND created_at < ${new Date(createdBefore)}
    ), abandoned AS MATERIALIZED (
      SELECT id FROM running WHERE pg_try_advisory_xact_lock(hashtextextended(id, ${SEED}::bigint))
    )
    UPDATE import SET status = 'failed', error = ${ABANDONED}, finished_at = ${new Date(now)}
    FROM abandoned WHERE import.id = abandoned.id AND import.status = 'running'
    RETURNING import.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
