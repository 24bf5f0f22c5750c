import { byCustomerId, type TextTable } from '../text-tables.ts';

/** What was told to others, and what they answered. */
export const webhookTexts: readonly TextTable[] = [
  { table: 'webhook', key: { column: 'id', type: 'text' }, ofCustomer: null, texts: ['description'] },
  {
    table: 'webhook_delivery',
    key: { column: 'id', type: 'text' },
    ofCustomer: byCustomerId,
    quotes: true,
    json: ['data'],
  },
  {
    table: 'webhook_attempt',
    key: { column: 'delivery_id', type: 'text' },
    ofCustomer: null,
    quotes: true,
    texts: ['error', 'reply'],
  },
];
