import type { TextTable } from '../text-tables.ts';

/** What was to be done to many. */
export const bulkChangeTexts: readonly TextTable[] = [
  { table: 'bulk_change', key: { column: 'id', type: 'text' }, ofCustomer: null, json: ['action'] },
];
