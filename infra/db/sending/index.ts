export * as messages from './ledger.ts';
export * as mailboxHealth from './mailbox-health.ts';
export * as mailboxes from './mailboxes.ts';
export * as promptAnswers from './prompt-answers.ts';
export * as facts from './send-facts.ts';
export * as sendHolds from './send-holds.ts';
export * as sendLimits from './send-limits.ts';
export * as suppressions from './suppressions.ts';
