import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { RecipientKind } from '../../contracts/sending/kinds.ts';

/** An active contact of the customer. */
export interface SendContact {
  contactId: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  title: string | null;
  type: ContactType | null;
  isPrimary: boolean;
}

/**
 * Whom a message goes to (S3): the contact the enrollment names, else the first of the step's contact types that
 * has an address, else (no types given) the primary contact, the AP manager, any contact with an address.
 *
 * @returns null when nobody has an address; a named contact without one is returned, so that the error can name it
 */
export function chooseContact(
  contacts: readonly SendContact[],
  contactTypes: readonly ContactType[],
  namedContactId: string | null,
): SendContact | null {
  const named = contacts.find((contact) => contact.contactId === namedContactId);
  if (named) return named;
  const reachable = contacts.filter((contact) => contact.email);
  if (contactTypes.length > 0) {
    for (const type of contactTypes) {
      const match = reachable.find((contact) => isOfType(contact, type));
      if (match) return match;
    }
    return null;
  }
  return (
    reachable.find((contact) => contact.isPrimary) ??
    reachable.find((contact) => contact.type === 'ap_manager') ??
    reachable[0] ??
    null
  );
}

function isOfType(contact: SendContact, type: ContactType): boolean {
  return contact.type === type || (type === 'primary_contact' && contact.isPrimary);
}

/** The addresses a message is for, without its copies. */
export function addressedTo(recipients: readonly { kind: RecipientKind; address: string }[]): string[] {
  return recipients.filter((row) => row.kind === 'to').map((row) => row.address);
}
