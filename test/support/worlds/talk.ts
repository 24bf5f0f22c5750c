import { placeMail } from '../../../commands/inbox/conversations/place-mail.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { newId } from '../../../infra/ids.ts';
import { createMailRow } from '../rows/arrived-mail.ts';
import { createFileAndProposal } from '../rows/mail-proposal.ts';

/** Whose talk it is, and the word that stands in all of it. */
interface Of {
  customerId: string;
  contactId: string;
  mailboxId: string;
  authorId: string;
  mark: string;
  /** Epoch milliseconds. */
  now: number;
}

/** A mail of a person with a file, what it proposes, and an answer to it that is in error; ids by prefix. */
export async function createTalk(deps: CommandDeps, of: Of) {
  const { customerId, contactId, mailboxId, authorId, mark, now } = of;
  const { db } = deps;
  const words = { from: `ap@${mark}.example`, subject: mark, text: mark };
  const mail = { mailboxId, customerIds: [customerId], contactId, receivedAt: now };
  const mai = await createMailRow(db, { ...mail, ...words });
  const msu = await createFileAndProposal(db, { mailId: mai, customerId, mark, now });
  const cnv = await db.$transaction((tx) => placeMail(deps, tx, { mailId: mai, customerId, now }));
  const cna = newId('conversationAnswer');
  const at = new Date(now);
  await db.conversationAnswer.create({
    data: {
      id: cna,
      conversationId: cnv!,
      customerId,
      mailId: mai,
      contactId,
      authorId,
      mailboxId,
      content: { subject: mark, body: mark, to: [words.from], cc: [] },
      sendStatus: 'error',
      errorCode: 'refused',
      errorDetail: mark,
      requestedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
  return { mai, cnv: cnv!, cna, msu };
}
