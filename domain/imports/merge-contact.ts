import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { MergeProblem } from './merge-customer.ts';

/** What another system may say about a contact, and what a person may say over it (C6). */
export interface ContactValues {
  name: string | null;
  email: string | null;
  phone: string | null;
  title: string | null;
  department: string | null;
  type: ContactType | null;
}

/** What was synced last: values that were never sent are absent. */
export type SyncedContact = Partial<ContactValues> & { isPrimary?: boolean };

/** A contact as it is stored. The values are the shown ones. */
export interface StoredContact extends ContactValues {
  id: string;
  customerId: string;
  isPrimary: boolean;
  /** One that a person deactivated stays so, whatever files say, and never has the primary mark. */
  isActive: boolean;
  source: string;
  externalId: string | null;
  /** Null: never synced, entered here. */
  synced: SyncedContact | null;
  overrides: Partial<ContactValues> | null;
}

/** What a row says; `undefined`: nothing, null: empty. */
export type ContactInput = { [K in keyof ContactValues]: ContactValues[K] | undefined } & {
  externalId: string | null;
  isPrimary: boolean | null | undefined;
};

const FIELDS = ['name', 'email', 'phone', 'title', 'department', 'type'] as const;

/**
 * Lays a row over a contact: the row becomes the synced values, what a person edited stays shown. A contact entered
 * here that a file names too keeps its own values as edits.
 *
 * @param hasChosenPrimary a person chose the customer's primary contact; no file takes the mark away then
 * @param source where a new contact came from
 */
export function mergeContact<T extends StoredContact | null>(
  stored: T,
  row: ContactInput,
  { hasChosenPrimary, source }: { hasChosenPrimary: boolean; source: string },
): { contact: Omit<StoredContact, 'id' | 'customerId'>; isChanged: boolean } {
  const synced: SyncedContact = { ...stored?.synced };
  for (const field of FIELDS) {
    const said = row[field];
    if (said !== undefined) Object.assign(synced, { [field]: said });
  }
  const overrides = stored?.synced === null ? enteredValues(stored, synced) : (stored?.overrides ?? null);
  const wasPrimary = synced.isPrimary ?? false;
  if (row.isPrimary !== undefined) synced.isPrimary = row.isPrimary ?? false;
  const isActive = stored?.isActive ?? true;
  const isPrimary =
    (synced.isPrimary ?? false) === wasPrimary || hasChosenPrimary
      ? (stored?.isPrimary ?? false)
      : isActive && (synced.isPrimary ?? false);
  const contact = {
    ...shownValues(synced, overrides),
    isPrimary,
    isActive,
    source: stored?.source ?? source,
    externalId: stored?.externalId ?? row.externalId,
    synced,
    overrides,
  };
  return { contact, isChanged: stored === null || !isSame(contact, stored) };
}

/** What a person entered and the file says otherwise; null when there is nothing of that kind. */
function enteredValues(contact: ContactValues, synced: SyncedContact): Partial<ContactValues> | null {
  const kept = FIELDS.filter(
    (field) => contact[field] !== null && contact[field] !== (synced[field] ?? null),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept.map((field) => [field, contact[field]]));
}

function shownValues(synced: SyncedContact, overrides: Partial<ContactValues> | null): ContactValues {
  const shown: ContactValues = {
    name: null,
    email: null,
    phone: null,
    title: null,
    department: null,
    type: null,
  };
  for (const field of FIELDS) {
    const value = overrides && field in overrides ? overrides[field] : synced[field];
    Object.assign(shown, { [field]: value ?? null });
  }
  return shown;
}

function isSame(a: Omit<StoredContact, 'id' | 'customerId'>, b: StoredContact): boolean {
  return (
    FIELDS.every((field) => a[field] === b[field] && a.synced?.[field] === b.synced?.[field]) &&
    b.synced !== null &&
    a.isPrimary === b.isPrimary &&
    a.externalId === b.externalId &&
    a.synced?.isPrimary === b.synced.isPrimary
  );
}

/**
 * Finds the contact of a customer that a row means: by external id, else by address (synced or shown, any case), else
 * by name. A name finds a contact with another address only when the row has none.
 */
export function findContact(
  contacts: readonly StoredContact[],
  row: ContactInput,
): { contact: StoredContact | null; problem: MergeProblem | null } {
  const known =
    row.externalId === null ? undefined : contacts.find(({ externalId }) => externalId === row.externalId);
  if (known) return { contact: known, problem: null };
  const open = row.externalId === null ? contacts : contacts.filter(({ externalId }) => externalId === null);
  if (row.email) {
    const email = row.email.toLowerCase();
    const found = open.find(
      (contact) => contact.synced?.email?.toLowerCase() === email || contact.email?.toLowerCase() === email,
    );
    if (found) return { contact: found, problem: null };
  }
  return findByName(open, row);
}

function findByName(contacts: readonly StoredContact[], row: ContactInput): ReturnType<typeof findContact> {
  if (!row.name || row.externalId !== null) return { contact: null, problem: null };
  const name = row.name.toLowerCase();
  const named = contacts.filter(
    (contact) =>
      (contact.synced?.name ?? contact.name)?.toLowerCase() === name &&
      (!row.email || (contact.email === null && !contact.synced?.email)),
  );
  if (named.length > 1) {
    return {
      contact: null,
      problem: { column: 'name', message: 'is the name of several contacts: give an email' },
    };
  }
  return { contact: named[0] ?? null, problem: null };
}
