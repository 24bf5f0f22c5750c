import type { Actor } from '../../contracts/actor.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import type { AddSuppression, Suppression } from '../../contracts/sending/suppressions.ts';
import { readSuppressedAddress } from '../../domain/sending/suppressed-address.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/** An address to suppress. */
export interface Suppressing extends AddSuppression {
  /** Who told of it; left out: a call of the API. */
  source?: string;
  /** Left out: for good; epoch milliseconds. */
  expiresAt?: number;
}

/**
 * Suppresses an address (D3); one that is suppressed already stays as it is. No message to it passes its fence after
 * this returns. What the actor may not know of (U3) makes no difference to the reply, nor to what they see later.
 *
 * @throws ProblemError `validation` for what is no address of the channel
 */
export function addSuppression(deps: CommandDeps, actor: Actor, input: Suppressing): Promise<Suppression> {
  const read = readSuppressedAddress(input.channel, input.address);
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    if (!read.ok) {
      refuseInvalid([{ field: 'address', message: read.message }]);
      throw new Error('an address that is refused cannot be stored');
    }
    const { address, key } = read;
    await touch(...(await deps.store.suppressions.customersAt(tx, input.channel, key)));
    const { suppression, isNew } = await deps.store.suppressions.insertOnce(tx, actor, {
      id: deps.newId('suppression'),
      channel: input.channel,
      address,
      addressKey: key,
      reason: input.reason,
      note: input.note ?? null,
      source: input.source ?? 'api',
      authorId: actor.userId,
      expiresAt: input.expiresAt ?? null,
      now,
    });
    if (isNew) {
      const { id: entityId } = suppression;
      await recordChange(deps, tx, suppressionChanges.added, {
        actor,
        now,
        entityId,
        after: suppression,
      });
    }
    return suppression;
  });
}
