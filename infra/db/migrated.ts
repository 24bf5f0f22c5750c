import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** A migration takes seconds or minutes: asked so often, it is noticed soon enough. */
const ASK_EVERY_MS = 1_000;

/** Waits until a {@link createMigratedCheck} says yes; a database that does not answer has said no. `onWait`: told once. */
export async function untilMigrated(check: () => Promise<boolean>, onWait: () => void): Promise<void> {
  for (let asked = 0; !(await check().catch(() => false)); asked += 1) {
    if (asked === 0) onWait();
    await sleep(ASK_EVERY_MS);
  }
}
