import type { Tx } from '../client.ts';

/** A dispute as a hold on an invoice (D8); `now` is epoch milliseconds. */
export interface NewDispute {
  id: string;
  invoiceId: string;
  customerId: string;
  reason: string;
  authorId: string;
  now: number;
}

/** Opens the hold. */
export async function open(tx: Tx, { now, ...hold }: NewDispute): Promise<void> {
  await tx.hold.create({ data: { ...hold, scope: 'invoice', kind: 'dispute', startedAt: new Date(now) } });
}

/** Ends the open ones of an invoice. */
export async function end(
  tx: Tx,
  { invoiceId, authorId, now }: { invoiceId: string; authorId: string; now: number },
): Promise<void> {
  await tx.hold.updateMany({
    where: { invoiceId, kind: 'dispute', endedAt: null },
    data: { endedAt: new Date(now), endedById: authorId },
  });
}
