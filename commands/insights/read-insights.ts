import { SYSTEM, type Viewer } from '../../contracts/actor.ts';
import type { Insights } from '../../contracts/insights/insights.ts';
import { MAX_PAGE_SIZE } from '../../contracts/paging.ts';
import { found } from '../../contracts/problems.ts';
import { stepsBeside } from '../../domain/insights/model/merge.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { modelStateOf } from './model/model-state.ts';
import { refreshCustomers } from './refresh-customers.ts';
import { workOutInsights } from './refresh-insights.ts';

interface Customer {
  customerId: string;
}

/** Rules quote nothing. */
const byRule = { origin: 'rule', quote: null } as const;

/**
 * Signals, summary and plan of a customer (C14), never older than its receivables and its thread, and of today: what is
 * overdue and due changes with the day. What a model found stands beside them. Reads only.
 *
 * @throws ProblemError `not_found` when absent or hidden
 */
export async function readInsights(
  deps: CommandDeps,
  viewer: Viewer,
  { customerId }: Customer,
): Promise<Insights> {
  const { db, store } = deps;
  const now = await deps.now();
  const query = { customerId, now, isActive: true, limit: MAX_PAGE_SIZE };
  const signals = found(await store.signals.list(db, viewer, query), 'customer');
  const { zone, insights: mode } = await store.organisation.get(db, SYSTEM);
  const row = (await store.modelInsights.find(db, { customerIds: [customerId], now })).get(customerId);
  const ofModel = mode === 'model' && row ? row : { summary: [], plan: [] };
  const stored = await store.insights.findFresh(db, viewer, customerId);
  const isOfToday = stored !== null && localDateOf(stored.computedAt, zone) === localDateOf(now, zone);
  // Whether somebody may call is seen only as it is worked out.
  const isStored = isOfToday && ofModel.plan.length === 0;
  const insight = isStored
    ? { ...stored, mayCall: false }
    : (await workOutInsights(deps, db, { customerIds: [customerId], zone, now }))[0];
  const { summary, plan, mayCall, computedAt } = found(insight, 'customer');
  const ranks = store.signals.SEVERITY_RANKS;
  const steps = stepsBeside(plan, ofModel.plan, { mayCall });
  return {
    customerId,
    computedAt: new Date(computedAt).toISOString(),
    signals: signals.items.sort((a, b) => ranks[b.severity] - ranks[a.severity]),
    summary: [
      ...summary.map((item) => ({ ...item, ...byRule })),
      ...ofModel.summary.map((item) => ({ ...item, origin: 'ai' as const })),
    ],
    plan: [
      ...plan.map((step) => ({ ...step, ...byRule })),
      ...steps.map((step) => ({ ...step, origin: 'ai' as const })),
    ].sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)),
    model: modelStateOf(row, { mode, isAvailable: deps.writer.isAvailable, now }),
  };
}

/**
 * Works everything out again on request, and lets the model be asked where there is one: its answer comes later.
 *
 * @throws ProblemError `not_found` when absent or hidden
 */
export async function requestInsights(
  deps: CommandDeps,
  viewer: Viewer,
  { customerId }: Customer,
): Promise<Insights> {
  found((await deps.store.customers.isVisible(deps.db, viewer, customerId)) || null, 'customer');
  await refreshCustomers(deps, [customerId]);
  if (deps.writer.isAvailable) {
    const now = await deps.now();
    await deps.store.modelInsights.want(deps.db, { customerIds: [customerId], isAskedFor: true, now });
    if (await deps.store.modelInsights.hasDue(deps.db, now))
      await attempt(deps.lifecycle.startModelInsights());
  }
  return readInsights(deps, viewer, { customerId });
}
