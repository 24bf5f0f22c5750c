import { ERASED } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Whose mails: from or to the addresses of a person, at one customer. */
export interface MailsOf {
  customerId: string;
  /** As they were ever written. */
  emails: readonly string[];
  /** Nobody else has the addresses: what they wrote to other customers' people is theirs too. */
  isTheirsAlone: boolean;
}

/** What is left of a mail: that it came, when, to whom it belongs, what it was and what it answered. */
const WORDLESS = Prisma.sql`
  from_address = CASE WHEN direction = 'inbound' THEN ${ERASED} ELSE from_address END,
  from_name = NULL, people = '[]', subject = ${ERASED}, text = ${ERASED}, new_text = ${ERASED}, html = NULL, raw_headers = '',
  failed = '[]', reasons = (SELECT coalesce(jsonb_agg(r || '{"evidence": null}'), '[]') FROM jsonb_array_elements(reasons) r)`;

/**
 * Empties the mails that a person wrote, and those of ours that were written to nobody else, with their files (U5). The row
 * stays, so that the server's copy is known when it is seen again. @returns their ids, and how many were not empty before
 */
export async function emptyMails(
  tx: Tx,
  { customerId, emails, isTheirsAlone, now }: MailsOf & { now: number },
): Promise<{ mailIds: string[]; emptied: number }> {
  const addresses = emails.map((email) => email.toLowerCase());
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT l.id FROM mail l
    WHERE (l.id IN (SELECT k.mail_id FROM mail_customer k WHERE k.customer_id = ${customerId})
        AND (lower(l.from_address) = ANY(${addresses}::text[])
          OR (l.direction = 'outbound' AND jsonb_array_length(l.people) > 0 AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(l.people) p WHERE p->>'kind' <> 'reply_to'
              AND NOT lower(p->>'address') = ANY(${addresses}::text[])))))
      OR (${isTheirsAlone} AND l.from_address = ANY(${addresses}::text[]))
    ORDER BY l.id`;
  const mailIds = rows.map(({ id }) => id);
  await emptyFiles(tx, mailIds);
  const emptied = await tx.$executeRaw`
    UPDATE mail SET ${WORDLESS}, erased_at = ${new Date(now)} WHERE id = ANY(${mailIds}::text[]) AND erased_at IS NULL`;
  return { mailIds, emptied };
}

/** Takes the files of mails away, and their names. */
export async function emptyFiles(tx: Tx, mailIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE mail_attachment SET name = ${ERASED}, content = NULL, sha256 = NULL, content_id = NULL
    WHERE mail_id = ANY(${[...mailIds]}::text[]) AND (content IS NOT NULL OR name IS DISTINCT FROM ${ERASED})`;
}

/** Condition: the mail of that id stands in a conversation that waits for a person, who needs its words to answer. */
const isWaitedFor = (id: Prisma.Sql): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM mail_customer k JOIN conversation v ON v.id = k.conversation_id
    WHERE k.mail_id = ${id} AND v.status <> 'done'::text)`;

/**
 * Empties mails by age, once nothing has to follow from them and no conversation that they stand in is open.
 *
 * @returns how many said anything
 */
export async function emptyOld(tx: Tx, mailIds: readonly string[]): Promise<number> {
  await tx.$executeRaw`
    UPDATE mail_attachment a SET name = ${ERASED}, content = NULL, sha256 = NULL, content_id = NULL FROM mail l
    WHERE l.id = a.mail_id AND l.id = ANY(${[...mailIds]}::text[]) AND l.processed_at IS NOT NULL
      AND a.name IS DISTINCT FROM ${ERASED} AND NOT ${isWaitedFor(Prisma.sql`l.id`)}`;
  return tx.$executeRaw`
    UPDATE mail SET ${WORDLESS}
    WHERE id = ANY(${[...mailIds]}::text[]) AND processed_at IS NOT NULL AND subject <> ${ERASED}
      AND NOT ${isWaitedFor(Prisma.sql`mail.id`)}`;
}
