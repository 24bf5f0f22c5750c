import type { Clues, SentMail } from '../../../domain/inbox/judgement.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** What came later than this after a mail of ours is linked by its ids alone. */
const NEARBY_MS = 90 * 24 * 60 * 60_000;
/** Of one customer or one address, the newest are looked at. */
const MOST_NEARBY = 50;
const MOST_NAMED = 100;
/** A domain at which more customers have a contact is a provider's. */
const MOST_OF_DOMAIN = 20;

/** A mail of ours, with what only the ledger knows of it; `unsubscribe` of its copies is the caller's to fill in. */
export interface LedgerMail extends SentMail {
  customerId: string | null;
  enrollmentId: string | null;
}

/**
 * Mails of ours that another may answer or report on (I2): those that it names, whenever they left, also by what only their
 * readers know (`unsubscribed`: of its unsubscribe address). Where it names none, the
 * newest before it that went to an address it names, and to anybody of the same company: somebody there may pass one on.
 */
export async function find(
  db: Tx,
  clues: Clues,
  unsubscribed: readonly string[] = [],
): Promise<LedgerMail[]> {
  const { headerIds, copies } = clues;
  const named = [...unsubscribed, ...copies.map(({ messageId }) => messageId)];
  const chosen = Prisma.sql`
    SELECT m.id FROM message m
    WHERE m.header_id = ANY(${[...headerIds]}::text[]) OR m.id = ANY(${named}::text[]) LIMIT ${MOST_NAMED}`;
  const found = await read(db, chosen);
  return found.length > 0 ? found : read(db, nearby(clues));
}

function nearby({ addresses, before }: Clues): Prisma.Sql {
  const until = new Date(before);
  const since = new Date(before - NEARBY_MS);
  const domains = addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)).filter(Boolean);
  return Prisma.sql`
    (WITH spelled AS (
      SELECT unnest(${[...addresses]}::text[]) AS address
      UNION SELECT k.email FROM contact k WHERE lower(k.email) = ANY(${[...addresses]}::text[]))
    SELECT m.id FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.address IN (SELECT address FROM spelled) AND m.handed_over_at <= ${until} AND m.handed_over_at > ${since}
    ORDER BY m.handed_over_at DESC LIMIT ${MOST_NEARBY})
    UNION
    (WITH colleagues AS (
      SELECT DISTINCT k.customer_id FROM contact k WHERE lower(split_part(k.email, '@', 2)) = ANY(${domains}::text[])
      LIMIT ${MOST_OF_DOMAIN + 1})
    SELECT m.id FROM message m
    WHERE (SELECT count(*) FROM colleagues) <= ${MOST_OF_DOMAIN}
      AND m.customer_id IN (SELECT customer_id FROM colleagues)
      AND m.handed_over_at <= ${until} AND m.handed_over_at > ${since}
    ORDER BY m.handed_over_at DESC LIMIT ${MOST_NEARBY})`;
}

async function read(db: Tx, chosen: Prisma.Sql): Promise<LedgerMail[]> {
  return db.$queryRaw<LedgerMail[]>`
    SELECT m.id AS "messageId", m.header_id AS "headerId", m.subject, m.body_text AS text,
      m.customer_id AS "customerId", m.enrollment_id AS "enrollmentId",
      (extract(epoch FROM m.handed_over_at) * 1000)::float8 AS "sentAt",
      (SELECT json_agg(json_build_object('n', r.n, 'address', r.address, 'unsubscribe', NULL) ORDER BY r.n)
        FROM message_recipient r WHERE r.message_id = m.id) AS recipients
    FROM (${chosen}) c JOIN message m ON m.id = c.id
    WHERE m.channel = 'email' AND m.handed_over_at IS NOT NULL
    ORDER BY m.handed_over_at DESC, m.id DESC`;
}
