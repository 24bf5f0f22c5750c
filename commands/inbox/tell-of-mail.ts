import type { Actor } from '../../contracts/actor.ts';
import type { ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { MailToFollow } from '../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../deps.ts';
import { followReply } from '../enrollments/follow-reply.ts';
import { keepEvent } from '../enrollments/keep-event.ts';
import { recordMessageEvent } from '../enrollments/record-message-event.ts';

/** An event that a mail tells of. */
interface Told {
  kind: ReportedEventKind;
  /** Whose copy; left out: that of the link, or of the address. */
  n?: number;
  /** Who wrote; left out: whom the copy went to. */
  address?: string;
  detail?: string;
  until?: string;
  /** What is the same for the same event, told by another mail; left out: each mail tells one of its own. */
  eventKey?: string;
}

/** Whether a mail names the message that it is about: links by address, subject and time are the likeliest guess. */
export const isNamedBy = ({ linkedBy }: MailToFollow): boolean =>
  linkedBy === 'copy' || linkedBy === 'message_id';

/** When it happened: never later than now. */
export const occurredAt = ({ receivedAt }: MailToFollow, now: number): string =>
  new Date(Math.min(receivedAt, now)).toISOString();

/** Tells the message that a mail is about, whatever it is of; without one nothing happens. */
export async function tellMessage(
  deps: CommandDeps,
  actor: Actor,
  mail: MailToFollow,
  { n = mail.n ?? undefined, eventKey, ...told }: Told,
): Promise<void> {
  const { messageId, mailId, messageCustomerId } = mail;
  // What went to our own people is no customer's.
  if (messageId === null || messageCustomerId === null) return;
  await recordMessageEvent(deps, actor, {
    ...told,
    messageId,
    ...(n !== undefined && { n }),
    eventKey: eventKey ?? `${told.kind}/${mailId}/${messageId}`,
    source: 'mailbox',
    mailId,
    isGuess: !isNamedBy(mail),
    occurredAt: occurredAt(mail, await deps.now()),
  });
}

/** Tells of a mail to the customers whose contact wrote it, besides the one whose message it answers: nothing is answered. */
export async function tellSenders(
  deps: CommandDeps,
  actor: Actor,
  mail: MailToFollow,
  kind: 'reply' | 'auto_reply',
  said: { until?: string } = {},
): Promise<void> {
  const { mailId, fromAddress: address, senderOf, messageCustomerId } = mail;
  const now = await deps.now();
  const at = occurredAt(mail, now);
  for (const customerId of senderOf) {
    if (customerId === messageCustomerId) continue;
    const about = { customerId, messageId: null, n: 1, address, subject: '' };
    const eventKey = `${kind}/${mailId}/${customerId}`;
    const event = { ...about, ...said, kind, source: 'mailbox' as const, eventKey, occurredAt: at };
    await keepEvent(deps, actor, event);
    await followReply(deps, { kind, customerId, at, messageId: undefined, mailId, now });
  }
}
