import type { Client } from 'pg';
import { largeRows, type SeedSize } from './large-rows.ts';

/**
 * Fills a migrated database without customers with many of them, always the same for the same size, one statement a
 * kind of row; then lets PostgreSQL learn its statistics.
 *
 * @throws Error when there are customers already
 */
export async function seedLarge(
  client: Client,
  size: SeedSize,
  onProgress: (line: string) => void,
): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM customer LIMIT 1');
  if (rows.length > 0) throw new Error('there are customers already: the seed is for an empty database');
  for (const { name, sql } of largeRows(size)) {
    const startedAt = performance.now();
    const { rowCount } = await client.query(sql);
    onProgress(`${name}: ${rowCount} rows in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  await client.query('VACUUM (ANALYZE)');
}
