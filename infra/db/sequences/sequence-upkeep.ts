import type { Tx } from '../client.ts';

/** Sequences whose enrollments have not all followed the newest plan. */
export async function findUndrained(db: Tx): Promise<{ sequenceId: string; planVersion: number }[]> {
  const rows = await db.$queryRaw<{ id: string; plan_version: number }[]>`
    SELECT id, plan_version FROM sequence WHERE activated_at IS NOT NULL AND drained_version < plan_version`;
  return rows.map((row) => ({ sequenceId: row.id, planVersion: row.plan_version }));
}

/** Activated sequences whose end has come (S12). */
export async function findEnding(db: Tx, now: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM sequence WHERE status = 'active' AND end_at <= ${new Date(now)}`;
  return rows.map((row) => row.id);
}
