import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import type { RawTx } from '../raw-transaction.ts';

/** Asks, after the server's 354, whether the body may leave, and marks the hand-over if so. */
export type Fence = (tx: RawTx, input: { messageId: string; token: string; now: number }) => Promise<boolean>;

/** A place that the claim had is none any more: its day is over, or its limit was lowered. Nothing was marked. */
export function isPlaceGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FT001';
}

/** What a kind of source adds to the fence, in SQL; `m` is its message, `c` its customer, `c.now` the present instant. */
export interface FenceParts {
  /** Tables of the source with their aliases. */
  from: string;
  /** Finds the source's rows by the message, and says that it is still to leave. */
  still: string;
  /** Holds `h` of the source that keep it back, besides those of everything, the customer and the mailbox; or nothing. */
  holds?: string;
  /** A person wrote it to somebody who had written to us: no hold, switch or change of receivables concerns it (D9). */
  isPersonal?: boolean;
  /** Its message belongs to no customer: it goes to our own people, and no customer's holds or receivables concern it. */
  isInternal?: boolean;
  /** Says that it is a person's own act on a manual step, which switches do not hold (D9); left out: it never is. */
  isOwn?: string;
}

/**
 * The fence of one kind of source: marks the hand-over if the claim is still mine, the source still wants it to leave,
 * nothing is held or switched off, its mailbox was not retired meanwhile, no limit was set that it has no place in, and the customer's receivables are those the message was made from. Gates must have
 * been passed in a statement before. Each fence is one text, built once, since statements are prepared by identity.
 */
export function fenceOf({
  from,
  still,
  holds,
  isOwn,
  isPersonal = false,
  isInternal = false,
}: FenceParts): Fence {
  // The same four values in the same order, whoever it goes to.
  const [beginning, ofCustomer, ofReceivables] = isInternal
    ? [`WITH c AS MATERIALIZED (SELECT `, `::timestamptz AS now WHERE `, `::text IS NOT NULL)`]
    : [
        `WITH c AS MATERIALIZED (
       SELECT id, ar_version, `,
        `::timestamptz AS now FROM customer
       WHERE id = (SELECT customer_id FROM message WHERE id = `,
        `) FOR NO KEY UPDATE)`,
      ];
  const isSame = isInternal
    ? 'm.customer_id IS NULL'
    : `c.id = m.customer_id${isPersonal ? '' : ' AND c.ar_version = m.ar_version'}`;
  const stands = isPersonal ? 'FALSE' : isOpen(Prisma.raw('c.now')).sql;
  const statement = templateOf([
    beginning,
    ofCustomer,
    `${ofReceivables}
     UPDATE message m SET status = 'handed_over', handed_over_at = c.now, places = NULL
     FROM c, message o, ${from}
     WHERE o.id = m.id AND m.id = `,
    ` AND m.token = `,
    ` AND m.status = 'claimed' AND (m.places IS NULL OR m.claimed_at > c.now - interval '5 minutes') AND ${isSame} AND ${still}
       AND NOT EXISTS (SELECT FROM mailbox b WHERE b.id = m.mailbox_id AND b.retired_at IS NOT NULL)
       AND (m.sms_sender_id IS NULL OR NOT EXISTS (
         SELECT FROM sms_sender b WHERE b.id = m.sms_sender_id AND b.retired_at IS NOT NULL))
       AND NOT lacks_places(m)
       AND NOT EXISTS (
         SELECT 1 FROM hold h WHERE ${stands}
           AND (h.scope = 'all' OR (h.scope = 'customer' AND h.customer_id = m.customer_id
               AND h.except_enrollment_id IS DISTINCT FROM coalesce(m.enrollment_id, ''))
             OR (h.scope = 'mailbox' AND h.mailbox_id IN (m.mailbox_id, m.sms_sender_id))${holds ? ` OR ${holds}` : ''})${
               isOwn
                 ? `
           AND NOT (h.kind = 'switch' AND ${isOwn})`
                 : ''
             })
     RETURNING CASE WHEN o.places IS NOT NULL THEN enter_places(o.places, c.now) END`,
  ]);
  return async (tx, { messageId, token, now }) =>
    (await tx.$executeRaw(statement, new Date(now), messageId, messageId, token)) === 1;
}

function templateOf(parts: readonly string[]): TemplateStringsArray {
  return Object.assign([...parts], { raw: parts });
}
