import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { MessageAbout } from './send-source.ts';

/** What leaves over each channel. */
export interface Outgoing {
  email: OutgoingMail;
}

/** A channel over which messages leave by themselves; what no channel carries is a person's work. */
export type SendChannel = keyof Outgoing;

/** A message that whoever holds the token may hand over. */
export type Claimed = {
  [C in SendChannel]: {
    channel: C;
    token: string;
    out: Outgoing[C];
    contactId: string | null;
    about: MessageAbout | null;
  };
}[SendChannel];

/** The way out over one channel. */
export interface Transport<C extends SendChannel> {
  /** Hands a message over, at most once; `fence` is asked at the last moment at which nothing has left. */
  deliver(out: Outgoing[C], fence: () => Promise<boolean>, signal: AbortSignal): Promise<HandOverResult>;
}

/** One way out for each channel. */
export type Transports = { [C in SendChannel]: Transport<C> };
