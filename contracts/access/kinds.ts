/** The closed lists of access. A leaf. */

/** Kinds of records whose words and values are forgotten after a while, or which go whole (U5). */
export const RETENTION_KINDS = [
  'messages',
  'communications',
  'mailEvents',
  'promptAnswers',
  'audit',
  'imports',
  'webhooks',
  'moves',
  'changes',
  'auditEntries',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** Whether credit counts against what a customer owes (C18). */
export const CREDIT_RULES = ['net', 'ignore'] as const;
export type CreditRule = (typeof CREDIT_RULES)[number];

/** Who works insights out (C14): rules alone, or a language model beside them. */
export const INSIGHT_MODES = ['rules', 'model'] as const;
export type InsightMode = (typeof INSIGHT_MODES)[number];

/** Whether a language model reads replies and proposes what follows from them (I8). */
export const MAIL_READING_MODES = ['off', 'model'] as const;
export type MailReadingMode = (typeof MAIL_READING_MODES)[number];
