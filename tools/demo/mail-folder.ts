import { mkdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail that was accepted, as its reader finds it. */
export interface DeliveredMail {
  /** Ledger id of the message. */
  messageId: string;
  to: string[];
  subject: string;
  text: string;
  inReplyTo: string | null;
  /** The `Message-ID` header. */
  headerId: string;
  /** The one-click link of RFC 8058. */
  unsubscribeUrl: string;
  /** Its readable copy. */
  file: string;
}

/** A real SMTP server that keeps every mail in a folder: as `.eml`, and as `.txt` to be read. */
export interface MailFolder {
  port: number;
  mails: DeliveredMail[];
  close(): Promise<void>;
}

/** Empties `folder` and starts the server on a free port. */
export async function openMailFolder(folder: string): Promise<MailFolder> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const mails: DeliveredMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        keep(folder, mails, { raw: Buffer.concat(chunks), to }).then(() => callback(), callback);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port');
  return { port: address.port, mails, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function keep(
  folder: string,
  mails: DeliveredMail[],
  { raw, to }: { raw: Buffer; to: string[] },
): Promise<void> {
  const mail = await PostalMime.parse(raw);
  const header = (key: string): string => mail.headers.find((each) => each.key === key)?.value ?? '';
  const number = String(mails.length + 1).padStart(3, '0');
  const when = (mail.date ?? '').slice(0, 16).replaceAll(':', '');
  const file = join(folder, `${number}-${when}-${to[0] ?? 'nobody'}`);
  mails.push({
    messageId: header('x-followthrough-message'),
    to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    inReplyTo: mail.inReplyTo ?? null,
    headerId: mail.messageId ?? '',
    unsubscribeUrl: header('list-unsubscribe').replace(/^<|>$/g, ''),
    file: `${file}.txt`,
  });
  await Promise.all([writeFile(`${file}.eml`, raw), writeFile(`${file}.txt`, readable(mail, to))]);
}

function readable(mail: Email, to: string[]): string {
  const lines = [
    `Date:    ${mail.date ?? ''}`,
    `From:    ${mail.from?.name ?? ''} <${mail.from?.address ?? ''}>`,
    `To:      ${to.join(', ')}`,
    `Subject: ${mail.subject ?? ''}`,
    ...(mail.inReplyTo ? [`Answers: ${mail.inReplyTo}`] : []),
    '',
    mail.text ?? '',
  ];
  return `${lines.join('\n')}\n`;
}
