import type { Tx } from '../../infra/db/client.ts';
import type { ImportCustomer } from '../../infra/db/imports/import-contacts.ts';
import type { ImportContext } from './import-kind.ts';
import type { RowReader } from './row-reader.ts';

/** Whose a row is: named by its external id, or known already. */
export interface OfCustomer {
  customerExternalId: string;
  /** Instead of the external id: a customer that has none can be meant too. */
  customerId?: string;
}

/** Reads whose a row is: by the external id, and where the customer has none by our own id, as exports have it (C22). */
export function readCustomerOf(reader: RowReader): OfCustomer {
  const externalId = reader.code('customer_external_id');
  const customerId = reader.text('customer_id');
  if (!externalId && customerId) return { customerExternalId: '', customerId };
  return { customerExternalId: reader.need('customer_external_id', externalId, '') };
}

/** Locks the customers of rows (unless in a dry run) and finds those the actor may see. */
export async function customersOfRows(
  tx: Tx,
  { deps, actor, isDryRun }: ImportContext,
  rows: readonly OfCustomer[],
): Promise<(row: OfCustomer) => ImportCustomer | undefined> {
  const { importContacts, importCustomers } = deps.store;
  const customerIds = rows.flatMap((row) => row.customerId ?? []);
  const externalIds = [...new Set(rows.flatMap((row) => (row.customerId ? [] : [row.customerExternalId])))];
  // Only those the actor may see count in the end; locking more of them tells nobody anything.
  if (!isDryRun) await importCustomers.lockCustomers(tx, { externalIds, ids: customerIds });
  const byExternalId = await importContacts.readCustomersOf(tx, actor, externalIds);
  const byId = await deps.store.importRelatedRecords.readCustomers(tx, actor, customerIds);
  return (row) => (row.customerId ? byId.get(row.customerId) : byExternalId.get(row.customerExternalId));
}
