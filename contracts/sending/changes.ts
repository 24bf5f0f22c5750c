import { changesOf, of } from '../changes.ts';
import type { MessageSource } from './kinds.ts';

/** Mailboxes (M1). */
export const mailboxChanges = changesOf('mailbox', 'nobody', {
  created: {},
  updated: {},
  verified: { event: 'mailbox.verified' },
  testMailSent: {},
  failing: { event: 'mailbox.failing' },
  working: { event: 'mailbox.working' },
  /** Its sign-in by OAuth is gone: nothing leaves before a person signs it in again (I6). */
  reconnect: { event: 'mailbox.reconnect' },
  connected: { event: 'mailbox.connected' },
  retired: { event: 'mailbox.retired', data: of<{ successorId: string | null }>() },
  reinstated: { event: 'mailbox.reinstated' },
});
/** Who signs mailboxes in (I6). */
export const oauthProviderChanges = changesOf('oauthProvider', 'nobody', {
  created: {},
  updated: {},
  removed: {},
});
/** Numbers that sms leave from (M1). */
export const smsSenderChanges = changesOf('sms_sender', 'nobody', {
  created: {},
  updated: {},
  failing: { event: 'sms_sender.failing' },
  working: { event: 'sms_sender.working' },
  retired: { event: 'sms_sender.retired', data: of<{ successorId: string | null }>() },
  reinstated: { event: 'sms_sender.reinstated' },
});
/** Suppressed addresses (D3). */
export const suppressionChanges = changesOf('suppression', 'nobody', { added: {}, removed: {} });

/** What a message was written for, of which it was not accepted, or nobody knows. */
interface MessageOutcome {
  source: MessageSource;
  /** Id of the step execution, scheduled touchpoint or action. */
  sourceId: string;
  channel: string;
  contactId?: string;
  enrollmentId?: string;
}

/** Whose copy a person opened or clicked in, and when. */
interface MessageHit {
  n: number;
  at: string;
  enrollmentId?: string;
}

/**
 * `sent` of touchpoints; webhooks hear of every message from the ledger. The others are a person's answers about a copy. What
 * goes to our own people is no customer's.
 */
export const messageChanges = changesOf('message', 'maybe', {
  sent: {
    data: of<{
      contactId: string | null;
      programId: string;
      touchpointId: string;
      scheduledTouchpointId: string;
    }>(),
  },
  failed: { event: 'message.failed', data: of<MessageOutcome>() },
  uncertain: { event: 'message.uncertain', data: of<MessageOutcome>() },
  /** Of a message of no sequence: those of one are told of its enrollment. */
  eventRecorded: { event: 'message.reported', data: of<{ kind: string; n: number }>() },
  /** By a person (T2), once a copy; `at` is the moment of the hit. */
  opened: { event: 'message.opened', data: of<MessageHit>() },
  clicked: { event: 'message.clicked', data: of<MessageHit>() },
  copyRetried: { data: of<{ n: number }>() },
  copyMarkedAsSent: { data: of<{ n: number }>() },
});
