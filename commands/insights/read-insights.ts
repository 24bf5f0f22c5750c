import { SYSTEM, type Viewer } from '../../contracts/actor.ts';
import type { Insights } from '../../contracts/insights/insights.ts';
import { MAX_PAGE_SIZE } from '../../contracts/paging.ts';
import { found } from '../../contracts/problems.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { refreshCustomers } from './refresh-customers.ts';
import { workOutInsights } from './refresh-insights.ts';

interface Customer {
  customerId: string;
}

/**
 * Signals, summary and plan of a customer (C14), never older than its receivables and its thread, and of today: what is
 * overdue and due changes with the day. Reads only.
 *
 * @throws ProblemError `not_found` when absent or hidden
 */
export async function readInsights(
  deps: CommandDeps,
  viewer: Viewer,
  { customerId }: Customer,
): Promise<Insights> {
  const now = await deps.now();
  const query = { customerId, now, isActive: true, limit: MAX_PAGE_SIZE };
  const signals = found(await deps.store.signals.list(deps.db, viewer, query), 'customer');
  const { zone } = await deps.store.organisation.get(deps.db, SYSTEM);
  const stored = await deps.store.insights.findFresh(deps.db, viewer, customerId);
  const isOfToday = stored !== null && localDateOf(stored.computedAt, zone) === localDateOf(now, zone);
  const insight = isOfToday
    ? stored
    : (await workOutInsights(deps, deps.db, { customerIds: [customerId], now }))[0];
  const { summary, plan, computedAt } = found(insight, 'customer');
  const ranks = deps.store.signals.SEVERITY_RANKS;
  return {
    customerId,
    computedAt: new Date(computedAt).toISOString(),
    signals: signals.items.sort((a, b) => ranks[b.severity] - ranks[a.severity]),
    summary,
    plan,
  };
}

/**
 * Works everything out again on request.
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
  return readInsights(deps, viewer, { customerId });
}
