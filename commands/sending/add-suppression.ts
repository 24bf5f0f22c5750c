import type { Actor, Viewer } from '../../contracts/actor.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import type { AddSuppression, Suppression } from '../../contracts/sending/suppressions.ts';
import { readSuppressedAddress, suppressionKeys } from '../../domain/sending/suppressed-address.ts';
import type { Channel } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/** The region that national numbers are read with; of addresses nobody asks. */
export async function regionFor(
  { store }: CommandDeps,
  tx: Tx,
  viewer: Viewer,
  channel: Channel,
): Promise<string | null> {
  return channel === 'sms' ? (await store.organisation.get(tx, viewer)).defaultRegion : null;
}

/** An entry as the audit log has it: by the key of a number it tells who may read it (U3). */
export function audited<T extends Suppression>(entry: T, addressKey: string): T & { addressKey?: string } {
  return entry.channel === 'sms' ? { ...entry, addressKey } : entry;
}

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
  const { channel } = input;
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const region = await regionFor(deps, tx, actor, channel);
    const read = readSuppressedAddress(channel, input.address, region);
    if (!read.ok) {
      refuseInvalid([{ field: 'address', message: read.message }]);
      throw new Error('an address that is refused cannot be stored');
    }
    const { address, key } = read;
    const addressKeys = suppressionKeys(channel, address, region);
    await touch(...(await deps.store.suppressions.customersAt(tx, { channel, addressKeys })));
    const { suppression, isNew } = await deps.store.suppressions.insertOnce(tx, actor, {
      id: deps.newId('suppression'),
      channel,
      address,
      addressKey: key,
      addressKeys,
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
        after: audited(suppression, key),
      });
    }
    return suppression;
  });
}
