import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/**
 * Allows messages to an address again, as far as the actor may know: entries that are hidden from them stay (U3).
 *
 * @throws ProblemError `not_found` when there is no such entry, or it is hidden
 */
export function removeSuppression(
  deps: CommandDeps,
  actor: Actor,
  { suppressionId }: { suppressionId: string },
): Promise<void> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { suppressions } = deps.store;
    const address = found(await suppressions.addressOf(tx, actor, suppressionId), 'suppression');
    await touch(...(await suppressions.customersAt(tx, address.channel, address.addressKey)));
    for (const before of await suppressions.remove(tx, actor, address)) {
      const { id: entityId } = before;
      await recordChange(deps, tx, suppressionChanges.removed, { actor, now, entityId, before });
    }
  });
}
