import { Prisma } from '../generated/client.ts';
import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** Texts about what is owed. Numbers and amounts stay. */
export const receivableTexts: readonly TextTable[] = [
  {
    table: 'invoice',
    key,
    ofCustomer: byCustomerId,
    texts: ['dispute_reason', 'po_number', 'pay_url', 'pdf_url'],
  },
  { table: 'payment', key, ofCustomer: byCustomerId, texts: ['reference'] },
  { table: 'payment_reversal', key, ofCustomer: byCustomerId, texts: ['reason', 'reference'] },
  {
    table: 'balance_change',
    key,
    // Nobody looks up movements by customer: they have no index for it.
    ofCustomer: (customerId) =>
      Prisma.sql`t.invoice_id IN (SELECT i.id FROM invoice i WHERE i.customer_id = ${customerId})`,
    texts: ['reason'],
  },
  { table: 'promise', key, ofCustomer: byCustomerId, texts: ['note'] },
  {
    table: 'related_record',
    key,
    ofCustomer: byCustomerId,
    texts: ['url', 'of_external_id'],
    json: ['properties'],
  },
  {
    table: 'document_file',
    key: { column: 'related_record_id', type: 'text' },
    ofCustomer: (customerId) =>
      Prisma.sql`t.related_record_id IN (SELECT r.id FROM related_record r WHERE r.customer_id = ${customerId})`,
    texts: ['name'],
  },
];
