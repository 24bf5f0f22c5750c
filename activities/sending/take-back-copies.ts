import { Context } from '@temporalio/activity';
import { attempt } from '../../commands/wakes.ts';
import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * What a try that ended without a word left of the copies behind a main one: those that it had not begun leave, those that
 * it had handed over are in doubt (D1). Its fence does not pass any more, and its late result still settles a doubt. Without
 * a try before this one it asks nothing.
 */
export async function takeBackCopies(deps: ActivityDeps, source: SourceRef): Promise<void> {
  if (Context.current().info.attempt === 1) return;
  const { store, db, lifecycle } = deps;
  const [left] = await store.abandonedCopies.takeBack(db, { of: source, now: await deps.now() });
  if (left?.customerId != null) await attempt(lifecycle.wakeCopies({ ...left, customerId: left.customerId }));
}
