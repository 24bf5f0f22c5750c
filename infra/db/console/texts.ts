import type { TextTable } from '../text-tables.ts';

/** What people look for, and how they call it: a search may be for somebody. */
export const consoleTexts: readonly TextTable[] = [
  {
    table: 'saved_view',
    key: { column: 'id', type: 'text' },
    ofCustomer: null,
    quotes: true,
    texts: ['name'],
    json: ['filters'],
  },
];
