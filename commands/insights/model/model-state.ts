import type { InsightMode } from '../../../contracts/access/kinds.ts';
import type { ModelState } from '../../../contracts/insights/insights.ts';
import { ASKED_EVERY_MS } from '../../../domain/insights/model/merge.ts';
import type { ModelInsight } from '../../../infra/db/insights/model-insights.ts';

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Says where the language model stands with a customer, and when it is asked. */
export function modelStateOf(
  row: ModelInsight | undefined,
  { mode, isAvailable, now }: { mode: InsightMode; isAvailable: boolean; now: number },
): ModelState {
  const known = {
    nextAt: null,
    askedAt: isoOrNull(row?.askedAt ?? null),
    computedAt: isoOrNull(row?.computedAt ?? null),
    dropped: row?.dropped ?? {},
  };
  if (mode === 'rules') return { ...known, status: 'off' };
  if (!isAvailable) return { ...known, status: 'unavailable' };
  if (!row?.isWanted) return { ...known, status: 'idle' };
  if (row.claimedUntil !== null && row.claimedUntil > now) return { ...known, status: 'asking' };
  const rested = row.isAskedFor || row.askedAt === null ? now : row.askedAt + ASKED_EVERY_MS;
  const nextAt = isoOrNull(Math.max(now, rested, row.retryAt ?? 0));
  return { ...known, status: row.failureCode === null ? 'waiting' : 'failed', nextAt };
}
