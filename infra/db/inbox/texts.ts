import { Prisma } from '../generated/client.ts';
import type { TextTable } from '../text-tables.ts';

const ofMailOf = (customerId: string): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM mail_customer k WHERE k.customer_id = ${customerId} AND k.mail_id = `;

/** What others wrote to us, and our people elsewhere. */
export const inboxTexts: readonly TextTable[] = [
  {
    table: 'mail',
    key: { column: 'id', type: 'text' },
    ofCustomer: (customerId) => Prisma.sql`${ofMailOf(customerId)}t.id)`,
    quotes: true,
    texts: ['from_address', 'from_name', 'subject', 'text', 'new_text', 'html', 'raw_headers'],
    json: ['people', 'reasons', 'failed'],
  },
  {
    table: 'mail_attachment',
    key: { column: 'mail_id', type: 'text' },
    ofCustomer: (customerId) => Prisma.sql`${ofMailOf(customerId)}t.mail_id)`,
    quotes: true,
    texts: ['name'],
  },
];
