import { contactChanges } from '../../contracts/customers/changes.ts';
import { emailSchema, lineSchema, phoneSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/imports.ts';
import { CONTACT_TYPES } from '../../contracts/customers/kinds.ts';
import { normaliseName, readBoolean, readChoice, type ReadValue } from '../../domain/imports/csv-values.ts';
import { ADDRESS_PROBLEMS, parseAddress } from '../../domain/customers/email-address.ts';
import {
  findContact,
  mergeContact,
  type ContactInput,
  type StoredContact,
} from '../../domain/imports/merge-contact.ts';
import type { Tx } from '../../infra/db/client.ts';
import {
  ChunkOvertaken,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import type { RowReader } from './row-reader.ts';

/** A contact as a row gives it. */
export type ContactRow = ContactInput & { line: number; customerExternalId: string };

// Built once: making a schema costs more than reading a row with it.
const codeSchema = lineSchema(100);
const lineOfText = lineSchema(200);

/** Contacts (C6): found again within their customer by external id, address or name. */
export const contactRows: ImportKindHandler<ContactRow> = {
  columns: IMPORT_COLUMNS.contacts,
  isOrderFree: false,
  read: readContact,
  uniqueMarks,
  store: storeContacts,
};

function readContact(reader: RowReader): ContactRow {
  const row: ContactRow = {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.text('customer_external_id'), ''),
    externalId: reader.parse('external_id', codeSchema) ?? null,
    name: reader.parse('name', lineOfText, normaliseName),
    email: reader.read('email', readAddress),
    phone: reader.parse('phone', phoneSchema),
    title: reader.parse('title', lineOfText),
    department: reader.parse('department', lineOfText),
    type: reader.read('type', (text) => readChoice(text, CONTACT_TYPES)),
    isPrimary: reader.read('primary', readBoolean),
  };
  if (reader.problems.length === 0 && !row.externalId && !row.name && !row.email) {
    reader.fail('', 'needs an external_id, an email or a name');
  }
  return row;
}

function readAddress(text: string): ReadValue<string> {
  const parsed = parseAddress(text);
  if (!parsed.ok) return { ok: false, problem: ADDRESS_PROBLEMS[parsed.reason] };
  return emailSchema.safeParse(parsed.address).success
    ? { ok: true, value: parsed.address }
    : { ok: false, problem: 'must be an email address' };
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
  if (!isDryRun) await importCustomers.lockCustomers(tx, externalIds);
  const customers = await importContacts.readCustomersOf(tx, actor, externalIds);
  const contacts = await importContacts.readContacts(
    tx,
    actor,
    [...customers.values()].map(({ id }) => id),
  );
  const result: ChunkResult = { outcomes: [], ids: [], errors: [], customerIds: [] };
  const created: StoredContact[] = [];
  const updated: StoredContact[] = [];
  const demoted = new Set<string>();
  const lines = new Map<string, number>();
  for (const row of rows) {
    const customerId = customers.get(row.customerExternalId)?.id;
    if (customerId === undefined) {
      result.errors.push({ line: row.line, column: 'customer_external_id', message: 'is no known customer' });
      continue;
    }
    const others = contacts.get(customerId) ?? [];
    const { contact: earlier, problem } = findContact(others, row);
    const sameLine = earlier && lines.get(earlier.id);
    if (problem || sameLine) {
      const twice = { column: '', message: `names the same contact as line ${sameLine}` };
      result.errors.push({ line: row.line, ...(problem ?? twice) });
      continue;
    }
    if (earlier) lines.set(earlier.id, row.line);
    const holder = others.find((contact) => contact.isPrimary && contact.id !== earlier?.id);
    const hasChosenPrimary = isChosen(holder) || isChosen(earlier);
    const { contact, isChanged } = mergeContact(earlier, row, { hasChosenPrimary, source: context.source });
    if (contact.isPrimary && holder) demoted.add(holder.id);
    const id = earlier?.id ?? deps.newId('contact');
    if (!earlier) created.push({ ...contact, id, customerId });
    else if (isChanged) updated.push({ ...contact, id, customerId });
    result.ids.push(id);
    result.outcomes.push(!earlier ? 'created' : isChanged ? 'updated' : 'skipped');
  }
  if (isDryRun) return result;
  await importContacts.clearPrimary(tx, [...demoted], now);
  await importContacts.updateContacts(tx, { contacts: updated, now });
  if ((await importContacts.insertContacts(tx, { contacts: created, now })) < created.length)
    throw new ChunkOvertaken();
  await recordChanges(tx, context, contactChanges, { created, updated });
  return { ...result, customerIds: [...created, ...updated].map(({ customerId }) => customerId) };
}

/** Whether a person, and no file, gave this contact the primary mark. */
const isChosen = (contact: StoredContact | null | undefined) =>
  contact?.isPrimary === true && contact.synced?.isPrimary !== true;
