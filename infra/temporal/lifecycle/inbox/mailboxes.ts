import { mailboxChanged, mailboxWorkflowId } from '../../../../workflows/inbox/mailbox.messages.ts';
import type { Starter } from '../../starter.ts';

/** What mail in asks of Temporal. */
export const inboxLifecycle = ({ startOnce, signalOrStart, isRunning }: Starter) => {
  const start = (mailboxId: string) => ({
    workflowId: mailboxWorkflowId(mailboxId),
    args: [{ mailboxId }] as [{ mailboxId: string }],
    searchAttributes: { MailboxId: [mailboxId] },
    staticSummary: `Follows mailbox ${mailboxId}`,
  });
  return {
    /** Starts following a mailbox whose row is committed. Already followed is success, and leaves it alone. */
    startMailbox: (mailboxId: string): Promise<void> => startOnce('mailbox', start(mailboxId)),
    /** Starts following a mailbox, or has it looked at again at once: its settings changed. */
    wakeMailbox: (mailboxId: string): Promise<void> =>
      signalOrStart('mailbox', { ...start(mailboxId), signal: mailboxChanged }),
    /** Whether a mailbox is followed, asked of Temporal itself. */
    isMailboxFollowed: (mailboxId: string): Promise<boolean> => isRunning(mailboxWorkflowId(mailboxId)),
  };
};
