import { contactChanges } from '../../contracts/customers/changes.ts';
import { lineSchema, phoneSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import { CONTACT_TYPES } from '../../contracts/customers/kinds.ts';
import { normaliseName, readBoolean, readChoice } from '../../domain/imports/csv-values.ts';
import {
  findContact,
  mergeContact,
  type ContactInput,
  type StoredContact,
} from '../../domain/imports/merge-contact.ts';
import type { MergeProblem } from '../../domain/imports/merge-customer.ts';
import { readAddresses, type NamedAddress } from '../../domain/imports/read-addresses.ts';
import { personKeys } from '../../domain/customers/person-keys.ts';
import type { ComparedPhone } from '../../domain/customers/compared-phone.ts';
import type { Tx } from '../../infra/db/client.ts';
import { readPhones } from '../customers/read-phones.ts';
import {
  ChunkOvertaken,
  emptyResult,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
  type RowOutcome,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import type { RowReader } from './row-reader.ts';

/** A contact as a row gives it. */
export type ContactRow = ContactInput & {
  line: number;
  customerExternalId: string;
  /** Further addresses of the same cell: each is a contact of its own (C17). */
  others: readonly NamedAddress[];
};

// Built once: making a schema costs more than reading a row with it.
const codeSchema = lineSchema(100);
const lineOfText = lineSchema(200);

/** Contacts (C6): found again within their customer by external id, address or name. */
export const contactRows: ImportKindHandler<ContactRow> = {
  columns: IMPORT_COLUMNS.contacts,
  isOrderFree: false,
  read: readContact,
  uniqueMarks,
  lines: null,
  store: storeContacts,
};

function readContact(reader: RowReader): ContactRow {
  const [first, ...others] = readCell(reader);
  const name = reader.parseOptional('name', lineOfText, normaliseName);
  const row: ContactRow = {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.code('customer_external_id'), ''),
    externalId: reader.parseCode('external_id', codeSchema) ?? null,
    // Of several addresses each has the name beside it; of one the column's counts more.
    name: (others.length > 0 ? first?.name : null) ?? name ?? first?.name ?? name,
    email: first ? first.email : reader.text('email') === null ? null : undefined,
    phone: reader.parseOptional('phone', phoneSchema),
    title: reader.parseOptional('title', lineOfText),
    department: reader.parseOptional('department', lineOfText),
    type: reader.readOptional('type', (text) => readChoice(text, CONTACT_TYPES)),
    isPrimary: reader.readOptional('primary', readBoolean),
    others: others.map(({ email, name: own }) => ({ email, name: own ?? name ?? null })),
  };
  if (reader.problems.length === 0 && !row.externalId && !row.name && !row.email) {
    reader.fail('', 'needs an external_id, an email or a name');
  }
  return row;
}

function readCell(reader: RowReader): NamedAddress[] {
  const text = reader.text('email');
  if (!text) return [];
  const { addresses, problems } = readAddresses(text);
  for (const problem of problems) reader.warn('email', problem);
  return addresses;
}

function uniqueMarks(row: ContactRow): { column: string; mark: string }[] {
  const of = (column: string, value: string) => ({
    column,
    mark: `${row.customerExternalId}\n${column}\n${value}`,
  });
  const marks: { column: string; mark: string }[] = [];
  if (row.externalId) marks.push(of('external_id', row.externalId));
  if (row.email) marks.push(of('email', row.email.toLowerCase()));
  if (row.name && marks.length === 0) marks.push(of('name', row.name.toLowerCase()));
  for (const { email } of row.others) marks.push(of('email', email.toLowerCase()));
  if (row.isPrimary) marks.push(of('primary', ''));
  return marks;
}

async function storeContacts(
  tx: Tx,
  context: ImportContext,
  rows: readonly ContactRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun } = context;
  const { importContacts, importCustomers } = deps.store;
  const externalIds = [...new Set(rows.map((row) => row.customerExternalId))];
  if (!isDryRun) await importCustomers.lockCustomers(tx, { externalIds, ids: [] });
  const customers = await importContacts.readCustomersOf(tx, actor, externalIds);
  const contacts = await importContacts.readContacts(
    tx,
    actor,
    [...customers.values()].map(({ id }) => id),
  );
  const erased = await findErased(tx, context, rows);
  const result = emptyResult();
  const created: StoredContact[] = [];
  const updated: StoredContact[] = [];
  const demoted = new Set<string>();
  const lines = new Map<string, number>();
  const put = (row: ContactRow, customerId: string): RowOutcome | MergeProblem => {
    const known = contacts.get(customerId) ?? [];
    const { contact: earlier, problem } = findContact(known, row);
    const sameLine = earlier && lines.get(earlier.id);
    if (problem) return problem;
    if (sameLine) return { column: '', message: `names the same contact as line ${sameLine}` };
    if (isErased(erased, { customerId, row, earlier })) {
      result.warnings.push({ line: row.line, column: '', message: ERASED_PERSON });
      result.ids.push(null);
      return 'skipped';
    }
    if (earlier) lines.set(earlier.id, row.line);
    const holder = known.find((contact) => contact.isPrimary && contact.id !== earlier?.id);
    const hasChosenPrimary = isChosen(holder) || isChosen(earlier);
    const { contact, isChanged } = mergeContact(earlier, row, { hasChosenPrimary, source: context.source });
    if (contact.isPrimary && holder) demoted.add(holder.id);
    const id = earlier?.id ?? deps.newId('contact');
    if (!earlier) created.push({ ...contact, id, customerId });
    else if (isChanged) updated.push({ ...contact, id, customerId });
    result.ids.push(id);
    return !earlier ? 'created' : isChanged ? 'updated' : 'skipped';
  };
  for (const row of rows) {
    const customerId = customers.get(row.customerExternalId)?.id;
    if (customerId === undefined) {
      result.errors.push({ line: row.line, column: 'customer_external_id', message: 'is no known customer' });
      continue;
    }
    const outcomes: RowOutcome[] = [];
    for (const each of contactsOf(row)) {
      const outcome = put(each, customerId);
      if (typeof outcome === 'string') outcomes.push(outcome);
      // A row is lost with its first contact only.
      else (each === row ? result.errors : result.warnings).push({ line: row.line, ...outcome });
      if (outcomes.length === 0) break;
    }
    const outcome = OUTCOMES.find((each) => outcomes.includes(each));
    if (!outcome) continue;
    result.outcomes.push(outcome);
    // One row is one outcome, and is known by its first contact.
    result.ids.length = result.outcomes.length;
  }
  if (isDryRun) return result;
  await importContacts.clearPrimary(tx, [...demoted], now);
  const written = await withPhones(context, tx, [...updated, ...created]);
  await importContacts.updateContacts(tx, { contacts: written.slice(0, updated.length), now });
  const fresh = written.slice(updated.length);
  if ((await importContacts.insertContacts(tx, { contacts: fresh, now })) < created.length)
    throw new ChunkOvertaken();
  await recordChanges(tx, context, contactChanges, { created, updated });
  return { ...result, customerIds: [...created, ...updated].map(({ customerId }) => customerId) };
}

