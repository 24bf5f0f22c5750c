import type { ApiFixture } from '../servers/api-fixture.ts';
import { newId } from '../../../infra/ids.ts';

/** A payment of one invoice as it may have been recorded at any time. */
export interface PaymentRowInput {
  customerId: string;
  invoiceId: string;
  currency: string;
  amount: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  /** When it was recorded, epoch milliseconds. */
  at: number;
}

/** Stores a payment, what it was allocated to, and the movement of the balance, which itself stays. */
export async function createPaymentRow(api: ApiFixture, input: PaymentRowInput): Promise<void> {
  const { customerId, invoiceId, currency, amount, paidOn, at } = input;
  const { db } = api.database;
  const createdAt = new Date(at);
  const id = newId('payment');
  const allocation = { id: newId('allocation'), invoiceId, currency, amount, createdAt };
  await db.payment.create({
    data: {
      id,
      customerId,
      currency,
      amount,
      paidOn: new Date(paidOn),
      source: 'test',
      createdById: api.adminId,
      createdAt,
      allocations: { create: allocation },
    },
  });
  const { balance } = await db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  await db.balanceChange.create({
    data: {
      id: newId('balanceChange'),
      invoiceId,
      customerId,
      currency,
      kind: 'payment',
      cause: 'payment',
      delta: `-${amount}`,
      balance,
      effectiveOn: new Date(paidOn),
      paymentId: id,
      createdAt,
    },
  });
}
