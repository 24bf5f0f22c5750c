import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import type { Prisma } from '../../../infra/db/generated/client.ts';
import { newId } from '../../../infra/ids.ts';

/** What a test says of a stored mail; everything else is that of a plain reply. */
type Said = Partial<Omit<Prisma.MailUncheckedCreateInput, 'id' | 'verdict'>> & {
  verdict: MailVerdict;
  fromAddress: string;
  /** When it came, and was stored, epoch milliseconds. */
  at: number;
  /** Its Message-ID, where none is said, is its id at this host. */
  host: string;
};

/** Stores a mail, once for whom it belongs to. @returns its id */
export async function insertMail(
  db: Database,
  { verdict, at: milliseconds, host, ...said }: Said,
  customers: readonly { customerId: string; contactId?: string | null }[],
): Promise<string> {
  const id = newId('mail');
  const at = new Date(milliseconds);
  await db.mail.create({
    data: {
      id,
      fingerprint: id,
      mailboxId: newId('mailbox'),
      direction: 'inbound',
      headerId: `<${id}@${host}>`,
      referenceIds: [],
      people: [],
      subject: 'Re: Your invoice',
      text: 'Hello.',
      newText: said.text ?? 'Hello.',
      rawHeaders: '',
      size: 1_000,
      problems: [],
      receivedAt: at,
      n: said.messageId ? 1 : null,
      linkedBy: said.messageId ? 'message_id' : null,
      verdict,
      reasons: [],
      failed: [],
      judgedAs: verdict,
      judgedAt: at,
      isHistory: false,
      createdAt: at,
      ...said,
    },
  });
  const data = customers.map(({ customerId, contactId = null }) => ({
    mailId: id,
    customerId,
    contactId,
    invoiceIds: [],
  }));
  await db.mailCustomer.createMany({ data });
  return id;
}
