import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** Words of mails, and what was proposed from them. */
export const inboxTexts: readonly TextTable[] = [
  { table: 'mail_suggestion', key, ofCustomer: byCustomerId, texts: ['quote'], json: ['data'] },
];
