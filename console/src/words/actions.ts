import type { ActionKind, ActionSendStatus } from '../../../contracts/insights/kinds.ts';
import type { InsightSource } from '../../../contracts/insights/insights.ts';

export const actionKinds: Record<ActionKind, string> = { email: 'Email', call: 'Call', task: 'Task' };

export const sendStatuses: Record<ActionSendStatus, string> = {
  requested: 'Leaves as soon as it can',
  sending: 'On its way',
  error: 'Failed',
  uncertain: 'Uncertain: did it arrive?',
  sent: 'Sent',
};

export const sources: Record<InsightSource['entity'], string> = {
  customer: 'the customer',
  invoice: 'an invoice',
  communication: 'what was said',
  note: 'a note',
  promise: 'a promise',
  payment: 'a payment',
  signal: 'a signal',
  review_batch: 'a batch in review',
  step_execution: 'a row of the queue',
};

/** Texts of the recommended actions. */
export const actions = {
  title: 'Actions',
  rows: 'Recommended actions',
  empty: 'Nothing is recommended. Every night looks at every customer.',
  noneMatch: 'None match these filters.',
  choose: 'Choose an action.',
  done: 'Done for now.',
  kind: 'Kind',
  any: 'All kinds',
  severity: 'Severity',
  anySeverity: 'All severities',
  snoozed: 'Only snoozed',
  because: 'Because of',
  due: 'due',
  send: 'Send',
  edit: 'Edit',
  complete: 'Done',
  completeTitle: 'What came of it',
  completeBody:
    'It stands in the communications of the customer. Recommended again in two weeks at the earliest.',
  snooze: 'Snooze',
  snoozeTitle: 'Put it off',
  until: 'Until',
  dismiss: 'Dismiss',
  dismissTitle: 'Decide against it',
  dismissBody: 'It is not recommended again for the same reason.',
  retry: 'Retry',
  arrived: 'It arrived',
  force: 'Send despite the contact policy',
  forceBody: 'The customer was written to lately. Say why this one goes all the same.',
  elsewhere: 'A message waits already: decide it there.',
  inReview: 'To the batch',
  inQueue: 'To the row',
  sent: (name: string): string => `On its way to ${name}.`,
  acted: (what: string, name: string): string => `${what}: ${name}.`,
} as const;
