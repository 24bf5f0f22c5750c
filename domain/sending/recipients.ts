import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { LeftOutReason, RecipientKind } from '../../contracts/sending/kinds.ts';
import { addressKey, parseAddress } from '../customers/email-address.ts';

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

/** A contact who would have come first, had the address been usable. */
export interface PassedOver {
  contact: SendContact;
  address: string;
  reason: LeftOutReason;
}

/** Whom a message goes to, and who was passed over on the way; `contact` null: nobody is left. */
export interface ContactChoice {
  contact: SendContact | null;
  passedOver: PassedOver[];
}

/** Where a channel reaches people. */
export interface Reach {
  addressOf: (contact: SendContact) => string | null;
  /** Why an address gets nothing; null: it may. `keys`: the suppressed ones. */
  unusable: (address: string, keys: ReadonlySet<string>) => LeftOutReason | null;
}

/** Of whom a message is for, as a step, a touchpoint or an action names them. */
export interface Choosing {
  contacts: readonly SendContact[];
  contactTypes: readonly ContactType[];
  /** The contact it was addressed to by name, if any. */
  contactId: string | null;
  /** Suppression keys among the addresses involved (D3). */
  suppressed: readonly string[];
  /** Left out: by email. */
  reach?: Reach;
}

/**
 * Whom a message goes to (S3): the contact that is named, else the first of the contact types in their order, else (no
 * types given) the primary contact, the AP manager, any contact. The first with a usable address wins; one that is
 * suppressed, or is no address, is passed over for the next. A named contact without an address is an error of its own
 * (Q4), and nobody is taken instead.
 */
export function chooseContact({
  contacts,
  contactTypes,
  contactId,
  suppressed,
  reach = BY_EMAIL,
}: Choosing): ContactChoice {
  const keys = new Set(suppressed);
  const named = contacts.find((contact) => contact.contactId === contactId);
  if (named && reach.addressOf(named) === null) return { contact: null, passedOver: [] };
  const passedOver: PassedOver[] = [];
  for (const contact of inOrder(contacts, contactTypes, named)) {
    const address = reach.addressOf(contact);
    if (!address || passedOver.some((each) => each.contact === contact)) continue;
    const reason = reach.unusable(address, keys);
    if (reason === null) return { contact, passedOver };
    passedOver.push({ contact, address, reason });
  }
  return { contact: null, passedOver };
}

/** The contact a person sees with a row: who gets the message, or who would if the address could be used. */
export function shownContact({ contact, passedOver }: ContactChoice): SendContact | null {
  return contact ?? passedOver[0]?.contact ?? null;
}

/** Why an address gets nothing; null: it may. */
export function unusable(address: string, suppressed: ReadonlySet<string>): LeftOutReason | null {
  if (suppressed.has(addressKey(address))) return 'suppressed';
  return parseAddress(address).ok ? null : 'invalid_address';
}

const BY_EMAIL: Reach = { addressOf: ({ email }) => email, unusable };

/** Contacts in the order in which they are asked; some stand in it twice. */
function inOrder(
  contacts: readonly SendContact[],
  contactTypes: readonly ContactType[],
  named: SendContact | undefined,
): SendContact[] {
  const byRule =
    contactTypes.length > 0
      ? contactTypes.flatMap((type) => contacts.filter((contact) => isOfType(contact, type)))
      : [
          ...contacts.filter((contact) => contact.isPrimary),
          ...contacts.filter((contact) => contact.type === 'ap_manager'),
          ...contacts,
        ];
  return named ? [named, ...byRule] : byRule;
}

function isOfType(contact: SendContact, type: ContactType): boolean {
  return contact.type === type || (type === 'primary_contact' && contact.isPrimary);
}

/** The addresses a message is for, without its copies. */
export function addressedTo(recipients: readonly { kind: RecipientKind; address: string }[]): string[] {
  return recipients.filter((row) => row.kind === 'to').map((row) => row.address);
}
