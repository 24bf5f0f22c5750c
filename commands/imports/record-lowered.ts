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
  { deps, actor, now }: ImportContext,
  { kind, created, lowered }: Lowered,
): Promise<void> {
  const entry = { at: now, actorId: actor.userId };
  const payments = created.map(({ id, customerId, amount, currency }) => ({
    ...entry,
    entity: 'payment',
    entityId: id,
    kind: 'recorded',
    data: {
      source: 'import',
      customerId,
      invoiceIds: lowered.filter((row) => row.sourceId === id).map((row) => row.invoiceId),
      amount,
      currency,
    },
  }));
  const invoices = lowered.map(({ invoiceId, customerId, sourceId }) => ({
    ...entry,
    entity: 'invoice',
    entityId: invoiceId,
    kind: kind === 'payment' ? 'paymentRecorded' : 'creditApplied',
    data: { source: 'import', customerId, [kind === 'payment' ? 'paymentId' : 'relatedRecordId']: sourceId },
  }));
  await deps.store.changes.recordAll(tx, [...payments, ...invoices]);
}
