import { readdir } from 'node:fs/promises';
import type { Database } from './client.ts';

const FOLDER = new URL('../../prisma/migrations/', import.meta.url);

/** The newest migration of this release. */
async function newestMigration(): Promise<string> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.sort().at(-1) ?? '';
}

/**
 * Asks whether the database has the newest migration of this release: until then its statements may name what is not there.
 * Once it has, it is not asked again.
 *
 * @param newest its name, if not that of prisma/migrations
 */
export function createMigratedCheck(db: Database, newest = newestMigration()): () => Promise<boolean> {
  // Said where it is asked for: nobody listens yet.
  newest.catch(() => undefined);
  let isMigrated = false;
  return async () => {
    if (isMigrated) return true;
    const rows = await db.$queryRaw<unknown[]>`
      SELECT FROM _prisma_migrations WHERE migration_name = ${await newest} AND finished_at IS NOT NULL`;
    isMigrated = rows.length > 0;
    return isMigrated;
  };
}
