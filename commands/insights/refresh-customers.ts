import { SYSTEM } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { planCustomers } from '../programs/plan-program.ts';
import { refreshInsights } from './refresh-insights.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import { decidePromises } from '../receivables/decide-promises.ts';
import { applySignalRules } from './apply-signal-rules.ts';

/** Customers of one transaction: their locks are held for a fraction of a second. */
export const REFRESH_CHUNK = 500;

/** What a refresh did. */
export interface RefreshReport {
  customers: number;
  signalsStarted: number;
  signalsEnded: number;
}

/** What a refresh of some customers did. */
export interface RefreshedCustomers extends RefreshReport {
  /** They stay marked: a program is planned or generated just now, and their plan follows. */
  isPostponed: boolean;
}

/**
 * Brings everything that is derived from the receivables and the thread of customers up to date, in one transaction:
 * promises (C13), signals (C12), insights (C14) and recommended actions (Q6); and in a second one what collection
 * programs plan for them (P10). Run nightly for all, and for those whose invoices or thread changed. Safe to repeat;
 * customers that are gone are left out.
 */
export async function refreshCustomers(
  deps: CommandDeps,
  customerIds: readonly string[],
): Promise<RefreshedCustomers> {
  const now = await deps.now();
  const limits = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS };
  const { report, toWake, marks } = await deps.db.$transaction(async (tx) => {
    const read = await deps.store.customerRefresh.lock(tx, customerIds);
    const today = await organisationToday(deps, tx, { actor: SYSTEM, now });
    const freed = await decidePromises(deps, tx, { customerIds, today, now });
    const { started, ended } = await applySignalRules(deps, tx, { customerIds, today, now });
    await refreshInsights(deps, tx, { customerIds, now });
    // Only what is new is worth asking a model about: not the whole of every night.
    const changed = [...read.keys()];
    if (changed.length > 0)
      await deps.store.modelInsights.want(tx, { customerIds: changed, isAskedFor: false, now });
    return {
      report: { customers: customerIds.length, signalsStarted: started, signalsEnded: ended },
      toWake: await touchCustomers(deps, tx, freed),
      marks: read,
    };
  }, limits);
  await wakeEnrollments(deps, toWake);
  const plan = (tx: Tx) => planCustomers(deps, tx, { customerIds, now });
  const { isPostponed } = await deps.db.$transaction(plan, limits);
  await deps.store.customerRefresh.clear(deps.db, marks);
  return { ...report, isPostponed };
}

/**
 * Refreshes customers that are marked, and those whose promise or signal ran out since, up to a number of chunks: what
 * is left is for the next time.
 */
export async function refreshMarked(deps: CommandDeps, { chunks }: { chunks: number }): Promise<number> {
  const now = await deps.now();
  const today = await organisationToday(deps, deps.db, { actor: SYSTEM, now });
  await deps.store.customerRefresh.markPassed(deps.db, { today, now });
  let refreshed = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const customerIds = await deps.store.customerRefresh.findMarked(deps.db, { limit: REFRESH_CHUNK });
    const isPostponed = customerIds.length > 0 && (await refreshCustomers(deps, customerIds)).isPostponed;
    refreshed += customerIds.length;
    // Those that stay marked would be found again at once.
    if (isPostponed || customerIds.length < REFRESH_CHUNK) break;
  }
  return refreshed;
}
