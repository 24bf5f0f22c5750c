import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** What conversations are about, and what people answer in them; servers answer with addresses. */
export const conversationTexts: readonly TextTable[] = [
  { table: 'conversation', key, ofCustomer: byCustomerId, quotes: true, texts: ['subject'] },
  {
    table: 'conversation_answer',
    key,
    ofCustomer: byCustomerId,
    texts: ['error_detail', 'skip_detail', 'force_reason'],
    json: ['content'],
    addressed: ['content'],
  },
];
