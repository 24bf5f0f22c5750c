import type { TrackedMail } from '../../domain/sending/tracked-links.ts';
import type { NumberedRecipient } from '../../domain/sending/number-recipients.ts';
import type { SendFacts } from '../../domain/sending/send-facts.ts';
import type { Links } from '../../infra/mail/links.ts';
import type { Composed } from './send-source.ts';
import { outgoingRecipients } from './outgoing-recipients.ts';
import type { Claimed, Outgoing, SendChannel } from './transport.ts';

interface Parts {
  made: Composed;
  facts: SendFacts;
  messageId: string;
  headerId: string;
  recipients: readonly NumberedRecipient[];
  tracking: TrackedMail | null;
  now: number;
}

type Leaving = { [C in SendChannel]: { channel: C; out: Outgoing[C] } }[SendChannel];

/** What leaves of a claimed message, over its channel. */
export function outgoingOf(links: Links, parts: Parts): Leaving {
  const { made, facts, messageId, headerId, recipients, tracking, now: date } = parts;
  const { subject, html, text } = made.message;
  const { mailbox, number, message } = facts;
  if (made.channel === 'sms') {
    if (!number) throw new Error('an sms without a number');
    const sms = { messageId, headerId, mailbox: number, recipients: [...recipients], subject, text, date };
    return { channel: 'sms', out: { ...sms, key: keyOf(messageId, message?.refusedTimes ?? 0) } };
  }
  if (mailbox === null) throw new Error('a message without a mailbox');
  const { thread, isInternal } = made;
  const { unsubscribeAddress } = mailbox;
  const sent = { messageId, tracking, unsubscribeAddress, isInternal };
  return {
    channel: 'email',
    out: {
      messageId,
      headerId,
      mailbox,
      recipients: outgoingRecipients(links, sent, recipients),
      subject,
      html: html ?? '',
      text,
      inReplyTo: thread.references.at(-1) ?? null,
      references: thread.references,
      date,
    },
  };
}

/** The same until somebody refused it for good: what is tried then, corrected, is another sms for whoever remembers keys. */
const keyOf = (messageId: string, refusedTimes: number): string =>
  refusedTimes === 0 ? messageId : `${messageId}.${refusedTimes}`;

/** The sender of a message as its facts have it: a mailbox, or the number of an sms. */
export function senderIn(facts: SendFacts, channel: Claimed['channel']) {
  const sender = channel === 'sms' ? facts.number : facts.mailbox;
  if (!sender) throw new Error('a message without a sender');
  return sender;
}
