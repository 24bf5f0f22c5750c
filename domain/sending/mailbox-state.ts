import type { MailboxStatus } from '../../contracts/sending/kinds.ts';

/** Whether a mailbox can send now, and if not when one send may try again. */
export interface MailboxState {
  mailboxId: string;
  status: MailboxStatus;
  probeAt: number | null;
}
