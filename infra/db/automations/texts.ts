import { byCustomerId, type TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** What automations are described by, and what became of what they did; servers answer with addresses. */
export const automationTexts: readonly TextTable[] = [
  { table: 'automation', key, ofCustomer: null, texts: ['description', 'pause_detail'] },
  { table: 'automation_effect', key, ofCustomer: byCustomerId, texts: ['detail'], json: ['data'] },
  {
    table: 'automation_message',
    key,
    ofCustomer: byCustomerId,
    texts: ['address', 'error_detail', 'skip_detail', 'force_reason'],
    json: ['content'],
  },
];
