import { Context } from '@temporalio/activity';
import {
  REFRESH_CHUNK,
  refreshCustomers,
  type RefreshReport,
} from '../../commands/insights/refresh-customers.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** How far it came: the last customer that was done, and what was done so far. */
interface Progress extends RefreshReport {
  after: string | null;
}

/**
 * Applies the signal rules to every customer and decides promises whose day has passed (C12, C13), chunk by chunk in the
 * order of ids. The cursor is in the heartbeat: after a crash it goes on where it was.
 */
export function createRefreshAllCustomers(deps: ActivityDeps) {
  return async function refreshAllCustomers(): Promise<RefreshReport> {
    const context = Context.current();
    const before = context.info.heartbeatDetails as Progress | undefined;
    let progress: Progress = before ?? { after: null, customers: 0, signalsStarted: 0, signalsEnded: 0 };
    const details = () => progress;
    const refresh = async (): Promise<void> => {
      for (;;) {
        context.heartbeat(progress);
        endIfGivenUp(deps);
        const { after } = progress;
        const customerIds = await deps.store.customerRefresh.nextCustomers(deps.db, {
          after,
          limit: REFRESH_CHUNK,
        });
        const last = customerIds.at(-1);
        if (last === undefined) return;
        const report = await refreshCustomers(deps, customerIds);
        progress = {
          after: last,
          customers: progress.customers + report.customers,
          signalsStarted: progress.signalsStarted + report.signalsStarted,
          signalsEnded: progress.signalsEnded + report.signalsEnded,
        };
      }
    };
    await whileBeating(deps, refresh, details);
    const { customers, signalsStarted, signalsEnded } = progress;
    return { customers, signalsStarted, signalsEnded };
  };
}
