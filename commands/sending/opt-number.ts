import { SYSTEM } from '../../contracts/actor.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import { suppressionKeys } from '../../domain/sending/suppressed-address.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { audited } from './add-suppression.ts';

/** What a number asks for. */
interface Wish {
  /** E.164. */
  number: string;
  /** What else is written where the wish changed something, in its transaction. */
  within: (tx: Tx) => Promise<void>;
  /** Whether its owner has asked for the opposite since; told late, a wish changes nothing any more. */
  isOvertaken: (tx: Tx) => Promise<boolean>;
}

/**
 * Opts a number out for every customer who has it (D3, M7): no sms to it passes its fence after this returns.
 *
 * @returns false: it has opted out already, or in again since
 */
export function optNumberOut(deps: CommandDeps, { number, within, isOvertaken }: Wish): Promise<boolean> {
  const compared = { channel: 'sms', addressKeys: suppressionKeys('sms', number, null) } as const;
  return runCustomerCommand(deps, SYSTEM, async (tx, now, touch) => {
    await touch(...(await deps.store.suppressions.customersAt(tx, compared)));
    // Behind the locks of those who have it, so that two wishes are one after the other.
    if (await isOvertaken(tx)) return false;
    const id = deps.newId('suppression');
    const entry = await deps.store.optOuts.optOut(tx, { id, number, authorId: SYSTEM.userId, now });
    if (entry === null) return false;
    const after = audited(entry, number);
    await recordChange(deps, tx, suppressionChanges.added, { actor: SYSTEM, now, entityId: entry.id, after });
    await within(tx);
    return true;
  });
}

/**
 * Takes back what the owner of a number asked for by sms, audited (D3, M7). What a person blocked, and a number that was said
 * not to exist, stay on the list.
 *
 * @returns false: there was nothing to take back, or it has opted out again since
 */
export function optNumberIn(deps: CommandDeps, { number, within, isOvertaken }: Wish): Promise<boolean> {
  const addressKeys = suppressionKeys('sms', number, null);
  return runCustomerCommand(deps, SYSTEM, async (tx, now, touch) => {
    await touch(...(await deps.store.suppressions.customersAt(tx, { channel: 'sms', addressKeys })));
    if (await isOvertaken(tx)) return false;
    const gone = await deps.store.optOuts.optIn(tx, addressKeys);
    for (const entry of gone) {
      const before = audited(entry, number);
      await recordChange(deps, tx, suppressionChanges.removed, {
        actor: SYSTEM,
        now,
        entityId: entry.id,
        before,
      });
    }
    if (gone.length > 0) await within(tx);
    return gone.length > 0;
  });
}
