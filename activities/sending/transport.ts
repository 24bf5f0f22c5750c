import type { CopyEvents, OutgoingMail } from '../../infra/mail/mailer.ts';
import type { OutgoingSms } from '../../infra/sms/texter.ts';

/** What leaves over each channel. */
export interface Outgoing {
  email: OutgoingMail;
  sms: OutgoingSms;
}

/** A channel over which messages leave by themselves; what no channel carries is a person's work. */
export type SendChannel = keyof Outgoing;

/** A message that whoever holds the token may hand over. */
export type Claimed = {
  [C in SendChannel]: {
    channel: C;
    token: string;
    out: Outgoing[C];
    /** Null: it goes to our own people. */
    customerId: string | null;
    contactId: string | null;
    /** Of a message that asks for money: the invoices. */
    invoiceIds: string[];
    /** It holds places in limits, until it is handed over. */
    hasPlaces: boolean;
  };
}[SendChannel];

/** The way out over one channel. */
export interface Transport<C extends SendChannel> {
  /** For so long after a hand-over its receiver knows a message again and takes it only once; left out or 0: it does not. */
  readonly idempotentMs?: number;
  /**
   * Hands copies of a message over, each at most once, in the order given. The fence is asked at the last moment at which
   * nothing of a copy has left; the next one begins after the one before was settled, if that says so.
   */
  deliver(out: Outgoing[C], copies: readonly number[], on: CopyEvents, signal: AbortSignal): Promise<void>;
}

/** One way out for each channel. */
export type Transports = { [C in SendChannel]: Transport<C> };

/** Hands a claimed message over by its channel. */
export function deliverClaimed(
  transports: Transports,
  claimed: Claimed,
  on: CopyEvents,
  signal: AbortSignal,
): Promise<void> {
  const numbers = claimed.out.recipients.map(({ n }) => n);
  switch (claimed.channel) {
    case 'email':
      return transports.email.deliver(claimed.out, numbers, on, signal);
    case 'sms':
      return transports.sms.deliver(claimed.out, numbers, on, signal);
  }
}
