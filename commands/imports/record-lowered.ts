import { invoiceChanges, paymentChanges } from '../../contracts/receivables/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { LoweredRow } from '../../infra/db/receivables/balances.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ImportContext } from './import-kind.ts';

/** Payments that came in, and invoices that were lowered by payments or credit notes. */
export interface Lowered {
  kind: 'payment' | 'credit';
  /** New payments; empty for credit notes, whose records are entered apart. */
  created: readonly { id: string; customerId: string; amount: string; currency: string }[];
  lowered: readonly LoweredRow[];
}

/** Appends payments and lowered invoices to the change feed, in one statement. */
export async function recordLowered(
  tx: Tx,
  { deps, actor, now, source }: ImportContext,
  { kind, created, lowered }: Lowered,
): Promise<void> {
  const by = { actor, now };
  const payments = created.map(({ id, customerId, amount, currency }) => {
    const invoiceIds = lowered.filter((row) => row.sourceId === id).map((row) => row.invoiceId);
    const data = { source, invoiceIds, amount, currency };
    return changeEntry(paymentChanges.recorded, by, { entityId: id, customerId, data });
  });
  const invoices = lowered.map(({ invoiceId: entityId, customerId, sourceId }) =>
    kind === 'payment'
      ? changeEntry(invoiceChanges.paymentRecorded, by, {
          entityId,
          customerId,
          data: { source, paymentId: sourceId },
        })
      : changeEntry(invoiceChanges.creditApplied, by, {
          entityId,
          customerId,
          data: { source, relatedRecordId: sourceId },
        }),
  );
  await deps.store.changes.recordAll(tx, [...payments, ...invoices]);
}
