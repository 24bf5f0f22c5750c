import type { Database, Tx } from '../../../infra/db/client.ts';

/**
 * Changes rows in a way that no code of ours does: the guard of declared states (`tools/testing/state-guard.ts`) looks
 * away until the end of the transaction.
 */
export function byHand<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('test.by_hand', 'on', true)`;
    return work(tx);
  });
}
