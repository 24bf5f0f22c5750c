import type { TextTable } from '../text-tables.ts';

const key = { column: 'id', type: 'text' } as const;

/** Definitions: nobody's, but an address may stand in them, for one as a copy. */
export const sequenceTexts: readonly TextTable[] = [
  { table: 'sequence', key, ofCustomer: null, texts: ['description'] },
  {
    table: 'step',
    key,
    ofCustomer: null,
    texts: ['subject', 'body', 'body_text', 'prompt', 'instructions', 'script'],
    json: ['variants'],
    lists: ['cc', 'bcc'],
  },
];
