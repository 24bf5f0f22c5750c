import { SYSTEM } from '../../contracts/actor.ts';
import type { InsightMode } from '../../contracts/access/kinds.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { stepsBeside } from '../../domain/insights/model/merge.ts';
import { mayBeAsked, planOf } from '../../domain/insights/plan.ts';
import { summarise } from '../../domain/insights/summary.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StoredInsight } from '../../infra/db/insights/insights.ts';
import type { CommandDeps } from '../deps.ts';

/** What rules say of a customer, and whether somebody may call about money. */
export interface WorkedOut extends StoredInsight {
  mayCall: boolean;
}

/** Works summaries and plans of customers out from what is observed now (C14), without a model. Reads only. */
export async function workOutInsights(
  deps: CommandDeps,
  db: Tx,
  { customerIds, zone, now }: { customerIds: readonly string[]; zone: string; now: number },
): Promise<WorkedOut[]> {
  const today = localDateOf(now, zone);
  const observations = await deps.store.observations.read(db, { customerIds, today, now });
  return observations.map((row) => ({
    customerId: row.customerId,
    summary: summarise(row, { today, zone }),
    plan: planOf(row, { today, zone }),
    mayCall: mayBeAsked(row),
    computedAt: now,
  }));
}

/**
 * Stores summaries and plans of customers that are locked by this transaction, and what they recommend (Q6), those steps
 * of a model included that it has found before: here it is not asked.
 */
export async function refreshInsights(
  deps: CommandDeps,
  tx: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<void> {
  const { zone, insights: mode } = await deps.store.organisation.get(tx, SYSTEM);
  const worked = await workOutInsights(deps, tx, { customerIds, zone, now });
  await deps.store.insights.saveAll(
    tx,
    worked.map(({ mayCall: _mayCall, ...insight }) => insight),
  );
  const ofModel = await stepsOfModel(deps, tx, { worked, mode, now });
  const actions = worked.flatMap(({ customerId, plan }) =>
    [...plan, ...(ofModel.get(customerId) ?? [])]
      .filter((step) => step.isRecommended)
      .map((step) => ({ ...step, id: deps.newId('action'), customerId })),
  );
  await deps.store.actions.recommend(tx, { customerIds, actions, now });
}

async function stepsOfModel(
  { store }: CommandDeps,
  tx: Tx,
  { worked, mode, now }: { worked: readonly WorkedOut[]; mode: InsightMode; now: number },
) {
  if (mode === 'rules') return new Map<string, ReturnType<typeof stepsBeside>>();
  const customerIds = worked.map(({ customerId }) => customerId);
  const found = await store.modelInsights.find(tx, { customerIds, now });
  return new Map(
    worked.map((row) => [row.customerId, stepsBeside(row.plan, found.get(row.customerId)?.plan ?? [], row)]),
  );
}