/** With what their phones are compared by. */
async function withPhones(
  { deps, actor }: ImportContext,
  tx: Tx,
  contacts: readonly StoredContact[],
): Promise<(StoredContact & ComparedPhone)[]> {
  const phones = contacts.map(({ phone }) => phone);
  const compared = await readPhones(deps, tx, actor, phones);
  return contacts.map((contact, index) => ({ ...contact, ...compared[index]! }));
}

/** Of several outcomes the first counts. */
const OUTCOMES = ['created', 'updated', 'skipped'] as const;

/** The contacts that a row makes: one for each of its addresses. */
function contactsOf(row: ContactRow): ContactRow[] {
  const others = row.others.map((other) => ({
    ...row,
    ...other,
    externalId: null,
    isPrimary: undefined,
    others: [],
  }));
  return [row, ...others];
}

/** Why a row is left out of somebody who was forgotten (U5). */
const ERASED_PERSON = 'is somebody who was erased: nothing of them is stored';

/** By what rows would bring back who was erased: `<customer>/<key>`, and of addresses the key alone. */
async function findErased(
  tx: Tx,
  { deps }: ImportContext,
  rows: readonly ContactRow[],
): Promise<ReadonlySet<string>> {
  const keys = rows.flatMap((row) => keysOf(row).map(({ key }) => key));
  const found = await deps.store.forgottenContacts.findKeys(tx, keys);
  return new Set(
    found.flatMap(({ customerId, key, isAddress }) => [`${customerId}/${key}`, ...(isAddress ? [key] : [])]),
  );
}

/** A name says who it is only where nothing else does. */
function keysOf({ externalId, email, name }: ContactRow): { key: string; isAddress: boolean }[] {
  const keys: { key: string; isAddress: boolean }[] = [];
  if (email) keys.push({ key: personKeys.address(email), isAddress: true });
  if (externalId) keys.push({ key: personKeys.externalId(externalId), isAddress: false });
  if (name && keys.length === 0) keys.push({ key: personKeys.name(name), isAddress: false });
  return keys;
}

/**
 * Whether a row is somebody who was erased (U5): at this customer by anything that tells who it is, at another by the
 * address. A contact that is there with the very address was entered by a person afterwards, or is somebody else's.
 */
function isErased(
  erased: ReadonlySet<string>,
  { customerId, row, earlier }: { customerId: string; row: ContactRow; earlier: StoredContact | null },
): boolean {
  if (erased.size === 0) return false;
  const known = [earlier?.email, earlier?.synced?.email].map((email) => email?.toLowerCase());
  if (earlier && (!row.email || known.includes(row.email.toLowerCase()))) return false;
  return keysOf(row).some(({ key }) => erased.has(`${customerId}/${key}`) || erased.has(key));
}

/** Whether a person, and no file, gave this contact the primary mark. */
const isChosen = (contact: StoredContact | null | undefined) =>
  contact?.isPrimary === true && contact.synced?.isPrimary !== true;
