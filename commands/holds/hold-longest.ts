import type { Actor } from '../../contracts/actor.ts';
import { holdChanges } from '../../contracts/holds/changes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { EngineHold } from '../../infra/db/holds/holds.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { touchCustomers } from '../customers/touch-customer.ts';

/**
 * Holds an enrollment back because of what was heard (I4). An open hold of the same kind and author grows to the later end
 * and never shrinks, so that what is heard again opens no second one. To be called with the customer locked.
 */
export async function holdLongest(
  { store, newId }: CommandDeps,
  tx: Tx,
  hold: Omit<EngineHold, 'id'>,
): Promise<{ holdId: string; isNew: boolean }> {
  return store.holds.holdLongest(tx, { ...hold, id: newId('hold') });
}

/** What a customer is held back for, and what of it goes on. */
export interface CustomerHold {
  customerId: string;
  kind: 'reply' | 'out_of_office';
  reason: string;
  /** The enrollment that hears of it by itself; null: everything is held. */
  exceptEnrollmentId: string | null;
  /** Epoch milliseconds; null: until a person ends it. */
  expiresAt: number | null;
  now: number;
}

/**
 * Holds everything back that would be said to a customer, but for one enrollment (I4): no message rendered before passes
 * its fence. A person lets it go on by ending the hold.
 *
 * @returns the enrollments to wake after the commit
 */
export async function holdCustomer(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { customerId, kind, reason, exceptEnrollmentId, expiresAt, now }: CustomerHold,
): Promise<string[]> {
  const toWake = await touchCustomers(deps, tx, [customerId]);
  const target = { scope: 'customer', customerId, exceptEnrollmentId } as const;
  const said = { kind, reason, authorId: actor.userId, startedAt: now, expiresAt };
  const { holdId, isNew } = await holdLongest(deps, tx, { ...said, target });
  if (isNew) {
    const data = { scope: 'customer', kind };
    await recordChange(deps, tx, holdChanges.opened, { actor, now, entityId: holdId, customerId, data });
  }
  await deps.store.customerRefresh.mark(tx, { customerIds: [customerId], now });
  return toWake.filter((enrollmentId) => enrollmentId !== exceptEnrollmentId);
}
