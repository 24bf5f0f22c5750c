import type { MailEventInput, MailEventReply } from '../../contracts/enrollments/enrollments.ts';
import type { MailEventKind } from '../../contracts/enrollments/kinds.ts';

/** What an event did. */
export type Effect = MailEventReply['effect'];

/** Whether a person did something with the message that is no answer (T2). */
export const isHit = (kind: MailEventKind): kind is 'opened' | 'clicked' =>
  kind === 'opened' || kind === 'clicked';

/** What stands in the customer's thread. */
export const TITLES = {
  reply: 'Replied',
  auto_reply: 'Automatic reply',
  bounce: 'Bounced',
  soft_bounce: 'Bounced for now',
  complaint: 'Complained',
  unsubscribe: 'Unsubscribed',
  opened: 'Opened',
  clicked: 'Clicked',
} as const satisfies Record<MailEventKind, string>;
const GOES_ON = 'Bounced, goes on with another contact';

/** What stands in the customer's thread of an enrollment: nothing of hits on copies, which are somebody else's (M5). */
export function titleOf(kind: MailEventKind, n: number): ((told: { effect: Effect }) => string) | null {
  if (isHit(kind) && n > 1) return null;
  return ({ effect }) => (effect === 'continued' ? GOES_ON : TITLES[kind]);
}

/** What our own users and mailboxes, copied in, may send without its being the customer's (M5). */
export const IS_ANSWER = {
  reply: true,
  auto_reply: true,
  bounce: false,
  soft_bounce: false,
  complaint: false,
  unsubscribe: false,
  opened: false,
  clicked: false,
} as const satisfies Record<MailEventKind, boolean>;

/** As conditions of steps name it (S15); null: it is no outcome. */
export const OUTCOMES = {
  reply: 'replied',
  auto_reply: null,
  bounce: 'bounced',
  soft_bounce: null,
  complaint: null,
  unsubscribe: 'unsubscribed',
  opened: 'opened',
  clicked: 'clicked',
} as const satisfies Record<MailEventKind, string | null>;

/** Somebody who answers a message, or follows a link in the main copy, has it; a picture is loaded by anybody (S15). */
export function isProof({
  kind,
  messageId,
  n,
}: Pick<MailEventInput, 'kind' | 'messageId'> & { n: number }): boolean {
  return messageId !== undefined && (kind === 'reply' || (kind === 'clicked' && n === 1));
}
