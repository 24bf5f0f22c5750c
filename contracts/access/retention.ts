import { z } from 'zod';
import type { RetentionKind } from './kinds.ts';

/** Shorter, and what is still at work would be gone: threads, retries, disputes about what was said. */
const LEAST_DAYS = 30;
const MOST_DAYS = 36_500;

const days = (what: string) =>
  z
    .int()
    .min(LEAST_DAYS)
    .max(MOST_DAYS)
    .nullable()
    .meta({ description: `${what}; null: for ever.` });

const members = {
  messages: days(
    'Days that words of settled messages stay; addresses stay, since unsubscribe links need them',
  ),
  communications: days('Days that subject and text of the thread stay, and mails with their files'),
  mailEvents: days('Days that addresses and words of what was reported about messages stay'),
  promptAnswers: days('Days that what a language model was asked and answered stays'),
  audit: days('Days that the values before and after a change stay; who did what and when stays'),
  imports: days('Days that the errors of rows stay'),
  webhooks: days('Days that settled deliveries stay with their log'),
  moves: days('Days that it stays who came into the audiences of automations and who went out'),
  changes: days(
    'Days that the feed of changes stays; it goes by whole months (UTC), read by webhooks or not told',
  ),
  auditEntries: days('Days that it stays who did what and when; the audit log goes by whole months (UTC)'),
} satisfies Record<RetentionKind, z.ZodType>;

/** For how many days each kind of record keeps its words and values (U5). Counts, money and times stay in any case. */
export const retentionSchema = z.strictObject(members).meta({
  id: 'Retention',
  description: 'For how many days each kind of record keeps its words and values.',
});
export type Retention = z.infer<typeof retentionSchema>;
