import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** Messages of programs, and the definitions that they come from. */
export const programTexts: readonly TextTable[] = [
  {
    table: 'template',
    key,
    ofCustomer: null,
    texts: ['subject', 'body_html', 'body_text'],
    json: ['variants'],
  },
  { table: 'program', key, ofCustomer: null, texts: ['description'] },
  {
    table: 'touchpoint',
    key,
    ofCustomer: null,
    texts: ['subject', 'body_html', 'body_text', 'prompt'],
    lists: ['cc', 'bcc'],
  },
  {
    table: 'scheduled_touchpoint',
    key,
    ofCustomer: byCustomerId,
    texts: ['error_detail', 'force_reason'],
    json: ['content', 'facts', 'returned_for', 'written_before', 'history'],
    addressed: ['content', 'facts'],
  },
];
