import { z } from 'zod';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../../../contracts/sending/kinds.ts';
import { MAIL_VERDICTS } from '../../../contracts/inbox/kinds.ts';
import { erasedKey } from '../../../domain/erased.ts';
import type { AnswerableMail } from '../../../domain/inbox/answering.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

const rowSchema: z.ZodType<AnswerableMail> = z.object({
  mailId: z.string(),
  verdict: z.enum(MAIL_VERDICTS),
  mailboxId: z.string(),
  aliases: z.array(z.string()),
  contactId: z.string().nullable(),
  from: z.string(),
  people: z.array(z.object({ kind: z.enum(['to', 'cc', 'reply_to']), address: z.string() })),
  subject: z.string(),
  headerId: z.string().nullable(),
  referenceIds: z.array(z.string()),
  ours: z.array(z.string()),
});

/**
 * The mail of a conversation that is answered: the named one, else the last that a person wrote; null: there is none. With it
 * which of its addresses are those of our own people and mailboxes.
 */
export async function find(
  db: Tx,
  { conversationId, mailId }: { conversationId: string; mailId: string | null },
): Promise<AnswerableMail | null> {
  const which =
    mailId === null
      ? Prisma.sql`m.verdict IN ('reply', 'opt_out', 'out_of_office')`
      : Prisma.sql`m.id = ${mailId}`;
  const rows = await db.$queryRaw`
    WITH chosen AS MATERIALIZED (
      SELECT m.*, k.contact_id FROM mail_customer k JOIN mail m ON m.id = k.mail_id
      WHERE k.conversation_id = ${conversationId} AND ${which}
      ORDER BY m.verdict = 'out_of_office', m.received_at DESC, m.id DESC LIMIT 1),
    named AS (
      SELECT lower(p->>'address') AS address FROM chosen, jsonb_array_elements(chosen.people) p
      UNION SELECT lower(from_address) FROM chosen)
    SELECT m.id AS "mailId", m.verdict, m.mailbox_id AS "mailboxId", b.aliases, m.contact_id AS "contactId",
      m.from_address AS "from", m.people, m.subject, m.header_id AS "headerId", m.reference_ids AS "referenceIds",
      ARRAY(SELECT n.address FROM named n WHERE EXISTS (SELECT FROM app_user u WHERE u.email_key = n.address)
        OR EXISTS (SELECT FROM mailbox o WHERE lower(o.from_address) = n.address
          OR lower(o.unsubscribe_address) IN (n.address, regexp_replace(n.address, '[+][^+@]*@', '@'))
          OR n.address IN (SELECT lower(a) FROM unnest(o.aliases) a))) AS ours
    FROM chosen m JOIN mailbox b ON b.id = m.mailbox_id`;
  return z.array(rowSchema).parse(rows)[0] ?? null;
}

/** Why addresses, by their keys, get no mail now. */
export async function listSuppressedFor(
  tx: Tx,
  { keys, now }: { keys: readonly string[]; now: number },
): Promise<SuppressionReason[]> {
  const rows = await tx.suppression.findMany({
    where: {
      channel: 'email',
      addressKey: { in: [...keys, ...keys.map(erasedKey)] },
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }],
    },
    select: { reason: true },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ reason }) => z.enum(SUPPRESSION_REASONS).parse(reason));
}

/** What its sender wrote. */
export async function readText(db: Tx, mailId: string): Promise<string> {
  const { newText } = await db.mail.findUniqueOrThrow({ where: { id: mailId }, select: { newText: true } });
  return newText;
}
