import type { MailboxStatus } from '../../contracts/sending/kinds.ts';

/** Whether a mailbox can send now, and if not when one send may try again. */
export interface MailboxState {
  mailboxId: string;
  status: MailboxStatus;
  probeAt: number | null;
}

/** Whether it is known not to send: it fails, or a person has to sign it in again (I6). */
export const isBroken = (status: MailboxStatus): boolean => status === 'failing' || status === 'reconnect';

/** Whether only one send at a time may try it: it fails, or its server was changed since it was in use (D2). */
export function isOnTrial({ status, probeAt }: Pick<MailboxState, 'status' | 'probeAt'>): boolean {
  return status === 'failing' || (status !== 'working' && probeAt !== null);
}
