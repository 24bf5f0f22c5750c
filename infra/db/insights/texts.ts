import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** What is known of a customer and recommended. */
export const insightTexts: readonly TextTable[] = [
  { table: 'signal', key, ofCustomer: byCustomerId, texts: ['text'], json: ['sources'] },
  {
    table: 'insight',
    key: { column: 'customer_id', type: 'text' },
    ofCustomer: byCustomerId,
    json: ['summary', 'plan'],
  },
  {
    table: 'model_insight',
    key: { column: 'customer_id', type: 'text' },
    ofCustomer: byCustomerId,
    json: ['summary', 'plan'],
  },
  {
    table: 'action',
    key,
    ofCustomer: byCustomerId,
    texts: ['reason', 'note', 'force_reason', 'error_detail', 'skip_detail'],
    json: ['sources', 'pinned'],
    addressed: ['pinned'],
  },
];
