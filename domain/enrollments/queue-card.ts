import { CARD_FIELDS, PROPERTY_FIELD, type CardField } from '../../contracts/enrollments/kinds.ts';
import type { CardValue } from '../../contracts/enrollments/queue-card.ts';
import type { Contact } from '../../contracts/customers/contacts.ts';
import type { Customer } from '../../contracts/customers/customers.ts';

/** What a card is filled from; `names`: of users, by id. */
export interface CardFacts {
  customer: Customer;
  contact: Contact | null;
  names: ReadonlyMap<string, string>;
}

type Read = (facts: CardFacts) => unknown;
const nameOf =
  (member: 'arOwnerId' | 'salesOwnerId'): Read =>
  ({ customer, names }) =>
    customer[member] === null ? null : (names.get(customer[member]) ?? null);

const READ: Record<CardField, Read> = {
  'contact.name': ({ contact }) => contact?.name,
  'contact.email': ({ contact }) => contact?.email,
  'contact.phone': ({ contact }) => contact?.phone,
  'contact.title': ({ contact }) => contact?.title,
  'contact.department': ({ contact }) => contact?.department,
  'contact.type': ({ contact }) => contact?.type,
  'customer.name': ({ customer }) => customer.name,
  'customer.externalId': ({ customer }) => customer.externalId,
  'customer.status': ({ customer }) => customer.status,
  'customer.currency': ({ customer }) => customer.currency,
  'customer.arOwner': nameOf('arOwnerId'),
  'customer.salesOwner': nameOf('salesOwnerId'),
  'customer.zone': ({ customer }) => customer.zone,
  'customer.locale': ({ customer }) => customer.locale,
  'customer.score': ({ customer }) => customer.score,
  'customer.source': ({ customer }) => customer.source,
  'balance.total': ({ customer }) => customer.balances.total,
  'balance.overdue': ({ customer }) => customer.balances.overdue,
  'balance.notYetDue': ({ customer }) => customer.balances.notYetDue,
  'balance.credit': ({ customer }) => customer.balances.credit,
  'balance.net': ({ customer }) => customer.balances.net,
  'balance.openInvoiceCount': ({ customer }) => customer.balances.openInvoiceCount,
};

const isFixed = (field: string): field is CardField => CARD_FIELDS.some((each) => each === field);

/** The fields that a user chose, with their values, in that order; a property that the customer lacks is null. */
export function cardValues(fields: readonly string[], facts: CardFacts): CardValue[] {
  return fields.map((field) => {
    const value = isFixed(field)
      ? READ[field](facts)
      : facts.customer.properties[field.slice(PROPERTY_FIELD.length)];
    return { field, value: value ?? null };
  });
}

/** What a telephone is to dial: a `tel:` link of a number in international form (RFC 3966); null: as it is given. */
export function telOf(phone: string | null): string | null {
  // The zero that is dialled inside the country only.
  const digits = phone?.replaceAll('(0)', '').replaceAll(/[^0-9+]/g, '') ?? '';
  return /^\+[1-9][0-9]{6,14}$/.test(digits) ? `tel:${digits}` : null;
}
