import type { Actor } from '../../contracts/actor.ts';
import { contactChanges } from '../../contracts/customers/changes.ts';
import type { Contact, CreateContact } from '../../contracts/customers/contacts.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { readPhones } from './read-phones.ts';
import { runCustomerCommand } from './touch-customer.ts';

/**
 * Adds a contact to a customer (C6). As primary it takes the mark from the one before.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 */
export function createContact(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: CreateContact & { customerId: string },
): Promise<Contact> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    if (!(await deps.store.customers.isVisible(tx, actor, customerId))) {
      throw new ProblemError('not_found', 'No such customer.');
    }
    await touch(customerId);
    const isPrimary = input.isPrimary ?? false;
    if (isPrimary) await deps.store.contacts.clearPrimary(tx, customerId, now);
    const phone = input.phone ?? null;
    const [compared] = await readPhones(deps, tx, actor, [phone]);
    const contact = await deps.store.contacts.insert(tx, {
      id: deps.newId('contact'),
      customerId,
      name: input.name ?? null,
      email: input.email ?? null,
      phone,
      ...compared!,
      title: input.title ?? null,
      department: input.department ?? null,
      type: input.type ?? null,
      isPrimary,
      isActive: true,
      source: input.source ?? 'api',
      externalId: null,
      synced: null,
      overrides: null,
      now,
    });
    await recordChange(deps, tx, contactChanges.created, {
      actor,
      now,
      entityId: contact.id,
      after: contact,
      customerId,
    });
    return contact;
  });
}
