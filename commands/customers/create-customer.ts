import type { Actor } from '../../contracts/actor.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import type { CreateCustomer, Customer } from '../../contracts/customers/customers.ts';
import { found } from '../../contracts/problems.ts';
import { checkCustomerReferences } from './check-customer-references.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates a customer (C1), `active` unless said otherwise.
 *
 * @throws ProblemError `validation` for owners that are no active users
 * @throws ProblemError `conflict` when the external id is taken
 */
export function createCustomer(deps: CommandDeps, actor: Actor, input: CreateCustomer): Promise<Customer> {
  return runCommand(deps, actor, async (tx, now) => {
    await checkCustomerReferences(deps, tx, input, null);
    const customerId = deps.newId('customer');
    await deps.store.customers.insert(tx, {
      id: customerId,
      name: input.name,
      externalId: input.externalId ?? null,
      status: input.status ?? 'active',
      currency: input.currency,
      arOwnerId: input.arOwnerId ?? null,
      salesOwnerId: input.salesOwnerId ?? null,
      zone: input.zone ?? null,
      locale: input.locale ?? null,
      score: input.score ?? null,
      properties: input.properties ?? {},
      source: input.source ?? 'api',
      now,
    });
    const today = await organisationToday(deps, tx, { actor, now });
    // Its own creator sees it: a new customer is in no visibility group.
    const customer = found(await deps.store.customers.find(tx, actor, { customerId, today }), 'customer');
    const { balances: _balances, ...after } = customer;
    await recordChange(deps, tx, customerChanges.created, {
      actor,
      now,
      entityId: customerId,
      after,
    });
    return customer;
  });
}
