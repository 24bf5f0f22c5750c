import { changesOf, of } from '../changes.ts';

/** Mailboxes (M1). */
export const mailboxChanges = changesOf('mailbox', 'nobody', {
  created: {},
  updated: {},
  verified: {},
  retired: { event: 'mailbox.retired', data: of<{ successorId: string | null }>() },
  reinstated: { event: 'mailbox.reinstated' },
});
/** Suppressed addresses (D3). */
export const suppressionChanges = changesOf('suppression', 'nobody', { added: {}, removed: {} });

/** `sent` of touchpoints; webhooks hear of every message from the ledger. The others are a person's answers about a copy. */
export const messageChanges = changesOf('message', 'customer', {
  sent: {
    data: of<{
      contactId: string | null;
      programId: string;
      touchpointId: string;
      scheduledTouchpointId: string;
    }>(),
  },
  /** Of a message of no sequence: those of one are told of its enrollment. */
  eventRecorded: { data: of<{ kind: string; n: number }>() },
  copyRetried: { data: of<{ n: number }>() },
  copyMarkedAsSent: { data: of<{ n: number }>() },
});
