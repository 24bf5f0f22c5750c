import type { Database } from '../../../infra/db/client.ts';
import { newId } from '../../../infra/ids.ts';

interface Of {
  mailId: string;
  customerId: string;
  mark: string;
  now: number;
}

/** A file that came with a mail, and a contact that the mail proposes, `mark` in each of their texts. @returns the proposal’s id */
export async function createFileAndProposal(
  db: Database,
  { mailId, customerId, mark, now }: Of,
): Promise<string> {
  const content = Buffer.from(mark);
  const file = { name: `${mark}.txt`, contentType: 'text/plain', size: content.length, isInline: false };
  await db.mailAttachment.create({ data: { mailId, n: 1, ...file, content } });
  const id = newId('mailSuggestion');
  const email = `new@${mark}.example`;
  const nothing = { amount: null, day: null, invoiceIds: [], contactId: null };
  const data = { ...nothing, name: `Mr ${mark}`, email };
  const words = { kind: 'new_contact', status: 'open', quote: `write to ${email}` };
  await db.mailSuggestion.create({
    data: { id, mailId, customerId, data, ...words, createdAt: new Date(now) },
  });
  return id;
}
