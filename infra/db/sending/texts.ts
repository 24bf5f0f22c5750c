import { Prisma } from '../generated/client.ts';
import { byCustomerId, type TextTable } from '../text-tables.ts';

/** Mails to our own people about a customer, alone or as a line of a digest, belong to none in the ledger. */
const ofOurs = (customerId: string): Prisma.Sql => Prisma.sql`
  SELECT m.id FROM message m JOIN automation_message a ON m.source_id = coalesce(a.digest_id, a.id)
  WHERE a.customer_id = ${customerId} AND m.source_kind = 'automation' AND m.customer_id IS NULL`;
const byMessage = (customerId: string): Prisma.Sql => Prisma.sql`t.message_id IN (
  SELECT id FROM message WHERE customer_id = ${customerId} UNION ALL ${ofOurs(customerId)})`;
const ofMessage = { key: { column: 'message_id', type: 'text' }, ofCustomer: byMessage } as const;

/** The ledger, what servers said, and what a language model was asked and answered. */
export const sendingTexts: readonly TextTable[] = [
  {
    table: 'message',
    key: { column: 'id', type: 'text' },
    ofCustomer: (customerId) => Prisma.sql`(${byCustomerId(customerId)} OR t.id IN (${ofOurs(customerId)}))`,
    texts: ['subject', 'body_html', 'body_text', 'result_text'],
    json: ['facts', 'left_out', 'tracking'],
  },
  { table: 'message_recipient', ...ofMessage, texts: ['address', 'reply'] },
  { table: 'message_attempt', ...ofMessage, texts: ['reply'] },
  {
    table: 'suppression',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    texts: ['note'],
  },
  {
    table: 'mailbox',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    texts: ['status_reason', 'follow_reason'],
  },
  {
    table: 'mailbox_oauth',
    key: { column: 'mailbox_id', type: 'text' },
    ofCustomer: null,
    texts: ['status_reason'],
  },
  {
    table: 'sms_sender',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    texts: ['status_reason'],
  },
  {
    table: 'prompt_answer',
    key: { column: 'id', type: 'text' },
    ofCustomer: byCustomerId,
    texts: ['prompt', 'answer'],
    json: ['facts', 'problems'],
  },
];
