import { Prisma } from './generated/client.ts';
import { byCustomerId, type TextTable } from './text-tables.ts';

/** Texts of the ground: what was changed, and what was answered. */
export const groundTexts: readonly TextTable[] = [
  {
    table: 'audit',
    key: { column: 'id', type: 'bigint' },
    ofCustomer: byCustomerId,
    json: ['before', 'after'],
  },
  { table: 'change', key: { column: 'seq', type: 'bigint' }, ofCustomer: byCustomerId, json: ['data'] },
  {
    table: 'idempotency_key',
    key: { column: 'user_id', type: 'text' },
    ofCustomer: (customerId) => Prisma.sql`strpos(t.response::text, ${customerId}) > 0`,
    quotes: true,
    json: ['response'],
  },
];
