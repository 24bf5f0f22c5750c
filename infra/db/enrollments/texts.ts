import { Prisma } from '../generated/client.ts';
import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** What people and mail servers said of enrollments and their steps. */
export const enrollmentTexts: readonly TextTable[] = [
  { table: 'enrollment', key, ofCustomer: byCustomerId, texts: ['thread_subject', 'stop_note'] },
  {
    table: 'step_execution',
    key,
    ofCustomer: byCustomerId,
    texts: ['error_detail', 'skip_detail', 'outcome', 'note', 'force_reason'],
    json: ['pinned'],
    addressed: ['pinned'],
  },
  {
    table: 'message_event',
    key,
    ofCustomer: byCustomerId,
    texts: ['address', 'detail'],
    json: ['data'],
  },
  { table: 'queue_bulk', key, ofCustomer: null, quotes: true, json: ['action'] },
  {
    table: 'sms_inbound',
    key,
    ofCustomer: (customerId) => Prisma.sql`${customerId} = ANY(t.customer_ids)`,
    texts: ['from_number'],
  },
  { table: 'bulk_enrollment', key, ofCustomer: null, quotes: true, texts: ['error'] },
  {
    table: 'bulk_enrollment_row',
    key: { column: 'bulk_id', type: 'text' },
    ofCustomer: byCustomerId,
    quotes: true,
    texts: ['value', 'reason'],
  },
];
