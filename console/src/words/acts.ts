import type { InFlightReply } from '../../../contracts/in-flight.ts';

/** What became of a message whose hand-over had begun before it was called off. */
export const inFlightOutcomes: Record<InFlightReply[number]['outcome'], string> = {
  handed_over: 'is being handed over: what becomes of it is not known yet',
  sent: 'had left',
  refused: 'was refused by the mail server',
  uncertain: 'may have left: did it arrive?',
  put_off: 'was put off by the mail server and does not leave any more',
};

/** What could not be called back, in a sentence each; nothing where everything could. */
export const inFlightText = (inFlight: InFlightReply): string =>
  inFlight.map(({ outcome }) => `One message ${inFlightOutcomes[outcome]}.`).join(' ');

/** Texts of what changed between looking and acting. */
export const changed = {
  title: 'It changed since you looked',
  body: 'Nothing was sent. This is what would leave now.',
  by: (who: string): string => `${who} changed it.`,
  sendThis: 'Send this instead',
  look: 'Show it as it is now',
  subject: 'Subject',
  mine: 'Save mine over it',
} as const;

/** Texts of what is done to a whole batch, or to one message that a program planned. */
export const batchActs = {
  reject: 'Reject all',
  rejectTitle: 'Reject what waits in this batch',
  rejectBody: 'They are cancelled for this cycle. The next run may write others.',
  rejected: { one: '# message rejected.', other: '# messages rejected.' },
  recall: 'Recall',
  recallTitle: 'Recall what was approved',
  recallBody: 'What has not been handed over waits for a decision again, word for word.',
  recalled: { one: '# message recalled.', other: '# messages recalled.' },
  gone: { one: '# had left before.', other: '# had left before.' },
  batches: 'By batch',
  customers: 'By customer',
  noCustomers: 'Nobody waits for a decision.',
} as const;

export const scheduledActs = {
  title: 'This message',
  cancel: 'Cancel',
  cancelTitle: 'Cancel this message',
  cancelBody: 'It does not leave in this cycle. The next run may write another.',
  cancelled: 'Cancelled.',
  notCancelled: 'Not cancelled.',
  complete: 'Done by hand',
  completeTitle: 'Say that it was done by hand',
  completeBody: 'No mail leaves: it counts as done in this cycle.',
  completed: 'Noted as done.',
  arrived: 'It arrived',
  arrivedDone: 'Noted: it arrived. Nothing leaves again.',
  retry: 'Retry',
  retried: 'It is tried again.',
  send: 'Send despite the contact policy',
  sendBody: 'The customer was written to lately. Say why this one goes all the same.',
  sent: 'It leaves as soon as it can.',
} as const;
