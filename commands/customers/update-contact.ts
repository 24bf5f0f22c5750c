import type { Actor } from '../../contracts/actor.ts';
import { contactChanges } from '../../contracts/customers/changes.ts';
import type { Contact, UpdateContact } from '../../contracts/customers/contacts.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { overridesAfter } from '../../domain/customers/contact-layers.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { readPhones } from './read-phones.ts';
import { runCustomerCommand } from './touch-customer.ts';

/**
 * Changes or deactivates a contact. Edits of a synced one become overrides; one that is no longer active is not
 * primary either.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when the person was erased (U5)
 * @throws ProblemError `validation` when an inactive contact would be primary, or nothing of it would be left
 */
export function updateContact(
  deps: CommandDeps,
  actor: Actor,
  { contactId, ...change }: UpdateContact & { contactId: string },
): Promise<Contact> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const read = async () => found(await deps.store.contacts.find(tx, actor, contactId), 'contact');
    const { customerId } = await read();
    await touch(customerId);
    const before = await read();
    if (before.erasedAt !== null) throw new ProblemError('conflict', 'The person was erased.');
    const next = { ...before, ...change };
    if (change.isActive === false && change.isPrimary === undefined) next.isPrimary = false;
    refuseInvalid([
      ...(next.isPrimary && !next.isActive
        ? [{ field: 'isPrimary', message: 'must not be set on an inactive contact' }]
        : []),
      ...((next.name ?? next.email ?? next.phone) === null
        ? [{ field: 'name', message: 'a contact needs a name, an email address or a phone number' }]
        : []),
    ]);
    if (next.isPrimary && !before.isPrimary) await deps.store.contacts.clearPrimary(tx, customerId, now);
    const [compared] = change.phone === undefined ? [] : await readPhones(deps, tx, actor, [change.phone]);
    const after = await deps.store.contacts.update(tx, contactId, {
      ...change,
      ...compared,
      isPrimary: next.isPrimary,
      overrides: overridesAfter(before, change),
      now,
    });
    const data = { fields: Object.keys(change) };
    await recordChange(deps, tx, contactChanges.updated, {
      actor,
      now,
      entityId: contactId,
      before,
      after,
      customerId,
      data,
    });
    return after;
  });
}
