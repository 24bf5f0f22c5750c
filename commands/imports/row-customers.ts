import type { Tx } from '../../infra/db/client.ts';
import type { ImportCustomer } from '../../infra/db/imports/import-contacts.ts';
import type { ImportContext } from './import-kind.ts';

/** Whose a row is: named by its external id, or known already. */
export interface OfCustomer {
  customerExternalId: string;
  /** Instead of the external id: a customer that has none can be meant too. */
  customerId?: string;
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
  if (!isDryRun) {
    if (externalIds.length > 0) await importCustomers.lockCustomers(tx, externalIds);
    if (customerIds.length > 0) await deps.store.visibilityGroups.lockVisible(tx, actor, customerIds);
  }
  const byExternalId = await importContacts.readCustomersOf(tx, actor, externalIds);
  const byId = await deps.store.importRelatedRecords.readCustomers(tx, actor, customerIds);
  return (row) => (row.customerId ? byId.get(row.customerId) : byExternalId.get(row.customerExternalId));
}
