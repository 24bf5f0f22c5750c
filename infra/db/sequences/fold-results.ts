import { z } from 'zod';
import type { Database, Tx } from '../client.ts';
import { recount } from './recount-customers.ts';

/** Marks that one transaction takes: a fifth of a second, of customers with ten steps each. */
const CHUNK = 200;

/** Chunks that one caller takes at most: a reader must not wait for long, and what is left is the reconciler's. */
const MOST_CHUNKS = { reader: 5, reconciler: 100 } as const;

/** Key of the advisory lock of those who work facts out: "results" in ASCII. */
const LOCK = 32199693910701171n;

/**
 * Counts what has changed since: works the facts of marked customers out anew, and moves the sums by the difference. One
 * statement when nothing is marked. A change whose transaction is still open is marked when it commits, and counted then.
 *
 * @returns how many customers were counted, and whether that was all
 */
export async function fold(
  db: Database,
  caller: keyof typeof MOST_CHUNKS,
): Promise<{ customers: number; isUpToDate: boolean }> {
  let customers = 0;
  for (let chunk = 0; chunk < MOST_CHUNKS[caller]; chunk += 1) {
    if (!(await hasMarks(db))) return { customers, isUpToDate: true };
    customers += await db.$transaction(async (tx) => {
      await lock(tx);
      const ids = await takeMarks(tx);
      if (ids.length > 0) await recount(tx, ids);
      return ids.length;
    });
  }
  return { customers, isUpToDate: !(await hasMarks(db)) };
}

/** One at a time: sums are moved by differences. Rows of few customers are found by their keys, however the tables grew. */
export async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(${LOCK}), set_config('enable_seqscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)`;
}

async function hasMarks(db: Tx): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM result_mark LIMIT 1`;
  return rows.length > 0;
}

async function takeMarks(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw`
    WITH taken AS (
      DELETE FROM result_mark WHERE id IN (SELECT id FROM result_mark ORDER BY id LIMIT ${CHUNK}) RETURNING customer_id)
    SELECT DISTINCT customer_id AS id FROM taken ORDER BY 1`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}
