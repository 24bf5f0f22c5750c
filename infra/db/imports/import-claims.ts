import { z } from 'zod';
import { keyedPoolOf, type Database, type Tx } from '../client.ts';

/** Tells keys of imports from those of other advisory locks; see `locks.ts`. */
const SEED = 11;
/** Tells keys of sources from them. */
const SOURCE_SEED = 12;

/** Told to whoever looks at an import that nobody works on any more. */
const ABANDONED = 'Its process ended; import the file again, what it had stored is skipped.';

/** What somebody works on: an import, and where it closes what a file lacks the source of the file. */
export interface Claim {
  importId: string;
  source: string | null;
}

/**
 * Does the work of an import under a lock that ends with this process or its connection, however it ends: while it is
 * held, nobody takes the import for abandoned. The row of the import is made by `work`.
 *
 * @returns null: somebody else works on the import, or on another one that closes what is open of the source
 */
export async function underClaim<T>(
  db: Database,
  { importId, source }: Claim,
  work: () => Promise<T>,
): Promise<T | null> {
  const connection = await keyedPoolOf(db).connect();
  // A connection that breaks loses the lock and is not used again; without a listener it would end the process.
  connection.on('error', () => {});
  try {
    const take = async (key: string, seed: number): Promise<boolean> => {
      const { rows } = await connection.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS taken',
        [key, seed],
      );
      return rows[0]?.taken === true;
    };
    if (!(await take(importId, SEED))) return null;
    if (source !== null && !(await take(source, SOURCE_SEED))) return null;
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
    UPDATE import SET status = 'failed', error = ${ABANDONED}, finished_at = ${new Date(now)},
      closing = CASE closing WHEN 'pending' THEN 'nothing' ELSE closing END
    FROM abandoned WHERE import.id = abandoned.id AND import.status = 'running'
    RETURNING import.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
