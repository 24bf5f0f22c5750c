import { defineSignal } from '@temporalio/workflow';

/** Follows one mailbox. */
export interface MailboxInput {
  mailboxId: string;
}

/** Its settings changed: look again. */
export const mailboxChanged = defineSignal('mailboxChanged');

export const mailboxWorkflowId = (mailboxId: string) => `mailbox/${mailboxId}`;
