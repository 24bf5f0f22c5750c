import { byCustomerId, type TextTable } from '../text-tables.ts';

/** Why people keep things back. */
export const holdTexts: readonly TextTable[] = [
  { table: 'hold', key: { column: 'id', type: 'text' }, ofCustomer: byCustomerId, texts: ['reason'] },
];
