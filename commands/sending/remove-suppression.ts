import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import { readSuppressedAddress } from '../../domain/sending/suppressed-address.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/**
 * Allows messages to an address again.
 *
 * @throws ProblemError `not_found` when there is no such entry
 */
export function removeSuppression(
  deps: CommandDeps,
  actor: Actor,
  { suppressionId }: { suppressionId: string },
): Promise<void> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const before = found(await deps.store.suppressions.find(tx, actor, suppressionId), 'suppression');
    const read = readSuppressedAddress(before.channel, before.address);
    if (read.ok) await touch(...(await deps.store.suppressions.customersAt(tx, before.channel, read.key)));
    await deps.store.suppressions.remove(tx, suppressionId);
    const { id: entityId } = before;
    await recordChange(deps, tx, suppressionChanges.removed, { actor, now, entityId, before });
  });
}
