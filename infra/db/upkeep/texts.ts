import { automationTexts } from '../automations/texts.ts';
import { bulkChangeTexts } from '../bulk-changes/texts.ts';
import { consoleTexts } from '../console/texts.ts';
import { customerTexts } from '../customers/texts.ts';
import { enrollmentTexts } from '../enrollments/texts.ts';
import { holdTexts } from '../holds/texts.ts';
import { importTexts } from '../imports/texts.ts';
import { conversationTexts } from '../inbox/conversation-texts.ts';
import { inboxTexts } from '../inbox/texts.ts';
import { insightTexts } from '../insights/texts.ts';
import { programTexts } from '../programs/texts.ts';
import { receivableTexts } from '../receivables/texts.ts';
import { sendingTexts } from '../sending/texts.ts';
import { sequenceTexts } from '../sequences/texts.ts';
import type { TextTable } from '../text-tables.ts';
import { groundTexts } from '../texts.ts';
import { webhookTexts } from '../webhooks/texts.ts';

/**
 * Every table with texts in which a person may be named (U5), in the order of the locks. A test compares it with the
 * columns of the database: a new text is listed, or exempt by name.
 */
export const TEXT_TABLES: readonly TextTable[] = [
  ...customerTexts,
  ...holdTexts,
  ...receivableTexts,
  ...importTexts,
  ...sequenceTexts,
  ...enrollmentTexts,
  ...programTexts,
  ...insightTexts,
  ...conversationTexts,
  ...inboxTexts,
  ...automationTexts,
  ...sendingTexts,
  ...bulkChangeTexts,
  ...webhookTexts,
  ...consoleTexts,
  ...groundTexts,
  {
    table: 'reconcile_finding',
    key: { column: 'id', type: 'bigint' },
    ofCustomer: null,
    quotes: true,
    texts: ['detail'],
  },
];
