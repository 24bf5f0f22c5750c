import type { MailEventInput, MailEventReply } from '../../contracts/enrollments/enrollments.ts';
import { PROVING_KINDS, type ReportedEventKind } from '../../contracts/enrollments/kinds.ts';

/** What an event did. */
export type Effect = MailEventReply['effect'];

/** Whether a person did something with the message that is no answer (T2). */
export const isHit = (kind: ReportedEventKind): kind is 'opened' | 'clicked' =>
  kind === 'opened' || kind === 'clicked';

/** Whether a gateway says what became of one sms, which concerns no other message (S15). */
export const isReport = (kind: ReportedEventKind): boolean => kind === 'delivered' || kind === 'failed';

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
  delivered: 'Delivered',
  failed: 'Not delivered',
  opted_out: 'Opted out',
} as const satisfies Record<ReportedEventKind, string>;
const GOES_ON = 'Bounced, goes on with another contact';

/** What stands in the customer's thread of an enrollment: nothing of hits on copies, which are somebody else's (M5). */
export function titleOf(kind: ReportedEventKind, n: number): ((told: { effect: Effect }) => string) | null {
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
  delivered: false,
  failed: false,
  opted_out: false,
} as const satisfies Record<ReportedEventKind, boolean>;

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
  delivered: 'delivered',
  failed: 'failed',
  opted_out: 'opted_out',
} as const satisfies Record<ReportedEventKind, string | null>;

const PROVES: ReadonlySet<ReportedEventKind> = new Set(PROVING_KINDS);

/**
 * Somebody who answers a message, or follows a link in the main copy, has it; a picture is loaded by anybody (S15). What a
 * server or gateway reports on, it took, also where it could not deliver it (I7). What was linked by a guess proves nothing.
 */
export function isProof({
  kind,
  messageId,
  n,
  isGuess = false,
}: Pick<MailEventInput, 'messageId'> & { kind: ReportedEventKind; n: number; isGuess?: boolean }): boolean {
  if (messageId === undefined || isGuess) return false;
  return kind === 'reply' || (n === 1 && (PROVES.has(kind) || kind === 'clicked'));
}
