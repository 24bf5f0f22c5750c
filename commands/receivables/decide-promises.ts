import type { Tx } from '../../infra/db/client.ts';
import type { Touched } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Decides the promises of customers by their payments (C13), in one statement of the transaction that changed their
 * receivables, whoever did. The customers are locked by it.
 *
 * @returns customers with invoices that a promise no longer holds back
 */
export async function decidePromises(
  { store }: CommandDeps,
  tx: Tx,
  { customerIds, today, now }: Touched,
): Promise<string[]> {
  const decided = await store.promiseDecisions.decide(tx, { customerIds, today, now });
  const freed = decided.filter((promise) => promise.hasFreed).map((promise) => promise.customerId);
  return [...new Set(freed)];
}
