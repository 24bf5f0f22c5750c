import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { DIRECTIONS } from '../../../contracts/customers/kinds.ts';
import { MAIL_VERDICTS, type MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { Mail } from '../../../contracts/inbox/mails.ts';
import type { ShownMail } from '../../../domain/inbox/mail-page.ts';
import type { Tx } from '../client.ts';
import type { Mail as Row } from '../generated/client.ts';
import { dayOf, isoOf, isoOrNull } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const peopleSchema = z.array(
  z.object({
    kind: z.enum(['to', 'cc', 'bcc', 'reply_to']),
    address: z.string(),
    name: z.string().nullable(),
  }),
);
const reasonsSchema = z.array(z.object({ code: z.string(), evidence: z.string().nullable() }));
const failedSchema = z.array(
  z.object({
    address: z.string(),
    n: z.number().nullable(),
    kind: z.enum(['hard', 'soft']),
    code: z.string().nullable(),
    words: z.string().nullable(),
  }),
);

/** A customer of a mail whom the viewer sees. */
interface VisibleCustomer {
  customerId: string;
  contactId: string | null;
  invoiceIds: string[];
  conversationId: string | null;
  verdict: MailVerdict | null;
  /** The mail of ours that it answers is this customer's. */
  isAnswered: boolean;
  /** How many customers the mail has, hidden ones too: never told. */
  total: number;
}

/** Of a mail to several customers those that the viewer sees (U3); of none: the mail is hidden. */
async function visibleCustomers(db: Tx, viewer: Viewer, mailId: string): Promise<VisibleCustomer[]> {
  return db.$queryRaw<VisibleCustomer[]>`
    SELECT k.customer_id AS "customerId", k.contact_id AS "contactId", k.invoice_ids AS "invoiceIds",
      k.conversation_id AS "conversationId", k.verdict, o.id IS NOT NULL AS "isAnswered",
      (SELECT count(*)::int FROM mail_customer a WHERE a.mail_id = k.mail_id) AS total
    FROM mail_customer k JOIN customer c ON c.id = k.customer_id JOIN mail m ON m.id = k.mail_id
    LEFT JOIN message o ON o.id = m.message_id AND o.customer_id = k.customer_id
    WHERE k.mail_id = ${mailId} AND ${customerIsVisible(viewer, 'c')} ORDER BY k.customer_id`;
}

/**
 * One mail, as far as the viewer may know of it: of several customers those that they see, and the mail of ours that it
 * answers only where that is one of theirs. Null when absent, or of hidden customers alone.
 */
export async function find(db: Tx, viewer: Viewer, mailId: string): Promise<Mail | null> {
  const customers = await visibleCustomers(db, viewer, mailId);
  if (customers.length === 0) return null;
  const row = await db.mail.findUnique({ where: { id: mailId } });
  if (row === null) return null;
  const [attachments, places] = await Promise.all([listFiles(db, mailId), listPlaces(db, mailId)]);
  return { ...shown(row, customers), attachments, places };
}

function shown(row: Row, customers: readonly VisibleCustomer[]): Omit<Mail, 'attachments' | 'places'> {
  const people = peopleSchema.parse(row.people);
  const of = (kind: string) =>
    people.filter((person) => person.kind === kind).map(({ address, name }) => ({ address, name }));
  const isLinkVisible = customers.some(({ isAnswered }) => isAnswered);
  const isLinkHidden = !isLinkVisible && row.messageId !== null;
  const { id, mailboxId, subject, text, newText, rawHeaders, size, problems, isHistory, judgedById } = row;
  return {
    id,
    direction: z.enum(DIRECTIONS).parse(row.direction),
    mailboxId,
    from: { address: row.fromAddress, name: row.fromName },
    to: of('to'),
    cc: of('cc'),
    replyTo: of('reply_to'),
    subject,
    text,
    newText,
    hasPage: row.html !== null,
    rawHeaders: isLinkHidden ? withoutThread(rawHeaders) : rawHeaders,
    size,
    problems,
    datedAt: isoOrNull(row.datedAt),
    receivedAt: isoOf(row.receivedAt),
    customers: customers.map(({ customerId, contactId, invoiceIds, conversationId }) => ({
      customerId,
      contactId,
      invoiceIds,
      conversationId,
    })),
    messageId: isLinkVisible ? row.messageId : null,
    n: isLinkVisible ? row.n : null,
    linkedBy: isLinkVisible ? row.linkedBy : null,
    verdict: verdictOf(row, customers),
    judgedAs: z.enum(MAIL_VERDICTS).parse(row.judgedAs),
    reasons: isLinkHidden ? [] : reasonsSchema.parse(row.reasons),
    returnOn: row.returnOn && dayOf(row.returnOn),
    failed: failedSchema
      .parse(row.failed)
      .map(({ n, ...failed }) => ({ ...failed, n: isLinkVisible ? n : null })),
    judgedById,
    judgedAt: isoOf(row.judgedAt),
    isHistory,
    processedAt: isoOrNull(row.processedAt),
    erasedAt: isoOrNull(row.erasedAt),
    createdAt: isoOf(row.createdAt),
  };
}

/** Without what names a mail of ours to a customer whom the viewer does not see. */
const withoutThread = (rawHeaders: string): string =>
  rawHeaders.replace(
    /^(?:in-reply-to|references|x-followthrough-message):.*(?:\r?\n[ \t].*)*(?:\r?\n|$)/gim,
    '',
  );

/** As somebody judged it for the customers whom the viewer sees, else as it is. */
function verdictOf({ verdict }: Row, customers: readonly VisibleCustomer[]): MailVerdict {
  const isWhole = customers.length === customers[0]?.total;
  const judged = isWhole ? null : customers.find((customer) => customer.verdict !== null)?.verdict;
  return z.enum(MAIL_VERDICTS).parse(judged ?? verdict);
}

async function listFiles(db: Tx, mailId: string): Promise<Mail['attachments']> {
  return db.$queryRaw<Mail['attachments']>`
    SELECT n::int AS n, name, content_type AS "contentType", size, is_inline AS "isInline",
      content IS NOT NULL AS "isStored"
    FROM mail_attachment WHERE mail_id = ${mailId} ORDER BY n`;
}

async function listPlaces(db: Tx, mailId: string): Promise<Mail['places']> {
  return db.$queryRaw<Mail['places']>`
    SELECT DISTINCT mailbox_id AS "mailboxId", path FROM mail_place WHERE mail_id = ${mailId} ORDER BY 1, 2`;
}

/** What a mail shows as a page, its own pictures with it; null when absent or hidden. */
export async function findPage(db: Tx, viewer: Viewer, mailId: string): Promise<ShownMail | null> {
  if ((await visibleCustomers(db, viewer, mailId)).length === 0) return null;
  const mail = await db.mail.findUnique({ where: { id: mailId }, select: { html: true, text: true } });
  if (mail === null) return null;
  const pictures = await db.mailAttachment.findMany({
    where: {
      mailId,
      contentId: { not: null },
      content: { not: null },
      contentType: { startsWith: 'image/' },
    },
    select: { contentId: true, contentType: true, content: true },
    orderBy: { n: 'asc' },
    take: MOST_PICTURES,
  });
  return {
    ...mail,
    pictures: pictures.map(({ contentId, contentType, content }) => ({
      contentId: contentId!,
      contentType,
      content: content!,
    })),
  };
}

const MOST_PICTURES = 50;

/** One stored file of a mail; null when absent, not kept, or of a mail that is hidden. */
export async function findFile(
  db: Tx,
  viewer: Viewer,
  { mailId, n }: { mailId: string; n: number },
): Promise<{ name: string; contentType: string; content: Buffer } | null> {
  if ((await visibleCustomers(db, viewer, mailId)).length === 0) return null;
  const file = await db.mailAttachment.findUnique({ where: { mailId_n: { mailId, n } } });
  if (!file?.content) return null;
  return {
    name: file.name ?? `file-${n}`,
    // Whatever its sender says that it is.
    contentType: 'application/octet-stream',
    content: Buffer.from(file.content),
  };
}

/** Of a mail as it is judged otherwise: who its customers are, which of them the actor sees, and what it was. */
export async function readForJudging(
  tx: Tx,
  viewer: Viewer,
  mailId: string,
): Promise<{ row: Row; visible: string[]; isWhole: boolean } | null> {
  const customers = await visibleCustomers(tx, viewer, mailId);
  const visible = customers.map(({ customerId }) => customerId);
  const row = await tx.mail.findUnique({ where: { id: mailId } });
  if (row === null || visible.length === 0) return null;
  return { row, visible, isWhole: visible.length === customers[0]?.total };
}
