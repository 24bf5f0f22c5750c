import { z } from 'zod';
import type { MailFacts } from '../../../domain/inbox/suggestions/facts.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { jsonOf } from '../rows.ts';

/** Older replies were answered by people long ago. */
const READ_WITHIN_MS = 7 * 24 * 60 * 60_000;
/** The model gave no answer: patience grows up to this many hours, and ends. */
const MOST_FAILURES = 8;
const FIRST_RETRY_MS = 60_000;

/** A mail that somebody reads just now: nobody else does, until the claim runs out. */
export interface ClaimedReading {
  mailId: string;
  token: string;
}

const dueAt = (now: number): Prisma.Sql => Prisma.sql`
  m.verdict = 'reply' AND NOT m.is_history AND m.received_at > ${new Date(now - READ_WITHIN_MS)}::timestamptz
  AND m.processed_at IS NOT NULL AND m.erased_at IS NULL AND m.new_text <> ''
  AND (r.mail_id IS NULL OR (r.read_at IS NULL AND r.failures < ${MOST_FAILURES}::int
    AND coalesce(r.claimed_until, '-infinity') <= ${new Date(now)}::timestamptz
    AND coalesce(r.retry_at, '-infinity') <= ${new Date(now)}::timestamptz))
  AND EXISTS (SELECT FROM organisation WHERE settings->>'mailReading' = 'model')`;

/** Whether a model is to read any mail now. */
export async function hasDue(db: Tx, now: number): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM mail m LEFT JOIN mail_reading r ON r.mail_id = m.id WHERE ${dueAt(now)} LIMIT 1`;
  return rows.length > 0;
}

/** Claims the next mail, the oldest first; two at once never get the same one. Null: none is due. */
export async function claim(
  db: Tx,
  { token, now, until }: { token: string; now: number; until: number },
): Promise<ClaimedReading | null> {
  const at = Prisma.sql`${new Date(until)}::timestamptz`;
  const rows = await db.$queryRaw<{ mailId: string }[]>`
    INSERT INTO mail_reading AS mine (mail_id, claim, claimed_until, failures, dropped)
    SELECT id, ${token}, ${at}, 0, '{}' FROM (
      SELECT m.id FROM mail m LEFT JOIN mail_reading r ON r.mail_id = m.id WHERE ${dueAt(now)}
      ORDER BY m.received_at, m.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED) due
    ON CONFLICT (mail_id) DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until
      WHERE mine.read_at IS NULL AND coalesce(mine.claimed_until, '-infinity') <= ${new Date(now)}::timestamptz
    RETURNING mail_id AS "mailId"`;
  return rows[0] ? { mailId: rows[0].mailId, token } : null;
}

const held = ({ mailId, token }: ClaimedReading) => ({ mailId, claim: token, readAt: null });

/** Gives a mail back unread, for whoever comes next. */
export async function release(db: Tx, claimed: ClaimedReading): Promise<void> {
  await db.mailReading.updateMany({ where: held(claimed), data: { claim: null, claimedUntil: null } });
}

/** The model gave no answer: later, once more, and not for ever. */
export async function fail(
  db: Tx,
  { mailId, token }: ClaimedReading,
  { code, now }: { code: string; now: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE mail_reading SET claim = NULL, claimed_until = NULL, failures = failures + 1, failure_code = ${code},
      retry_at = ${new Date(now)}::timestamptz + power(2, failures) * interval '1 millisecond' * ${FIRST_RETRY_MS}::int
    WHERE mail_id = ${mailId} AND claim = ${token} AND read_at IS NULL`;
}

/** Marks a mail as read. @returns false: the claim ran out, and the answer is nobody's */
export async function finish(
  tx: Tx,
  claimed: ClaimedReading,
  { dropped, now }: { dropped: object; now: number },
): Promise<boolean> {
  const data = {
    claim: null,
    claimedUntil: null,
    readAt: new Date(now),
    failureCode: null,
    dropped: jsonOf(dropped) as Prisma.InputJsonValue,
  };
  const { count } = await tx.mailReading.updateMany({ where: held(claimed), data });
  return count === 1;
}

const factsSchema = z.object({
  customerId: z.string(),
  currency: z.string(),
  locale: z.string(),
  customerName: z.string(),
  writtenAt: z.number(),
  subject: z.string(),
  newText: z.string(),
  contactId: z.string().nullable(),
  invoices: z.array(
    z.object({ id: z.string(), number: z.string(), amount: z.string(), balance: z.string() }),
  ),
  answeredInvoiceIds: z.array(z.string()),
  contacts: z.array(z.object({ name: z.string().nullable(), email: z.string().nullable() })),
  ownAddresses: z.array(z.string()),
});

/** Open invoices of one customer that a mail may be about. */
const MOST_INVOICES = 200;

/** What a model may be told of a mail, for each customer it belongs to, in one statement; `zone` is the organisation's. */
export async function readFacts(
  db: Tx,
  { mailId, zone }: { mailId: string; zone: string },
): Promise<MailFacts[]> {
  const rows = await db.$queryRaw<{ seen: unknown }[]>`
    SELECT json_build_object('customerId', c.id, 'currency', c.currency,
      'locale', coalesce(c.locale, o.locale, 'en-GB'), 'customerName', c.name,
      'writtenAt', round(extract(epoch FROM coalesce(m.dated_at, m.received_at)) * 1000),
      'subject', m.subject, 'newText', m.new_text, 'contactId', coalesce(mc.contact_id, l.contact_id),
      'invoices', (SELECT coalesce(json_agg(i ORDER BY i."dueOn", i.id), '[]'::json) FROM (
        SELECT id, number, trim_scale(amount)::text AS amount, trim_scale(balance)::text AS balance, due_on AS "dueOn"
        FROM invoice WHERE customer_id = c.id AND status = 'open' ORDER BY due_on, id LIMIT ${MOST_INVOICES}) i),
      'answeredInvoiceIds', (SELECT coalesce(json_agg(i.id ORDER BY i.id), '[]'::json) FROM invoice i
        WHERE l.id IS NOT NULL AND i.customer_id = c.id AND i.status = 'open' AND strpos(l.facts::text, i.id) > 0),
      'contacts', (SELECT coalesce(json_agg(json_build_object('name', k.name, 'email', k.email) ORDER BY k.id), '[]'::json)
        FROM contact k WHERE k.customer_id = c.id AND k.erased_at IS NULL),
      'ownAddresses', (SELECT coalesce(json_agg(DISTINCT lower(a.address)), '[]'::json) FROM (
        SELECT unnest(b.aliases || ARRAY[b.from_address, b.unsubscribe_address]) AS address FROM mailbox b
        UNION ALL SELECT u.email FROM app_user u) a WHERE a.address IS NOT NULL)) AS seen
    FROM mail m JOIN mail_customer mc ON mc.mail_id = m.id JOIN customer c ON c.id = mc.customer_id
    LEFT JOIN message l ON l.id = m.message_id AND l.customer_id = c.id
    LEFT JOIN organisation o ON o.id = 'org'
    WHERE m.id = ${mailId} AND m.erased_at IS NULL ORDER BY c.id`;
  return rows.map(({ seen }) => {
    const { writtenAt, ...facts } = factsSchema.parse(seen);
    return { ...facts, mailId, writtenOn: localDateOf(writtenAt, zone) };
  });
}
