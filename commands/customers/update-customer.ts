import type { Actor } from '../../contracts/actor.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import type { Customer, UpdateCustomer } from '../../contracts/customers/customers.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import { found } from '../../contracts/problems.ts';
import { checkCustomerReferences } from './check-customer-references.ts';
import { refuseProperties } from './check-properties.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from './touch-customer.ts';

/**
 * Changes members of a customer; its enrollments look again, since its status or owner may matter to them.
 *
 * @throws ProblemError `not_found` when absent or hidden
 * @throws ProblemError `validation` for owners that are no active users, and properties that are not what they were defined as
 * @throws ProblemError `conflict` when the external id is taken
 */
export function updateCustomer(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...change }: UpdateCustomer & { customerId: string },
): Promise<Customer> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const today = await organisationToday(deps, tx, { actor, now });
    const read = async () =>
      found(await deps.store.customers.find(tx, actor, { customerId, today }), 'customer');
    await read();
    await touch(customerId);
    const { balances: _was, ...before } = await read();
    await checkCustomerReferences(deps, tx, change, customerId);
    const stored = before.properties;
    await refuseProperties(deps, tx, { entity: 'customer', values: change.properties, stored });
    await deps.store.customers.update(tx, customerId, { ...change, now });
    const customer = await read();
    if (change.arOwnerId !== undefined || change.salesOwnerId !== undefined)
      await deps.hooks.followSight(deps, tx, { of: { customerIds: [customerId] }, actor, now });
    const { balances: _is, ...after } = customer;
    await recordChange(deps, tx, customerChanges.updated, {
      actor,
      now,
      entityId: customerId,
      before,
      after,
      data: { fields: Object.keys(change) },
    });
    await recordOwners(deps, tx, { actor, now, before, after: customer });
    return customer;
  });
}

/** Who owns it is told by itself, as it is of many at once. */
async function recordOwners(
  { store }: CommandDeps,
  tx: Tx,
  { actor, now, before, after }: { actor: Actor; now: number } & Record<'before' | 'after', Owned>,
): Promise<void> {
  const by = { actor, now };
  const { id: entityId, arOwnerId, salesOwnerId } = after;
  await store.changes.recordAll(tx, [
    ...(before.arOwnerId === arOwnerId
      ? []
      : [changeEntry(customerChanges.arOwnerSet, by, { entityId, data: { arOwnerId } })]),
    ...(before.salesOwnerId === salesOwnerId
      ? []
      : [changeEntry(customerChanges.salesOwnerSet, by, { entityId, data: { salesOwnerId } })]),
  ]);
}

type Owned = Pick<Customer, 'id' | 'arOwnerId' | 'salesOwnerId'>;
