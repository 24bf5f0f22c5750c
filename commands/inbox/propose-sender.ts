import { mailSuggestionChanges } from '../../contracts/inbox/changes.ts';
import { proposeContact } from '../../domain/inbox/suggestions/propose-contact.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { asInbox } from './inbox-deps.ts';

/**
 * Proposes whoever answered one of our mails from an address that is not known as a contact of that customer (I2, I8), for a
 * person to accept: once an address and customer, also after somebody dismissed it. Asks no model. In the transaction that stores
 * the mail, makes it live, or judges it; the customers are locked.
 */
export async function proposeSender(
  deps: CommandDeps,
  tx: Tx,
  { mailId, now }: { mailId: string; now: number },
): Promise<void> {
  const stranger = await deps.store.mailSuggestions.findStranger(tx, mailId);
  const proposed = stranger && proposeContact(stranger);
  if (!proposed) return;
  const id = deps.newId('mailSuggestion');
  const { customerId } = stranger;
  await deps.store.mailSuggestions.insertAll(tx, [{ ...proposed, id, mailId, customerId, now }]);
  await recordChange(deps, tx, mailSuggestionChanges.made, {
    actor: asInbox(mailId),
    now,
    entityId: id,
    customerId,
    data: { kind: proposed.kind, mailId },
  });
}
