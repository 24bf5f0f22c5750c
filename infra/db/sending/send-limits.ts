import type { RawTx } from '../raw-transaction.ts';
import { dayOf, dayToDate } from '../rows.ts';

/** Where a limit's cursor stands: slots before it are given out. `day` is `YYYY-MM-DD` in the limit's zone. */
export interface SendLimit {
  nextFreeAt: number;
  day: string;
  used: number;
}

/** Locks a limit's row, the last lock of a claim. Null: nothing was sent under it yet. */
export async function lockLimit(tx: RawTx, scope: string): Promise<SendLimit | null> {
  const rows = await tx.$queryRaw<{ next_free_at: Date; day: Date; used: number }[]>`
    SELECT next_free_at, day, used FROM send_limit WHERE scope = ${scope} FOR UPDATE`;
  const row = rows[0];
  return row ? { nextFreeAt: row.next_free_at.getTime(), day: dayOf(row.day), used: row.used } : null;
}

/** Moves the cursor. A first row that somebody else wrote meanwhile wins: false, take the slot again. */
export async function saveLimit(
  tx: RawTx,
  scope: string,
  limit: SendLimit,
  isNew: boolean,
): Promise<boolean> {
  const at = new Date(limit.nextFreeAt);
  const day = dayToDate(limit.day);
  if (!isNew) {
    await tx.$executeRaw`
      UPDATE send_limit SET next_free_at = ${at}, day = ${day}::date, used = ${limit.used} WHERE scope = ${scope}`;
    return true;
  }
  const inserted = await tx.$executeRaw`
    INSERT INTO send_limit (scope, next_free_at, day, used) VALUES (${scope}, ${at}, ${day}::date, ${limit.used})
    ON CONFLICT (scope) DO NOTHING`;
  return inserted === 1;
}

/** Counts copies under a limit of a day, unless it has no room for them: false. More than the limit need an empty day. `day` is `YYYY-MM-DD` in the limit's zone. */
export async function takeShare(
  tx: RawTx,
  { scope, day, cap, copies, now }: { scope: string; day: string; cap: number; copies: number; now: number },
): Promise<boolean> {
  const date = dayToDate(day);
  const taken = await tx.$executeRaw`
    INSERT INTO send_limit AS l (scope, next_free_at, day, used) VALUES (${scope}, ${new Date(now)}, ${date}::date, ${copies}::int)
    ON CONFLICT (scope) DO UPDATE SET day = excluded.day, used = CASE WHEN l.day = excluded.day THEN l.used + ${copies}::int ELSE ${copies}::int END
    WHERE l.day <> excluded.day OR l.used = 0 OR l.used + ${copies}::int <= ${cap}::int`;
  return taken === 1;
}
