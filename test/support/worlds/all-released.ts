import type { CommandDeps } from '../../../commands/deps.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';

/** Passes of the reconciler, until nothing is to be released once more. */
export async function allReleased(deps: CommandDeps): Promise<void> {
  // Transactions of other tests on the same server may have begun before.
  while ((await deps.db.release.count()) > 0) await reconcile(deps);
}
