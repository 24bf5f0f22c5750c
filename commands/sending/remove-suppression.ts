import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import { ERASED } from '../../domain/erased.ts';
import { suppressionKeys } from '../../domain/sending/suppressed-address.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { audited, regionFor } from './add-suppression.ts';
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
    const { channel, address, addressKey } = found(
      await suppressions.addressOf(tx, actor, suppressionId),
      'suppression',
    );
    const region = await regionFor(deps, tx, actor, channel);
    // Of a forgotten address only the hash is left.
    const spelled = address === ERASED ? [] : suppressionKeys(channel, address, region);
    const compared = { channel, addressKeys: [...new Set([addressKey, ...spelled])] };
    await touch(...(await suppressions.customersAt(tx, compared)));
    for (const before of await suppressions.remove(tx, actor, compared)) {
      const { id: entityId } = before;
      const kept = before.address === ERASED ? before : audited(before, spelled[0] ?? addressKey);
      await recordChange(deps, tx, suppressionChanges.removed, { actor, now, entityId, before: kept });
    }
  });
}
