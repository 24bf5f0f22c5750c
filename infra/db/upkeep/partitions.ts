import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';

/** Tables that have a partition a month, by `at`. */
const PARTITIONED = ['change', 'audit'] as const;
/** So many months stand ready behind the present one: time enough for somebody to notice that none are made. */
const MONTHS_AHEAD = 3;

/**
 * Makes the partitions that are missing, of this month and those ahead. What was written before its partition came
 * moves there from the default one. @returns how many were made; null: the tables are so busy that the next call has to
 * do it
 */
export async function makeAhead(db: Tx, now: number): Promise<number | null> {
  const at = new Date(now);
  try {
    const rows = await db.$queryRaw<{ made: number }[]>`
      SELECT coalesce(sum(make_partitions(of_table, ${at}::timestamptz, ${MONTHS_AHEAD}::int)), 0)::int AS made
      FROM unnest(${[...PARTITIONED]}::text[]) AS of_table`;
    return rows[0]!.made;
  } catch (error) {
    if (faultOf(error) === 'busy') return null;
    throw error;
  }
}
