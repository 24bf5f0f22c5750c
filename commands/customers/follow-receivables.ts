import { SYSTEM } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../organisation-today.ts';

/** What following receivables did. */
export interface Followed {
  signalsStarted: number;
  signalsEnded: number;
  /** Customers whose invoices are no longer held back by a promise. */
  freedCustomerIds: string[];
}

/**
 * Decides the promises of customers by their payments (C13) and applies the rules of their signals (C12): two statements
 * in the transaction that changed their receivables, whoever did. The customers are locked by it.
 */
export async function followReceivables(
  deps: CommandDeps,
  tx: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<Followed> {
  const today = await organisationToday(deps, tx, { actor: SYSTEM, now });
  const decided = await deps.store.promiseDecisions.decide(tx, { customerIds, today, now });
  const seedId = deps.newId('signal');
  const { started, ended } = await deps.store.signalRules.apply(tx, { customerIds, today, now, seedId });
  const freed = decided.filter((promise) => promise.hasFreed).map((promise) => promise.customerId);
  return { signalsStarted: started, signalsEnded: ended, freedCustomerIds: [...new Set(freed)] };
}
