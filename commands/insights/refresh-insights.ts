import { SYSTEM } from '../../contracts/actor.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { planOf } from '../../domain/insights/plan.ts';
import { summarise } from '../../domain/insights/summary.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StoredInsight } from '../../infra/db/insights/insights.ts';
import type { CommandDeps } from '../deps.ts';

/** Works summaries and plans of customers out from what is observed now (C14), without a model. Reads only. */
export async function workOutInsights(
  deps: CommandDeps,
  db: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<StoredInsight[]> {
  const { zone } = await deps.store.organisation.get(db, SYSTEM);
  const today = localDateOf(now, zone);
  const observations = await deps.store.observations.read(db, { customerIds, today, now });
  return observations.map((row) => ({
    customerId: row.customerId,
    summary: summarise(row, { today, zone }),
    plan: planOf(row, { today, zone }),
    computedAt: now,
  }));
}

/** Stores summaries and plans of customers that are locked by this transaction, and what they recommend (Q6). */
export async function refreshInsights(
  deps: CommandDeps,
  tx: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<void> {
  const insights = await workOutInsights(deps, tx, { customerIds, now });
  await deps.store.insights.saveAll(tx, insights);
  const actions = insights.flatMap(({ customerId, plan }) =>
    plan
      .filter((step) => step.isRecommended)
      .map((step) => ({ ...step, id: deps.newId('action'), customerId })),
  );
  await deps.store.actions.recommend(tx, { customerIds, actions, now });
}
