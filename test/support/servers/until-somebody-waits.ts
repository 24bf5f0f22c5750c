import type { Database } from '../../../infra/db/client.ts';

/** Waits until some transaction of this database waits for a lock. */
export async function untilSomebodyWaits(db: Database): Promise<void> {
  for (;;) {
    const waiting = await db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
