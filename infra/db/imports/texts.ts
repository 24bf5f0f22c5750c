import type { TextTable } from '../text-tables.ts';

/** What was wrong with rows that came in, in words that may quote them. */
export const importTexts: readonly TextTable[] = [
  {
    table: 'import',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    quotes: true,
    texts: ['error'],
  },
  {
    table: 'import_error',
    key: { column: 'import_id', type: 'text' },
    ofCustomer: null,
    quotes: true,
    texts: ['message', 'value'],
  },
];
