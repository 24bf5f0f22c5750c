import { Prisma } from '../generated/client.ts';
import { byCustomerId, type TextTable } from '../text-tables.ts';

/** Texts about customers. A contact's own row is erased as a whole; the name of a customer is the customer's. */
export const customerTexts: readonly TextTable[] = [
  {
    table: 'customer',
    key: { column: 'id', type: 'text' },
    ofCustomer: (customerId) => Prisma.sql`t.id = ${customerId}`,
    json: ['properties'],
  },
  {
    table: 'communication',
    key: { column: 'id', type: 'text' },
    ofCustomer: byCustomerId,
    texts: ['subject', 'content', 'outcome'],
    json: ['data'],
  },
  { table: 'note', key: { column: 'id', type: 'text' }, ofCustomer: byCustomerId, texts: ['content'] },
  {
    table: 'list',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    texts: ['description'],
  },
];
