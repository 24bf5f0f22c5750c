import type { Tx } from '../../infra/db/client.ts';
import type { Touched } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Applies the rules of the signals of customers (C12), in one statement of the transaction that changed their
 * receivables, after their promises. The customers are locked by it.
 *
 * @returns how many signals began and ended
 */
export function applySignalRules(
  { store, newId }: CommandDeps,
  tx: Tx,
  { customerIds, today, now }: Touched,
): Promise<{ started: number; ended: number }> {
  return store.signalRules.apply(tx, { customerIds, today, now, seedId: newId('signal') });
}
