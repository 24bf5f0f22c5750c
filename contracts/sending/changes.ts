import { changesOf, of } from '../changes.ts';

/** Mailboxes (M1). */
export const mailboxChanges = changesOf('mailbox', 'nobody', { created: {}, updated: {}, verified: {} });
/** Suppressed addresses (D3). */
export const suppressionChanges = changesOf('suppression', 'nobody', { added: {}, removed: {} });

/** Of touchpoints; webhooks hear of every message from the ledger. */
export const messageChanges = changesOf('message', 'customer', {
  sent: {
    data: of<{
      contactId: string | null;
      programId: string;
      touchpointId: string;
      scheduledTouchpointId: string;
    }>(),
  },
});
