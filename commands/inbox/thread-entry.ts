import type { MailVerdict } from '../../contracts/inbox/kinds.ts';

/**
 * How a mail stands in the threads of its customers (C5, C8). As an email it is a contact (C3): whatever their own mailbox
 * sent, people and their automatic answers alike, and what our people wrote. What servers and mass mailers say is an
 * activity, and no contact; our own mail stands there already, since it left.
 */
export const ENTRY = {
  reply: 'email',
  automatic: 'email',
  out_of_office: 'email',
  opt_out: 'email',
  sent: 'email',
  hard_bounce: 'activity',
  soft_bounce: 'activity',
  complaint: 'activity',
  ignore: 'activity',
  own_copy: null,
} as const satisfies Record<MailVerdict, 'email' | 'activity' | null>;
