import fc from 'fast-check';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';

/** What customers of a random program have to their credit, and what is too little for a letter. */
const piece = fc.record({
  kind: fc.constantFrom('payment' as const, 'credit_note' as const, 'invoice' as const),
  amount: fc.constantFrom('4', '6.8', '10', '15', '24', '100', '9.996'),
  /** Of another currency than the customer's, it counts for nothing; an ERP's negative balance is in the customer's. */
  isForeign: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  status: fc.constantFrom(null, 'open', 'Applied'),
});
export interface CreditPiece {
  kind: 'payment' | 'credit_note' | 'invoice';
  amount: string;
  isForeign: boolean;
  status: string | null;
}

/** Pieces of credit of one customer: mostly none. */
export const randomCredit = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  fc.array(piece, { minLength: 1, maxLength: 2 }),
);

/** Least amounts of an organisation or a program; null: it names none. */
export const randomMinimums = fc.constantFrom<Record<string, string> | null>(
  null,
  null,
  {},
  { EUR: '5' },
  { EUR: '12.00', KWD: '3.201' },
  { JPY: '11', EUR: '0' },
);

/** Balances of invoices: some are left-overs below the smallest unit, or too little for a letter. */
export const randomBalance = fc.constantFrom('10', '10', '10', '3.2', '25', '0.004', '5', '0.4');

/** Currencies of customers with two decimals, none and three. */
export const randomCurrency = fc.constantFrom('EUR', 'EUR', 'EUR', 'JPY', 'KWD');

/** Gives a customer credit, straight in the database. */
export async function addCredit(
  db: Database,
  { kind, isForeign, status, amount }: CreditPiece,
  { customerId, currency, now }: { customerId: string; currency: string; now: number },
): Promise<void> {
  const at = new Date(now);
  const of = isForeign ? 'USD' : currency;
  const day = dayToDate(at.toISOString().slice(0, 10));
  switch (kind) {
    case 'payment': {
      const id = newId('payment');
      const shown = { customerId, currency: of, amount, paidOn: day, source: 'test', createdById: 'test' };
      return void (await db.payment.create({ data: { id, ...shown, createdAt: at } }));
    }
    case 'credit_note': {
      const id = newId('relatedRecord');
      const shown = { kind, externalId: id, customerId, status, occurredOn: day, amount, currency: of };
      const stamps = { properties: {}, source: 'test', createdAt: at, updatedAt: at };
      return void (await db.relatedRecord.create({ data: { id, ...shown, ...stamps } }));
    }
    case 'invoice': {
      const id = newId('invoice');
      const shown = { number: id, customerId, currency, amount: '1', balance: '0', credit: amount };
      const stamps = { issuedOn: day, dueOn: day, source: 'test', createdAt: at, updatedAt: at };
      return void (await db.invoice.create({
        data: { id, ...shown, status: 'paid', isDisputed: false, ...stamps },
      }));
    }
  }
}
